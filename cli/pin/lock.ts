import { parseImageReference } from "../../compose/image-reference";
import { DIGEST, IMAGE_LOCK, type ImageLock } from "../../compose/image-lock";
import { Refusal } from "../refusal";

/**
 * The lock with the digests that `images` have now, and a line on each.
 *
 * @throws Refusal naming every image that could not be asked for; then nothing is to be written
 */
export async function pinned(
    images: readonly string[],
    lock: ImageLock,
    digestOf: (image: string) => Promise<string>,
): Promise<{ lock: ImageLock; told: string[] }> {
    const wanted = [...new Set(images)].sort();
    const problems: string[] = [];
    const told: string[] = [];
    const now: Record<string, string> = { ...lock };
    for (const image of wanted) {
        const kind = parseImageReference(image)?.kind;
        if (kind === undefined) problems.push(`${image}: is no image's name, such as postgres:16-alpine`);
        if (kind === "digest") told.push(`${image}: has its digest in its name, nothing to pin`);
        if (kind === undefined || kind === "digest") continue;
        try {
            const digest = await digestOf(image);
            if (!DIGEST.test(digest)) throw new Error(`the registry gave the digest ${digest}`);
            told.push(`${image}: ${change(lock[image], digest)}`);
            now[image] = digest;
        } catch (error) {
            problems.push(`${image}: ${error instanceof Error ? error.message : String(error)}`);
        }
    }
    if (problems.length > 0) {
        throw new Refusal(
            {
                where: IMAGE_LOCK,
                what: [
                    `was not written: ${problems.length} of ${wanted.length} images could not be pinned:`,
                    ...problems,
                ].join("\n  "),
                todo: "see that their registries are within reach, and `docker login <registry>` where one asks who you are",
            },
            "failed",
        );
    }
    return { lock: now, told: told.length > 0 ? told : ["no image of other people's is in use: nothing to pin"] };
}

function change(before: string | undefined, now: string): string {
    if (before === now) return `still ${short(now)}`;
    return before === undefined ? `pinned at ${short(now)}` : `${short(before)} → ${short(now)}`;
}

function short(digest: string): string {
    return digest.slice(0, "sha256:".length + 12);
}

/** Sorted, one image a line: a diff shows what has changed. */
export function lockText(lock: ImageLock): string {
    const sorted = Object.fromEntries(Object.entries(lock).sort(([a], [b]) => (a < b ? -1 : 1)));
    return `${JSON.stringify(sorted, undefined, 4)}\n`;
}
