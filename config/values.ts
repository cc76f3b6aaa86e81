import { z } from "zod";

/** A value that is not as it should be, in the words of an answer: `must be …, not <the value given>`. */
export function must(what: string, holds: (value: string) => boolean) {
    return z.string().refine(holds, { error: what });
}

export const whole = (least: number, most: number) =>
    z.number().refine((value) => Number.isInteger(value) && value >= least && value <= most, {
        error: `a whole number from ${least} to ${most}`,
    });

export const hostName = must(
    "a host name such as tasks.example.com",
    (value) => value.length <= 253 && /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/.test(value),
);
