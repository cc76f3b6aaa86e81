import * as path from "node:path";
import type { Json } from "../components/json";
import { HOME_MARK } from "./marks";

type JsonObject = { readonly [key: string]: Json };

/**
 * Docker Compose makes every path absolute. Here they become relative to the Compose file's folder again, so that a
 * laptop and CI have the same model and the same hashes. Paths of the machine itself stay as they are.
 */
export function relativePaths(document: JsonObject, folder: string): JsonObject {
    const relative = (value: Json): Json => (typeof value === "string" ? relativeTo(folder, value) : value);
    const withFile = (entry: JsonObject) => change(entry, "file", relative);
    let changed = section(document, "services", (service) => serviceWithRelativePaths(service, relative));
    changed = section(changed, "secrets", withFile);
    return section(changed, "configs", withFile);
}

function serviceWithRelativePaths(service: JsonObject, relative: (value: Json) => Json): JsonObject {
    let changed = service;
    changed = change(changed, "build", (build) => (isObject(build) ? buildWithRelativePaths(build, relative) : build));
    changed = change(changed, "env_file", (files) =>
        Array.isArray(files)
            ? files.map((file: Json) => (isObject(file) ? change(file, "path", relative) : relative(file)))
            : relative(files),
    );
    changed = change(changed, "label_file", (files) => (Array.isArray(files) ? files.map(relative) : relative(files)));
    changed = change(changed, "volumes", (volumes) =>
        Array.isArray(volumes)
            ? volumes.map((volume: Json) =>
                  isObject(volume) && volume["type"] === "bind" ? change(volume, "source", relative) : volume,
              )
            : volumes,
    );
    return change(changed, "develop", (develop) =>
        isObject(develop)
            ? change(develop, "watch", (watches) =>
                  Array.isArray(watches)
                      ? watches.map((watch: Json) => (isObject(watch) ? change(watch, "path", relative) : watch))
                      : watches,
              )
            : develop,
    );
}

function buildWithRelativePaths(build: JsonObject, relative: (value: Json) => Json): JsonObject {
    const changed = change(build, "context", relative);
    return change(changed, "additional_contexts", (contexts) =>
        isObject(contexts)
            ? Object.fromEntries(Object.entries(contexts).map(([name, context]) => [name, relative(context)]))
            : contexts,
    );
}

/** `./src` for a path inside, `../other` beside, `~/x` in the home folder; anything else, such as an URL, as it is. */
export function relativeTo(folder: string, value: string): string {
    if (value === HOME_MARK || value.startsWith(`${HOME_MARK}/`)) return `~${value.slice(HOME_MARK.length)}`;
    if (!path.isAbsolute(value)) return value;
    const relative = path.relative(folder, value).split(path.sep).join("/");
    if (relative === "") return ".";
    if (!relative.startsWith("../") && relative !== "..") return `./${relative}`;
    return isOfMachine(folder, value, relative) ? value : relative;
}

const SYSTEM_FOLDERS = ["/dev", "/etc", "/proc", "/run", "/sys", "/var/lib/docker", "/var/log", "/var/run"];

/** A path of the machine itself, such as Docker's socket, wherever the app lies: not one beside the app. */
function isOfMachine(folder: string, value: string, relative: string): boolean {
    if (SYSTEM_FOLDERS.some((system) => value === system || value.startsWith(`${system}/`))) return true;
    const climbs = relative.split("/").filter((part) => part === "..").length;
    return climbs >= folder.split(path.sep).filter(Boolean).length;
}

function isObject(value: Json | undefined): value is JsonObject {
    return value !== null && typeof value === "object" && !Array.isArray(value);
}

function change(object: JsonObject, key: string, by: (value: Json) => Json): JsonObject {
    const value = object[key];
    return value === undefined || value === null ? object : { ...object, [key]: by(value) };
}

function section(document: JsonObject, name: string, by: (entry: JsonObject) => JsonObject): JsonObject {
    return change(document, name, (entries) =>
        isObject(entries)
            ? Object.fromEntries(
                  Object.entries(entries).map(([key, entry]) => [key, isObject(entry) ? by(entry) : entry]),
              )
            : entries,
    );
}
