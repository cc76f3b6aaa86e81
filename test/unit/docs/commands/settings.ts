import { parse } from "yaml";
import { problemsOf, type Problem } from "../../../../config/problems";
import { stackAlarms } from "../../../../config/alarms-schema";
import { app, environment, KEYS } from "../../../../config/schema";

const PARTS = /([\w-]+)|\[(\d+)\]/g;

/** What is wrong with `pulumi config set <key> [value]`, by the schema that reads the settings. */
export function wrongSetting(key: string, value: string | undefined, isSecret: boolean): string | undefined {
    const colon = key.indexOf(":");
    const [namespace, name] = [key.slice(0, colon), key.slice(colon + 1)];
    if (colon < 0) return `${key} has no namespace`;
    if (namespace === "aws") return /^(region|profile|assumeRoles)\b/.test(name) ? undefined : `${key} is not read`;
    if (namespace === "slipway-ci")
        return /^(deploys|github|pulumiDeployments)\b/.test(name) ? undefined : `${key} is not read`;
    if (namespace !== "slipway") {
        if (!isSecret && value !== undefined) return `${key} would be stored as plain text`;
        return /^[A-Za-z_]\w*$/.test(name) ? undefined : `${key} is no variable's name`;
    }
    const [first = "", ...rest] = [...name.matchAll(PARTS)].map(([, word, index]) =>
        index === undefined ? word! : Number(index),
    );
    if (!(KEYS.stack as readonly string[]).includes(String(first))) return `${key} is unknown`;
    if (rest.length === 0) return undefined;
    const given = value === undefined ? undefined : typed(value);
    if (first === "environment") return problemAt(environment, "slipway:environment", nested(rest, given), key);
    if (first === "alarms") return problemAt(stackAlarms, "slipway:alarms", nested(rest, given), key);
    const [appName, ...within] = rest;
    const settings = { target: "local", ...(nested(within, given) as object) };
    return problemAt(app, `slipway:apps.${appName}`, settings, key);
}

/** As \`pulumi config set --path\` takes a value. */
function typed(value: string): unknown {
    if (value === "true" || value === "false") return value === "true";
    return /^\d+$/.test(value) ? Number(value) : value;
}

function nested(path: readonly (string | number)[], value: unknown): unknown {
    return path.reduceRight<unknown>((inner, part) => (typeof part === "number" ? [inner] : { [part]: inner }), value);
}

/** A key alone says nothing of those beside it: only what is wrong with itself counts. */
function problemAt(
    schema: typeof app | typeof environment | typeof stackAlarms,
    base: string,
    value: unknown,
    key: string,
): string | undefined {
    const parsed = schema.safeParse(value);
    if (parsed.success) return undefined;
    return problemsOf(parsed.error, base, value)
        .filter(({ path, message }) => key.startsWith(path) && !/^is missing|not nothing\.$/.test(message))
        .map(inWords)[0];
}

const inWords = ({ path, message }: Problem) => `${path}: ${message}`;

/** What is wrong with the settings in a block of YAML; nothing where it has none. */
export function wrongSettings(text: string): string[] {
    const read = parse(text) as { config?: Record<string, unknown> } | Record<string, unknown> | null;
    const config = (read && typeof read === "object" && "config" in read ? read.config : read) as Record<
        string,
        unknown
    > | null;
    if (config === null || typeof config !== "object") return [];
    const unknown = Object.keys(config).filter(
        (key) =>
            key.startsWith("slipway:") && !(KEYS.stack as readonly string[]).includes(key.slice("slipway:".length)),
    );
    const apps = Object.entries((config["slipway:apps"] ?? {}) as Record<string, unknown>).flatMap(([name, own]) => {
        const parsed = app.safeParse(own);
        return parsed.success ? [] : problemsOf(parsed.error, `slipway:apps.${name}`, own).map(inWords);
    });
    const shared = config["slipway:environment"];
    const parsed = shared === undefined ? undefined : environment.safeParse(shared);
    return [
        ...unknown.map((key) => `${key}: is unknown`),
        ...apps,
        ...(parsed && !parsed.success ? problemsOf(parsed.error, "slipway:environment", shared).map(inWords) : []),
    ];
}
