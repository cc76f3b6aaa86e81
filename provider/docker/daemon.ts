import { run } from "../core/run";

/**
 * Why no Docker daemon answers, in one line; undefined where one does. Asks for at most 10 seconds.
 */
export async function whyDockerIsSilent(): Promise<string | undefined> {
    try {
        const signal = AbortSignal.timeout(10_000);
        const result = await run("docker", ["version", "--format", "{{.Server.Version}}"], { signal });
        if (result.code === 0) return undefined;
        return result.stderr.trim().split("\n").pop() ?? "docker version failed";
    } catch (error) {
        return error instanceof Error ? error.message : String(error);
    }
}

/** Whether Docker's store holds an image of that reference. */
export async function imageExists(reference: string): Promise<boolean> {
    return (await imageId(reference)) !== undefined;
}

/** The id of an image in Docker's store (`sha256:…`), or undefined. */
export async function imageId(reference: string): Promise<string | undefined> {
    const result = await run("docker", ["image", "inspect", "--format", "{{.Id}}", reference]);
    return result.code === 0 ? result.stdout.trim() : undefined;
}
