import type { PriceInputs } from "../price-contract";

/** The estimate for people, a line each part. */
export function describeEstimate({ region, pricesOf, parts, monthlyUsd, onTop, notEstimated }: PriceInputs): string {
    const heading =
        pricesOf === ""
            ? "no monthly price"
            : `≈ ${usd(monthlyUsd)} a month in ${region} (list prices of ${pricesOf}, 730 hours, without tax and free tiers):`;
    return [
        heading,
        ...Object.entries(parts).map(
            ([part, { monthlyUsd: of, how }]) => `  ${part} ${usd(of)}${how ? ` (${how})` : ""}`,
        ),
        ...(onTop.length === 0 ? [] : [`  on top, by use: ${onTop.join("; ")}`]),
        ...notEstimated.map((what) => `  not estimated: ${what}`),
    ].join("\n");
}

/** `≈ $31.20 → $48.05 a month (+$16.85: shop: Fargate vCPU +$9.01 …)`, the greatest change first; `undefined` without one. */
export function describePriceChange(before: PriceInputs, after: PriceInputs): string | undefined {
    const names = [...new Set([...Object.keys(before.parts), ...Object.keys(after.parts)])];
    const changed = names
        .map((name) => ({
            name,
            by: cents((after.parts[name]?.monthlyUsd ?? 0) - (before.parts[name]?.monthlyUsd ?? 0)),
        }))
        .filter(({ by }) => by !== 0)
        .sort((a, b) => Math.abs(b.by) - Math.abs(a.by) || (a.name < b.name ? -1 : 1));
    const region = before.region === after.region ? "" : `, ${before.region} → ${after.region}`;
    const list = before.pricesOf === after.pricesOf ? "" : `, prices of ${before.pricesOf} → ${after.pricesOf}`;
    if (changed.length === 0 && region === "") return undefined;
    const whole = signed(cents(after.monthlyUsd - before.monthlyUsd));
    const why = changed.map(({ name, by }) => `${name} ${signed(by)}`).join(", ");
    return `≈ ${usd(before.monthlyUsd)} → ${usd(after.monthlyUsd)} a month (${whole}${why === "" ? "" : `: ${why}`}${region}${list})`;
}

function signed(amount: number): string {
    return `${amount < 0 ? "−" : "+"}${usd(Math.abs(amount))}`;
}

function usd(amount: number): string {
    return `$${amount.toFixed(2)}`;
}

function cents(amount: number): number {
    return Math.round(amount * 100) / 100;
}
