import type { EnvAtom, EnvValue } from "../components/env-value";
import type { Json } from "../components/json";

/**
 * Marks stand for values that Docker Compose must not see or that nobody knows yet: it is given `⟦secret:DB_PASSWORD⟧`
 * for the variable `DB_PASSWORD`, puts it where the file mentions the variable, and we find it there again.
 */
const MARK = /⟦(secret|output):([A-Za-z_][A-Za-z0-9_]*)⟧/;

/** Compose's `~`, which would otherwise be a path of the machine that reads the file. */
export const HOME_MARK = "/⟦home⟧";

export function secretMark(name: string): string {
    return `⟦secret:${name}⟧`;
}

export function outputMark(name: string): string {
    return `⟦output:${name}⟧`;
}

/** Whether a text has characters of marks. Nobody but us may write them, or a file could name another app's secret. */
export function hasMarkCharacters(text: string): boolean {
    return /[⟦⟧]/.test(text);
}

/** The first mark in a text. */
export function findMark(text: string): { kind: "secret" | "output"; name: string } | undefined {
    const found = MARK.exec(text);
    return found ? { kind: found[1] as "secret" | "output", name: found[2] ?? "" } : undefined;
}

/** A text with marks as a value: plain, one secret or output, or a composite of them. */
export function envValue(text: string): EnvValue {
    const parts: EnvAtom[] = [];
    let rest = text;
    for (let found = MARK.exec(rest); found; found = MARK.exec(rest)) {
        const [mark, kind, name = ""] = found;
        if (found.index > 0) parts.push({ kind: "plain", value: rest.slice(0, found.index) });
        parts.push({ kind: kind as "secret" | "output", name });
        rest = rest.slice(found.index + mark.length);
    }
    if (rest !== "") parts.push({ kind: "plain", value: rest });
    const joined = joinPlain(parts);
    if (joined.length === 0) return { kind: "plain", value: "" };
    return joined.length === 1 && joined[0] ? joined[0] : { kind: "composite", parts: joined };
}

function joinPlain(parts: readonly EnvAtom[]): EnvAtom[] {
    const joined: EnvAtom[] = [];
    for (const part of parts) {
        const last = joined.at(-1);
        if (part.kind === "plain" && last?.kind === "plain") {
            joined[joined.length - 1] = { kind: "plain", value: last.value + part.value };
        } else {
            joined.push(part);
        }
    }
    return joined;
}

/** Calls `visit` with each string and each key of a JSON value and where it stands. */
export function visitStrings(value: Json, path: readonly (string | number)[], visit: StringVisitor): void {
    if (typeof value === "string") {
        visit(value, path, "value");
    } else if (Array.isArray(value)) {
        value.forEach((item: Json, index) => visitStrings(item, [...path, index], visit));
    } else if (value !== null && typeof value === "object") {
        for (const [key, item] of Object.entries(value)) {
            visit(key, [...path, key], "key");
            visitStrings(item, [...path, key], visit);
        }
    }
}

export type StringVisitor = (text: string, path: readonly (string | number)[], as: "key" | "value") => void;

/** `services.web.ports[0]` */
export function formatPath(path: readonly (string | number)[]): string {
    return path
        .map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`))
        .join("");
}
