import { promises as fs } from "node:fs";
import * as path from "node:path";
import type { Json } from "../components/json";
import { envFilePaths } from "./env-files";
import { error, type Issue } from "./issue";

export interface Written {
    /** For messages. */
    readonly file: string;
    /** Docker Compose's JSON before it reads an `env_file`. */
    readonly written: Json;
    /** Names of the services that are deployed. */
    readonly active: ReadonlySet<string>;
}

/** The deployed services' `env_file`s that are not there, with the example of one where the project has it. */
export async function absentEnvFiles({ file, written, active }: Written, folder: string): Promise<Issue[]> {
    const services = (written as { services?: Record<string, { [key: string]: Json } | null> }).services ?? {};
    const issues: Issue[] = [];
    for (const [name, service] of Object.entries(services)) {
        if (!active.has(name)) continue;
        for (const wanted of envFilePaths(service ?? undefined, "required")) {
            const there = await entries(path.dirname(path.resolve(folder, wanted)));
            const base = path.basename(wanted);
            if (there.includes(base)) continue;
            const example = there.find((entry) => isExampleOf(entry, base));
            const how =
                example === undefined ? "write it" : `write it, as ${path.join(path.dirname(wanted), example)} shows`;
            const what = `names ${path.normalize(wanted)}, which is not there: ${how}, or take it out and give the variables in \`environment\`.`;
            issues.push(error(`${file}: services.${name}.env_file`, what));
        }
    }
    return issues;
}

/** `.env.sample`, `.env.example`, `sample.env` …: the customs of public projects. */
function isExampleOf(entry: string, base: string): boolean {
    const rest = entry.replace(/[._-]?(example|sample|template|dist)[._-]?/i, "");
    return rest !== entry && (rest === base || rest === base.replace(/^\./, ""));
}

function entries(folder: string): Promise<string[]> {
    return fs.readdir(folder).catch(() => []);
}
