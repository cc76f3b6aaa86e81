import { run } from "../core/run";

/** A volume that Docker has made up the name of. */
const UNNAMED = /^[0-9a-f]{64}$/;

/**
 * The volumes without a name that a project's containers have: those of an image's `VOLUME`, and of a path alone in the Compose file. Asked while
 * the containers are there: afterwards nothing tells whose they were, and no later container finds them.
 */
export async function unnamedVolumesOf(project: string): Promise<string[]> {
    const filter = `label=com.docker.compose.project=${project}`;
    const { stdout } = await run("docker", ["ps", "--all", "--quiet", "--filter", filter]);
    const ids = stdout.split("\n").filter((id) => id !== "");
    if (ids.length === 0) return [];
    const format = '{{range .Mounts}}{{if eq .Type "volume"}}{{println .Name}}{{end}}{{end}}';
    const mounted = await run("docker", ["inspect", "--format", format, ...ids]);
    return [...new Set(mounted.stdout.split("\n"))].filter((name) => UNNAMED.test(name));
}

/** The named volumes of a Compose project, also those that services of earlier releases left. None where Docker does not answer. */
export async function volumesOf(project: string, env?: NodeJS.ProcessEnv): Promise<string[]> {
    const filter = `label=com.docker.compose.project=${project}`;
    const result = await run("docker", ["volume", "ls", "--quiet", "--filter", filter], env && { env });
    return result.stdout.split("\n").filter((name) => name !== "");
}
