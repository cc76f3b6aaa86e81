import { REGISTRY } from "./account";

type Answer = Record<string, unknown>;

const MANIFESTS = ["application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json"];

/**
 * STAND-IN for the two operations of ECR that Slipway uses: what it holds is what the registry holds in which the stand-in's repositories
 * lie, and that registry asks nobody to sign in. `undefined`: the request is about something else.
 */
export async function ecrAnswer(operation: string, input: Answer): Promise<Answer | undefined> {
    switch (operation) {
        case "DescribeImages": {
            const [{ imageTag }] = input.imageIds as [{ imageTag: string }];
            const url = `http://${REGISTRY}/v2/${String(input.repositoryName)}/manifests/${imageTag}`;
            const answer = await fetch(url, { method: "HEAD", headers: { accept: MANIFESTS.join(", ") } });
            const imageDigest = answer.headers.get("docker-content-digest");
            if (answer.ok) return { imageDetails: [{ imageDigest, imageTags: [imageTag] }] };
            const missing = `The image with imageId {imageTag:'${imageTag}'} does not exist within the repository`;
            throw Object.assign(new Error(missing), { name: "ImageNotFoundException" });
        }
        case "GetAuthorizationToken":
            return { authorizationData: [{ authorizationToken: Buffer.from("AWS:stand-in").toString("base64") }] };
        default:
            return undefined;
    }
}
