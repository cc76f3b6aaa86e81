import { z } from "zod";
import type { Json } from "../../components/json";
import { parseBytes, parseDurationSeconds } from "../units";

/** The kinds of values in Docker Compose's JSON. What Compose leaves out or gives as `null` becomes `undefined`. */
export const text = z.string();
export const texts = z.array(text);
/** Numbers that Compose writes as text are text here too. */
export const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
export const flag = z.boolean();
export const amount = z.union([z.number(), z.string()]).transform((value, context) => {
    const number = Number(value);
    if (Number.isNaN(number)) context.addIssue({ code: "custom", message: `a number, not ${JSON.stringify(value)}` });
    return number;
});
export const bytes = z.union([z.number(), z.string()]).transform((value, context) => {
    const parsed = parseBytes(value);
    if (parsed === undefined)
        context.addIssue({ code: "custom", message: `a size such as 512m, not ${JSON.stringify(value)}` });
    return parsed ?? 0;
});
export const duration = z.string().transform((value, context) => {
    const parsed = parseDurationSeconds(value);
    if (parsed === undefined) {
        context.addIssue({ code: "custom", message: `a duration such as 1m30s, not ${JSON.stringify(value)}` });
    }
    return parsed ?? 0;
});
export const anything = z.custom<Json>(() => true);

/** `{ KEY: "value" }`; numbers and booleans are text here. */
export const mapping = z.record(
    z.string(),
    scalar.nullable().transform((value) => value ?? ""),
);

export function optional<Schema extends z.ZodType>(schema: Schema) {
    return schema.nullish().transform((value): z.output<Schema> | undefined => value ?? undefined);
}

/** A list or mapping that is empty where Compose gives none. */
export function list<Schema extends z.ZodType>(schema: Schema) {
    return z
        .array(schema)
        .nullish()
        .transform((value): z.output<Schema>[] => value ?? []);
}

export const mappingOrEmpty = mapping.nullish().transform((value) => value ?? {});

/** `name=address` lines; older Compose versions give a mapping. */
export const hosts = z
    .union([texts, mapping])
    .transform((value) =>
        Array.isArray(value)
            ? value.map((line) => (line.includes("=") ? line : line.replace(":", "=")))
            : Object.entries(value).map(([name, address]) => `${name}=${address}`),
    );
