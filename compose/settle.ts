import type { AppSettings } from "../components/app-settings";
import type { Json } from "../components/json";
import { containerEnvironment } from "./container-environment";
import { error, type Issue } from "./issue";
import { findMark, formatPath, visitStrings } from "./marks";
import type { JsonObject } from "./render";
import { howToGive, misplaced } from "./variables";

/** Whose Compose file it is, and what its variables are given. */
export interface Source {
    readonly app: string;
    readonly file: string;
    readonly settings: AppSettings;
    readonly given: ReadonlyMap<string, string>;
}

/** Every container's variables as {@link containerEnvironment} decides; `env_file` stays as a list of paths. */
export function settleEnvironments(
    { app, file, settings }: Source,
    document: JsonObject,
    written: JsonObject | undefined,
) {
    const issues: Issue[] = [];
    const services = Object.entries(section(document, "services")).map(([name, resolved]): [string, Json] => {
        const own = written && section(written, "services")[name];
        const settled = containerEnvironment(
            { app, path: `${file}: services.${name}`, written: own, resolved },
            settings,
        );
        issues.push(...settled.issues);
        const files = own?.["env_file"];
        return [name, { ...resolved, environment: settled.environment, ...(files ? { env_file: files } : {}) }];
    });
    return { document: { ...document, services: Object.fromEntries(services) } as JsonObject, issues };
}

/** Top-level secrets and configs that come from a variable: its name and its value or mark beside it. */
export function lookUpFileObjects({ app, file, given }: Source, document: JsonObject) {
    const issues: Issue[] = [];
    const changed: Record<string, Json> = {};
    for (const kind of ["secrets", "configs"]) {
        if (document[kind] === undefined) continue;
        const entries = Object.entries(section(document, kind)).map(([key, entry]): [string, Json] => {
            const variable = entry["environment"];
            if (typeof variable !== "string") return [key, entry];
            const value = given.get(variable);
            const path = `${file}: ${kind}.${key}.environment`;
            if (value === undefined)
                issues.push(error(path, `the variable ${variable} has no value: ${howToGive(app, variable)}.`));
            return [key, { ...entry, environment: { variable, value: value ?? "" } }];
        });
        changed[kind] = Object.fromEntries(entries);
    }
    return { document: { ...document, ...changed } as JsonObject, issues };
}

/** Marks where none may be, such as in a name or a rendered file: see `misplacedMarks` for what the file itself says. */
export function strayMarks(file: string, document: JsonObject, given: ReadonlyMap<string, string>): Issue[] {
    const issues: Issue[] = [];
    visitStrings(document, [], (text, path, as) => {
        const mark = findMark(text);
        if (mark === undefined || String(path[0]).startsWith("x-")) return;
        const where = `${file}: ${formatPath(path)}`;
        const inPlace =
            (path[0] === "services" && path[2] === "environment" && as === "value") ||
            ((path[0] === "secrets" || path[0] === "configs") && path[2] === "environment");
        if (!inPlace) issues.push(error(where, misplaced(mark.kind, mark.name, path)));
        else if (given.get(mark.name) !== `⟦${mark.kind}:${mark.name}⟧`) {
            issues.push(
                error(where, `names the ${mark.kind} ${mark.name}, which the app does not have in this stack.`),
            );
        }
    });
    return issues;
}

/** The part of Compose's own JSON, `$` doubled, whose keys are in `known`, without the containers' variables. */
export function withoutVariables(original: JsonObject, known: JsonObject): JsonObject {
    const kept = pick(original, known) as JsonObject;
    const services = Object.entries(section(kept, "services")).map(([name, service]) => {
        const { environment: _environment, env_file: _files, ...rest } = service;
        return [name, rest];
    });
    return { ...kept, services: Object.fromEntries(services) as JsonObject };
}

function pick(from: Json, by: Json): Json {
    if (Array.isArray(from) && Array.isArray(by))
        return from.map((item: Json, index) => pick(item, (by[index] ?? null) as Json));
    if (!isObject(from) || !isObject(by)) return from;
    const known = new Map(Object.entries(by));
    const entries = Object.entries(from).flatMap(([key, item]): [string, Json][] => {
        const plainKey = key.replaceAll("$$", "$");
        return known.has(plainKey) ? [[key, pick(item, known.get(plainKey) ?? null)]] : [];
    });
    return Object.fromEntries(entries);
}

function isObject(value: Json): value is JsonObject {
    return value !== null && typeof value === "object" && !Array.isArray(value);
}

function section(document: JsonObject, name: string): Readonly<Record<string, JsonObject>> {
    const entries = document[name];
    return (entries === undefined || !isObject(entries) ? {} : entries) as Readonly<Record<string, JsonObject>>;
}
