import { createHash } from "node:crypto";
import { REGISTRY } from "./account";

type Answer = Record<string, unknown>;

const MANIFESTS = ["application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json"];

/**
 * STAND-IN for the operations of ECR that Slipway uses: what it holds is what the registry holds in which the stand-in's repositories
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
            const answer = await fetch(manifestAt(input, imageTag), {
                method: "HEAD",
                headers: { accept: MANIFESTS.join(", ") },
            });
            const imageDigest = answer.headers.get("docker-content-digest");
            if (answer.ok) return { imageDetails: [{ imageDigest, imageTags: [imageTag] }] };
            const missing = `The image with imageId {imageTag:'${imageTag}'} does not exist within the repository`;
            throw Object.assign(new Error(missing), { name: "ImageNotFoundException" });
        }
        case "BatchGetImage": {
            const [{ imageTag }] = input.imageIds as [{ imageTag: string }];
            if (process.env.STAND_IN_EVERY_IMAGE === "1") return { images: [{ imageManifest: "{}" }] };
            const answer = await fetch(manifestAt(input, imageTag), { headers: { accept: MANIFESTS.join(", ") } });
            if (!answer.ok) return { images: [] };
            const imageManifestMediaType = answer.headers.get("content-type");
            return { images: [{ imageManifest: await answer.text(), imageManifestMediaType }] };
        }
        case "PutImage": {
            const imageTag = String(input.imageTag);
            if (process.env.STAND_IN_EVERY_IMAGE === "1") return { image: { imageId: { imageTag } } };
            const answer = await fetch(manifestAt(input, imageTag), {
                method: "PUT",
                headers: { "content-type": String(input.imageManifestMediaType) },
                body: String(input.imageManifest),
            });
            if (!answer.ok) throw new Error(`the registry answered ${answer.status}: ${await answer.text()}`);
            return { image: { imageId: { imageTag } } };
        }
        case "GetAuthorizationToken":
            return { authorizationData: [{ authorizationToken: Buffer.from("AWS:stand-in").toString("base64") }] };
        default:
            return undefined;
    }
}

function manifestAt({ repositoryName }: Answer, imageTag: string): string {
    return `http://${REGISTRY}/v2/${String(repositoryName)}/manifests/${imageTag}`;
}

/** Of an image that nobody ever looks into. */
function digestOf(reference: string): string {
    return `sha256:${createHash("sha256").update(reference).digest("hex")}`;
}
