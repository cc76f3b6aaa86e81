import type { Json } from "../components/json";
import type { ComposeDocument } from "./types";

type JsonObject = { readonly [key: string]: Json };

/**
 * Docker Compose's JSON without what differs from machine to machine or from one Compose version to the next while it
 * means the same: the order of keys, and defaults that only some versions write.
 */
export function canonicalDocument(document: JsonObject): ComposeDocument {
    return sortKeys({
        ...document,
        services: mapValues(document["services"] ?? {}, withoutDefaults),
    }) as ComposeDocument;
}

const NAMED = new Set(["networks", "volumes", "secrets", "configs"]);

/**
 * The JSON without extensions (`x-…`) and without names that Compose made up of the project's name and a key: they must be
 * made up again under the name that the project has when it runs.
 */
export function withoutGenerated({ name, version: _version, ...sections }: JsonObject): JsonObject {
    const entries = Object.entries(sections).filter(([key]) => !key.startsWith("x-"));
    return Object.fromEntries(
        entries.map(([key, section]) => [key, NAMED.has(key) ? unnamed(section, String(name)) : section]),
    );
}

function unnamed(section: Json, projectName: string): Json {
    return mapValues(section, (entry, key) => {
        const { name, ipam, ...rest } = entry;
        return {
            ...rest,
            ...(name === undefined || name === `${projectName}_${key}` ? {} : { name }),
            ...(ipam === undefined || isEmpty(ipam) ? {} : { ipam }),
        };
    });
}

function withoutDefaults(service: JsonObject): JsonObject {
    const { deploy, volumes, develop, ...rest } = service;
    const kept: Record<string, Json> = {};
    for (const [key, value] of Object.entries(rest)) {
        // `null` says "the image's own"; for networks it is an entry without options, one level deeper.
        if (value !== null && !key.startsWith("x-")) kept[key] = value;
    }
    if (isObject(deploy)) kept["deploy"] = withoutEmpty(deploy, ["placement", "resources"]);
    if (isObject(develop)) {
        kept["develop"] = change(develop, "watch", (watch) =>
            withoutEmpty(watch, ["exec"], (exec) => exec["command"] === null),
        );
    }
    if (Array.isArray(volumes)) {
        kept["volumes"] = volumes.map((volume: Json) => {
            if (!isObject(volume)) return volume;
            return withoutEmpty(volume, ["bind", "volume", "tmpfs", "image"]);
        });
    }
    return kept;
}

/** `$$` → `$` in every string and key: Docker Compose doubles them so that its output can be read again. */
export function unescapeDollars(value: Json): Json {
    return mapStrings(value, (text) => text.replaceAll("$$", "$"));
}

/** Keys in alphabetical order, all the way down. */
function sortKeys(value: Json): Json {
    if (Array.isArray(value)) return value.map(sortKeys);
    if (!isObject(value)) return value;
    const keys = Object.keys(value).sort();
    return Object.fromEntries(keys.map((key) => [key, sortKeys(value[key] ?? null)]));
}

function mapStrings(value: Json, by: (text: string) => string): Json {
    if (typeof value === "string") return by(value);
    if (Array.isArray(value)) return value.map((item: Json) => mapStrings(item, by));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [by(key), mapStrings(item, by)]));
}

function isObject(value: Json | undefined): value is JsonObject {
    return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isEmpty(value: Json): boolean {
    return isObject(value) && Object.keys(value).length === 0;
}

function withoutEmpty(
    object: JsonObject,
    keys: readonly string[],
    empty: (value: JsonObject) => boolean = isEmpty,
): JsonObject {
    const dropped = ([key, value]: [string, Json]) => keys.includes(key) && isObject(value) && empty(value);
    return Object.fromEntries(Object.entries(object).filter((entry) => !dropped(entry)));
}

function change(object: JsonObject, key: string, by: (value: JsonObject) => Json): JsonObject {
    const value = object[key];
    if (!Array.isArray(value)) return object;
    return { ...object, [key]: value.map((item: Json) => (isObject(item) ? by(item) : item)) };
}

function mapValues(section: Json, by: (entry: JsonObject, key: string) => JsonObject): Json {
    if (!isObject(section)) return section;
    return Object.fromEntries(
        Object.entries(section).map(([key, entry]) => [
            key,
            isObject(entry) || entry === null ? by(entry ?? {}, key) : entry,
        ]),
    );
}
