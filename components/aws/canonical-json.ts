/** What JSON can hold; an absent member may be there as `undefined`. */
type JsonLike =
    string | number | boolean | null | readonly JsonLike[] | { readonly [key: string]: JsonLike | undefined };

/**
 * JSON with sorted keys and no absent ones, so that equal settings are equal bytes wherever they were written down.
 * Lists keep their order: their writer sorts those that have none.
 */
export function canonicalJson(value: JsonLike): string {
    return JSON.stringify(sorted(value));
}

function sorted(value: JsonLike | undefined): JsonLike | undefined {
    if (Array.isArray(value)) return value.map((item) => sorted(item as JsonLike) ?? null);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value as Record<string, JsonLike | undefined>);
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
