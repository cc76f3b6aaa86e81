import { promises as fs } from "node:fs";
import * as path from "node:path";
import { parseImageReference } from "./image-reference";
import { error, type Issue } from "./issue";

/** Committed beside `Pulumi.yaml`; written by `slipway pin`. */
export const IMAGE_LOCK = "images.lock.json";

/** Other people's images as Compose files name them → the digest that the name stood for when it was pinned. */
export type ImageLock = Readonly<Record<string, string>>;

/** What an image is by its content. */
export const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** The lock of the Pulumi project in that folder. One that is not there is empty. */
export async function readImageLock(projectDirectory: string): Promise<{ lock: ImageLock; issues: Issue[] }> {
    let text: string;
    try {
        text = await fs.readFile(path.join(projectDirectory, IMAGE_LOCK), "utf8");
    } catch (problem) {
        if ((problem as NodeJS.ErrnoException).code === "ENOENT") return { lock: {}, issues: [] };
        throw problem;
    }
    const { lock, problem } = parseImageLock(text);
    if (problem === undefined) return { lock, issues: [] };
    const todo = "run `npx slipway pin`, which writes it, instead of editing it.";
    return { lock, issues: [error(IMAGE_LOCK, `${problem}: ${todo}`)] };
}

/** The lock, or what is wrong with its text: then it is empty. */
export function parseImageLock(text: string): { readonly lock: ImageLock; readonly problem?: string } {
    const broken = (problem: string) => ({ lock: {}, problem });
    let read: unknown;
    try {
        read = JSON.parse(text);
    } catch {
        return broken("is no JSON");
    }
    if (typeof read !== "object" || read === null || Array.isArray(read)) return broken("is no JSON object");
    for (const [image, digest] of Object.entries(read)) {
        if (typeof digest === "string" && DIGEST.test(digest)) continue;
        return broken(`gives ${image} the digest ${JSON.stringify(digest)}, which is not sha256: and 64 digits`);
    }
    return { lock: read as ImageLock };
}

/** `image@sha256:…`, from the name itself or from the lock. `undefined`: nobody has pinned it. */
export function pinnedReference(image: string, lock: ImageLock): string | undefined {
    if (parseImageReference(image)?.kind === "digest") return image;
    const digest = Object.hasOwn(lock, image) ? lock[image] : undefined;
    return digest === undefined ? undefined : `${image}@${digest}`;
}

/** What an AWS target says, at that setting, of a service whose image is neither built nor pinned. */
export function notPinned(at: string, image: string): Issue {
    return error(
        at,
        `is ${JSON.stringify(image)}, which is pinned nowhere, so it may be another image at the next deployment: ` +
            `run \`npx slipway pin ${image}\` and commit ${IMAGE_LOCK}.`,
    );
}
