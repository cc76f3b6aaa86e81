import { volumesOf } from "../provider/docker/volumes";
import { run } from "./command";
import { say } from "./log";

/**
 * Deletes the volumes of a Compose project. Those are meant of which a stack's state knows nothing any more: an earlier `npm stop`
 * kept them, and no release has used them since, so `pulumi destroy` does not meet them.
 */
export async function deleteVolumes(project: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
    const names = await volumesOf(project, { ...process.env, ...env });
    if (names.length === 0) return;
    await run("docker", ["volume", "rm", ...names], { env });
    say(`deleted with their data: ${names.join(", ")}`);
}
