import type { AppSettings } from "../components/app-settings";
import type { Json } from "../components/json";
import { containerEnvironment } from "./container-environment";
import { error, notGiven, type Issue } from "./issue";
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

/** Files that Compose has read into variables and labels; the paths stay for messages. */
const FILES_READ = new Set(["env_file", "label_file"]);

function asList(value: Json): Json {
    return Array.isArray(value) ? value : [value];
}

/** Every container's variables as {@link containerEnvironment} decides; files that were read stay as lists of paths. */
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
        const read = Object.entries(own ?? {}).filter(([key, value]) => FILES_READ.has(key) && value !== null);
        return [
            name,
            {
                ...resolved,
                environment: settled.environment,
                ...Object.fromEntries(read.map(([key, value]) => [key, asList(value)])),
            },
        ];
    });
    return { document: { ...document, services: Object.fromEntries(services) } as JsonObject, issues };
}

/**
 * The JSON with what Compose's versions leave out differently written out: whether a folder of the host is created for a
 * bind mount (it is, unless the file says `false`, which Compose 2 shows in the written file only), and without
 * `label_file` and `extends`, which Compose has read.
 */
export function spelledOut(document: JsonObject, written: JsonObject | undefined): JsonObject {
    const services = Object.entries(section(document, "services")).map(([name, service]): [string, Json] => {
        const { label_file: _labels, extends: _extended, ...rest } = service;
        const own = written && section(written, "services")[name]?.["volumes"];
        const volumes = rest["volumes"];
        if (!Array.isArray(volumes)) return [name, rest];
        const spelled = volumes.map((volume: Json, index): Json => {
            if (!isObject(volume) || volume["type"] !== "bind") return volume;
            const saysNo = [volume, Array.isArray(own) ? (own as readonly Json[])[index] : undefined].some(
                refusesHostPath,
            );
            const bind = isObject(volume["bind"] ?? null) ? (volume["bind"] as JsonObject) : {};
            return { ...volume, bind: { ...bind, create_host_path: !saysNo } };
        });
        return [name, { ...rest, volumes: spelled }];
    });
    return { ...document, services: Object.fromEntries(services) };
}

function refusesHostPath(volume: Json | undefined): boolean {
    const bind = volume !== undefined && isObject(volume) ? volume["bind"] : undefined;
    return bind !== undefined && isObject(bind) && bind["create_host_path"] === false;
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
                issues.push(
                    notGiven(path, variable, `the variable ${variable} has no value: ${howToGive(app, variable)}.`),
                );
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
        const { environment: _environment, env_file: _files, label_file: _labels, ...rest } = service;
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
