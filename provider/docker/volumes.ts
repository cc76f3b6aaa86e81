import { run } from "../core/run";

/** The named volumes of a Compose project, also those that services of earlier releases left. None where Docker does not answer. */
export async function volumesOf(project: string, env?: NodeJS.ProcessEnv): Promise<string[]> {
    const filter = `label=com.docker.compose.project=${project}`;
    const result = await run("docker", ["volume", "ls", "--quiet", "--filter", filter], env && { env });
    return result.stdout.split("\n").filter((name) => name !== "");
}
