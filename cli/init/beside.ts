import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parseEnv } from "node:util";
import { parseDocument } from "yaml";

/** What `docker compose up` would take from beside the Compose file, and Slipway's program does not. */
export interface Beside {
    /** Variables of `.env`, but those that are made of others. */
    readonly env: ReadonlyMap<string, string>;
    /** The name that the file, or `.env`, gives the project. */
    readonly names: readonly (string | undefined)[];
    /** Profiles that `.env` turns on. */
    readonly profiles: readonly string[];
    /** The file that Compose would merge into the Compose file. */
    readonly override?: string;
}

/** Reads what lies beside a Compose file. Read once, by `init`: what a deployment depends on stands in files that are committed. */
export function beside(directory: string, compose: string): Beside {
    const folder = dirname(join(directory, compose));
    const file = join(folder, ".env");
    const all = existsSync(file) ? Object.entries(parseEnv(readFileSync(file, "utf8"))) : [];
    const env = new Map(all.flatMap(([name, value]) => (value?.includes("$") ? [] : [[name, value ?? ""] as const])));
    const [, base, extension] = /^(compose|docker-compose)\.(ya?ml)$/.exec(basename(compose)) ?? [];
    const overrides = base === undefined ? [] : [extension, "yml", "yaml"].map((end) => `${base}.override.${end}`);
    const override = overrides.find((name) => existsSync(join(folder, name)));
    return {
        env,
        names: [env.get("COMPOSE_PROJECT_NAME"), nameIn(join(directory, compose))],
        profiles: (env.get("COMPOSE_PROFILES") ?? "").split(",").filter(Boolean),
        ...(override !== undefined && { override }),
    };
}

/** `name:` of a Compose file. What is no YAML is Compose's to refuse. */
function nameIn(file: string): string | undefined {
    const name: unknown = parseDocument(readFileSync(file, "utf8")).get("name");
    return typeof name === "string" && !name.includes("$") ? name : undefined;
}
