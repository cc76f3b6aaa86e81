import { docker } from "./docker-sync";
import { TestStack } from "./stack";

/**
 * A stack whose apps run on this machine's Docker. It begins and ends with nothing of its name there: a test that was interrupted
 * leaves containers and volumes, and one that a release fails on purpose leaves a volume that `destroy` knows nothing of.
 */
export class LocalStack extends TestStack {
    constructor(name: string, env: NodeJS.ProcessEnv = {}, project?: string) {
        removeProjects(`slipway-${name}-`);
        super(name, env, project);
    }

    /** Takes its apps away with their data, and the stack with them. */
    async remove(): Promise<void> {
        await this.destroy({ SLIPWAY_DELETE_VOLUMES: "1" });
        removeProjects(`slipway-${this.name}-`);
        this.dispose();
    }
}

const LABEL = "com.docker.compose.project";

/** Removes what Compose made for projects whose names begin so. */
function removeProjects(prefix: string): void {
    const made = (kind: string, name: string, ...flags: string[]): string[] =>
        docker(kind, "ls", ...flags, "--filter", `label=${LABEL}`, "--format", `{{.${name}}} {{.Label "${LABEL}"}}`)
            .split("\n")
            .flatMap((line) => {
                const [id = "", project = ""] = line.split(" ");
                return project.startsWith(prefix) ? [id] : [];
            });
    for (const id of made("container", "ID", "--all")) docker("container", "rm", "--force", "--volumes", id);
    for (const id of made("network", "ID")) docker("network", "rm", id);
    for (const name of made("volume", "Name")) docker("volume", "rm", name);
}
