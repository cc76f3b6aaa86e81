import type { z } from "zod";
import { nearest } from "./nearest";
import { KEYS } from "./schema";

/** One thing that is wrong: the same shape as the issues of `compose/`. */
export interface Problem {
    readonly path: string;
    readonly message: string;
    readonly severity: "error" | "warning";
}

export function problem(path: string, message: string): Problem {
    return { path, message, severity: "error" };
}

/** Words of `zod`'s types as people say them. */
const TYPES: Readonly<Record<string, string>> = {
    object: "a mapping",
    record: "a mapping",
    array: "a list",
    string: "text",
    number: "a number",
    boolean: "true or false",
};

/** What `zod` found, as `path: what is wrong, the value given, what to do`. `base` is the path of `value`. */
export function problemsOf(failure: z.ZodError, base: string, value: unknown): Problem[] {
    return failure.issues.flatMap((issue) => describe(issue, base, value));
}

function describe(issue: z.core.$ZodIssue, base: string, value: unknown): Problem[] {
    const path = `${base}${issue.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("")}`;
    const given = issue.path.reduce<unknown>(
        (holder, part) => (holder as Record<PropertyKey, unknown> | undefined)?.[part],
        value,
    );
    switch (issue.code) {
        case "unrecognized_keys":
            return issue.keys.map((key) => problem(`${path}.${key}`, unknownKey(key, knownKeys(path))));
        case "invalid_key":
            return [problem(path, `must be ${issue.issues[0]?.message ?? "a name"}, not ${show(issue.path.at(-1))}.`)];
        case "invalid_value":
            if (given === undefined) return [problem(path, missing(path, issue.values.map(String)))];
            return [
                problem(
                    path,
                    `must be one of ${issue.values.join(", ")}, not ${show(given)}${suggestion(given, issue.values)}`,
                ),
            ];
        case "invalid_type": {
            if (given === undefined) return [problem(path, missing(path, []))];
            return [problem(path, `must be ${TYPES[issue.expected] ?? issue.expected}, not ${show(given)}.`)];
        }
        default:
            return [problem(path, `must be ${issue.message}, not ${isSecret(path) ? "what is given" : show(given)}.`)];
    }
}

/** Somebody may have written a secret's value where its source belongs: it must not be shown. */
function isSecret(path: string): boolean {
    return /^slipway:(apps\.[^.]+\.secrets\.|environment\.signIn\.clientSecret$)/.test(path);
}

function missing(path: string, values: readonly string[]): string {
    const example = values[0] ?? "<value>";
    const choice = values.length > 0 ? ` (one of ${values.join(", ")})` : "";
    return `is missing: \`pulumi config set --path '${path}' ${example}\`${choice}.`;
}

export function unknownKey(key: string, known: readonly string[]): string {
    const near = nearest(key, known);
    return near === undefined
        ? `is unknown: the keys here are ${known.join(", ")}.`
        : `is unknown: did you mean ${near}?`;
}

/** The keys that a mapping at a path may have. */
function knownKeys(path: string): readonly string[] {
    if (/^slipway:apps\.[^.]+\.services\.[^.]+$/.test(path)) return KEYS.service;
    if (/^slipway:apps\.[^.]+\.managed\.[^.]+$/.test(path)) return KEYS.managed;
    if (path === "slipway:alarms") return KEYS.alarms;
    if (/^slipway:apps\.[^.]+\.alarms$/.test(path)) return KEYS.thresholds;
    const part = /^slipway:environment\.(network|vpc|loadBalancer|signIn|host)$/.exec(path)?.[1];
    if (part !== undefined) return KEYS[part as "network" | "vpc" | "loadBalancer" | "signIn" | "host"];
    return path.startsWith("slipway:environment") ? KEYS.environment : KEYS.app;
}

function suggestion(given: unknown, values: readonly unknown[]): string {
    const near = typeof given === "string" ? nearest(given, values.map(String)) : undefined;
    return near === undefined ? "." : `; did you mean ${near}?`;
}

/** The value given, short enough to read. */
export function show(value: unknown): string {
    const text = JSON.stringify(value) ?? "nothing";
    return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
