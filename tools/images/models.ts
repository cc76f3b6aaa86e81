import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "../command";

/** The apps under `docker/`. */
export const appsIn = (root: string): string[] =>
    readdirSync(join(root, "docker"))
        .filter((app) => existsSync(join(root, "docker", app, "compose.yaml")))
        .sort();

/** An app's Compose file as Docker Compose reads it: every profile, nobody's variables. */
export async function composeModel(root: string, app: string): Promise<unknown> {
    const as = ["--profile", "*", "config", "--no-interpolate", "--no-env-resolution", "--format", "json"];
    const file = join(root, "docker", app, "compose.yaml");
    return JSON.parse(await run("docker", ["compose", "-f", file, ...as])) as unknown;
}
