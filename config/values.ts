import { z } from "zod";

/** A value that is not as it should be, in the words of an answer: `must be …, not <the value given>`. */
export function must(what: string, holds: (value: string) => boolean) {
    return z.string().refine(holds, { error: what }).meta({ value: what });
}

/** A key as docs/configuration.md tells it: what it is for, and what holds where it is left out. */
export function told<T extends z.ZodType>(schema: T, purpose: string, without: string): T {
    return schema.meta({ description: purpose, without });
}

/** An image that can be told from the next one. */
export const imageName = (example: string) =>
    must(`an image with a tag or digest, such as ${example}`, (value) =>
        /^\S+(:[\w][\w.-]*|@sha256:[0-9a-f]{64})$/.test(value),
    );

export const whole = (least: number, most: number) =>
    z
        .number()
        .refine((value) => Number.isInteger(value) && value >= least && value <= most, {
            error: `a whole number from ${least} to ${most}`,
        })
        .meta({ value: `a whole number from ${least} to ${most}` });

export const hostName = must(
    "a host name such as tasks.example.com",
    (value) => value.length <= 253 && /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/.test(value),
);
