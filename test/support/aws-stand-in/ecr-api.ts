import { createHash } from "node:crypto";
import { REGISTRY } from "./account";

type Answer = Record<string, unknown>;

const MANIFESTS = ["application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json"];

/**
 * STAND-IN for the two operations of ECR that Slipway uses: what it holds is what the registry holds in which the stand-in's repositories
 * lie, and that registry asks nobody to sign in. With STAND_IN_EVERY_IMAGE=1 it says that every image is there, as after a CI job
 * that pushed them. `undefined`: the request is about something else.
 */
export async function ecrAnswer(operation: string, input: Answer): Promise<Answer | undefined> {
    switch (operation) {
        case "DescribeImages": {
            const [{ imageTag }] = input.imageIds as [{ imageTag: string }];
            const there = process.env.STAND_IN_EVERY_IMAGE === "1";
            if (there)
                return {
                    imageDetails: [
                        { imageDigest: digestOf(`${String(input.repositoryName)}:${imageTag}`), imageTags: [imageTag] },
                    ],
                };
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

/** Of an image that nobody ever looks into. */
function digestOf(reference: string): string {
    return `sha256:${createHash("sha256").update(reference).digest("hex")}`;
}
