import { ReleaseError, told, type ReleaseContext } from "../contract";
import type { AwsAccess } from "./access";
import { ecrRepository } from "./ecr";

/** An image in ECR, where a release has it from. */
export interface EcrImage {
    /** ARN of the repository. */
    readonly repositoryArn: string;
    readonly tag: string;
}

/**
 * Tags an image of a release that serves a second time, with this before its own tag. The repository's lifecycle policy keeps what is
 * tagged so apart from what was only pushed: CI pushes for releases that fail or wait for somebody's consent, and fifteen of them would
 * otherwise push out the image that every new task needs.
 */
export const RELEASED = "released-";

/**
 * @param images of a release or a job that was judged good. One that could not be tagged is warned of: that is good all the same, and the
 *   next release tags its own.
 */
export async function markReleased(
    images: readonly EcrImage[],
    access: Omit<AwsAccess, "region">,
    { say, signal }: Pick<ReleaseContext, "say" | "signal">,
): Promise<void> {
    const distinct = new Map(images.map((image) => [`${image.repositoryArn}:${image.tag}`, image]));
    await Promise.all(
        [...distinct.values()].map(async ({ repositoryArn, tag }) => {
            try {
                await ecrRepository(repositoryArn, access, signal).alsoTag(tag, `${RELEASED}${tag}`);
            } catch (error) {
                signal.throwIfAborted();
                const why = error instanceof ReleaseError ? [error.message, ...error.details].join(": ") : told(error);
                say(
                    `its image could not be tagged ${RELEASED}${tag}: ECR may remove it when others have been pushed after it, ` +
                        `and then it cannot be started anew. The next release tries again. ${why}`,
                    "warning",
                );
            }
        }),
    );
}
