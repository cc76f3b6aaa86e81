import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "../command";

/** The apps under `docker/`. */
export const appsIn = (root: string): string[] =>
    readdirSync(join(root, "docker"))
        .filter((app) => existsSync(composeFileOf(root, app)))
        .sort();

export const composeFileOf = (root: string, app: string): string => join(root, "docker", app, "compose.yaml");

/** A Compose file as Docker Compose reads it: every profile, nobody's variables. */
export async function composeModel(file: string): Promise<unknown> {
    const as = ["--profile", "*", "config", "--no-interpolate", "--no-env-resolution", "--format", "json"];
    return JSON.parse(await run("docker", ["compose", "-f", file, ...as])) as unknown;
}
