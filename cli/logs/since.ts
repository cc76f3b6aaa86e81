import { Refusal } from "../refusal";

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A time in milliseconds since 1970, from `10m` or a date. @throws Refusal */
export function sinceOf(text: string, now = Date.now()): number {
    const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
    if (count !== undefined) return now - Number(count) * UNITS[unit as keyof typeof UNITS];
    const date = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : NaN;
    if (!Number.isNaN(date)) return date;
    throw new Refusal(
        {
            where: "--since",
            what: `is neither a duration nor a time: "${text}"`,
            todo: "write 30s, 10m, 2h, 1d, or a time such as 2026-01-31T12:00:00Z",
        },
        "usage",
    );
}
