import { run } from "./command";
import { say } from "./log";

/**
 * Deletes the volumes of a Compose project. Those are meant of which a stack's state knows nothing any more: an earlier `npm stop`
 * kept them, and no release has used them since, so `pulumi destroy` does not meet them.
 */
export async function deleteVolumes(project: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
    const filter = `label=com.docker.compose.project=${project}`;
    const left = await run("docker", ["volume", "ls", "--quiet", "--filter", filter], { env });
    if (left === "") return;
    const names = left.split("\n");
    await run("docker", ["volume", "rm", ...names], { env });
    say(`deleted with their data: ${names.join(", ")}`);
}
