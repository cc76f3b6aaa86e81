/**
 * The engine's wire format for property values: secrets are objects with a signature, unknowns are a fixed string.
 * Sources: pulumi/pulumi sdk/nodejs/runtime/rpc.ts (`specialSigKey`, `specialSecretSig`, `unknownValue`).
 */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Properties = Record<string, unknown>;

/** Marks a value as secret, so that the engine encrypts it in state and hides it in previews. */
export function secret(value: unknown): Properties {
    return { [SIGNATURE]: SECRET, value };
}

/** A value that is known only after deployment. */
export const unknown: string = UNKNOWN;

function isSecret(value: unknown): value is { value: unknown } {
    return typeof value === "object" && value !== null && (value as Properties)[SIGNATURE] === SECRET;
}

/** The plain values inside, for use in memory only: secrets are opened. */
export function open<T>(value: unknown): T {
    if (isSecret(value)) return open(value.value);
    if (Array.isArray(value)) return value.map((item) => open(item)) as T;
    if (typeof value === "object" && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, open(item)])) as T;
    }
    return value as T;
}

/** Whether anything inside is not known yet. */
export function hasUnknown(value: unknown): boolean {
    if (value === UNKNOWN) return true;
    return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}

/** Every text inside a secret, for redaction. */
export function secretTexts(value: unknown, inside = false): string[] {
    if (isSecret(value)) return secretTexts(value.value, true);
    if (typeof value === "string") return inside && value !== UNKNOWN ? [value] : [];
    if (typeof value !== "object" || value === null) return [];
    return Object.values(value).flatMap((item) => secretTexts(item, inside));
}

/** One property that differs. */
export interface Change {
    /** In the engine's notation: `services.web.image`. */
    readonly path: string;
    readonly kind: "add" | "delete" | "update";
}

/** Properties whose values differ, leaf by leaf. Opened secrets count as their values. */
export function changes(before: unknown, after: unknown, path = ""): Change[] {
    const [a, b] = [isSecret(before) ? before.value : before, isSecret(after) ? after.value : after];
    if (isBranch(a) && isBranch(b)) {
        const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
        return keys.flatMap((key) => changes(a[key], b[key], join(path, key, Array.isArray(b))));
    }
    if (JSON.stringify(a) === JSON.stringify(b)) return [];
    return [{ path, kind: a === undefined ? "add" : b === undefined ? "delete" : "update" }];
}

function isBranch(value: unknown): value is Properties {
    return typeof value === "object" && value !== null;
}

function join(path: string, key: string, inList: boolean): string {
    if (inList) return `${path}[${key}]`;
    const step = /^[A-Za-z_][\w-]*$/.test(key) ? key : `["${key.replaceAll('"', '\\"')}"]`;
    return path === "" || step.startsWith("[") ? path + step : `${path}.${step}`;
}
