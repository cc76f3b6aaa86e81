import { createHash } from "node:crypto";

/** Forms of property values on the wire; see provider/engine/property-values.ts. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Props = Record<string, unknown>;

export function isSecret(value: unknown): value is { value: unknown } {
    return typeof value === "object" && value !== null && (value as Props)[SIGNATURE] === SECRET;
}

/** Replaces what is secret, at any depth. */
function mapSecrets(value: unknown, map: (secret: unknown) => unknown): unknown {
    if (isSecret(value)) return map(value.value);
    if (Array.isArray(value)) return value.map((item) => mapSecrets(item, map));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapSecrets(item, map)]));
}

/** The same with secrets opened. */
export function opened(value: Props): Props {
    return mapSecrets(value, (secret) => mapSecrets(secret, (inner) => inner)) as Props;
}

/** The same with each secret as a hash: fit for a record on disk. */
export function hashed(value: Props): Props {
    return mapSecrets(
        value,
        (secret) => `secret:${createHash("sha256").update(JSON.stringify(secret)).digest("hex")}`,
    ) as Props;
}

export function hasUnknown(value: unknown): boolean {
    if (value === UNKNOWN) return true;
    return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}
