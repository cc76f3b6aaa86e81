import type { ManagedEngine, ManagedSettings } from "../../components/app-settings";
import type { CacheOutput } from "../../components/cache";
import type { DatabaseOutput } from "../../components/database";

const DATABASE = { HOST: 1, PORT: 1, USER: 1, NAME: 1, PASSWORD: 1, SSLMODE: 1, URL: 1 } satisfies Record<
    DatabaseOutput,
    1
>;
const CACHE = { HOST: 1, PORT: 1, PASSWORD: 1, SCHEME: 1, URL: 1 } satisfies Record<CacheOutput, 1>;

/** Of these nobody but AWS knows the value. */
export const ONLY_AWS_KNOWS = ["HOST", "PORT", "PASSWORD", "URL"] as const;

/** `DB` of the service `db`, `MY_CACHE` of `my-cache`. */
export function prefixOf(service: string): string {
    const name = service.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_");
    return /^\d/.test(name) ? `_${name}` : name;
}

/** The variables that users of a managed service are given: `DB_HOST` and so on. */
export function outputNames(service: string, engine: ManagedEngine): string[] {
    return Object.keys(engine === "postgres" ? DATABASE : CACHE).map((part) => `${prefixOf(service)}_${part}`);
}

/** Of all of an app's managed services. */
export function allOutputNames(managed: Readonly<Record<string, ManagedSettings>> = {}): string[] {
    return Object.entries(managed).flatMap(([service, { engine }]) => outputNames(service, engine));
}
