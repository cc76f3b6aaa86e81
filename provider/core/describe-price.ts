import type { PriceInputs } from "../price-contract";

/** With more owners (apps and what they share) than this, an estimate gives each a line instead of a line a part. */
const DETAILED_OWNERS = 10;

/** The estimate for people: an owner and its sum, under it a line each part, then what comes on top. */
export function describeEstimate(estimate: PriceInputs): string {
    const { region, pricesSince, monthlyUsd, onTop, notEstimated } = estimate;
    const heading =
        pricesSince === ""
            ? "no monthly price"
            : `≈ ${usd(monthlyUsd)} a month in ${region} (list prices of ${pricesSince} or later, 730 hours, without tax and free tiers):`;
    return [
        heading,
        ...ownerLines(estimate),
        ...(onTop.length === 0 ? [] : [`  on top, by use: ${onTop.join("; ")}`]),
        ...notEstimated.map((what) => `  not estimated: ${what}`),
    ].join("\n");
}

function ownerLines({ parts }: PriceInputs): string[] {
    const owners = new Map<string, { sum: number; lines: string[] }>();
    for (const [key, { monthlyUsd, how }] of Object.entries(parts)) {
        const [owner = "", part = ""] = key.split(": ");
        const { sum, lines } = owners.get(owner) ?? { sum: 0, lines: [] };
        const line = `    ${part} ${usd(monthlyUsd)}${how === "" ? "" : ` (${how})`}`;
        owners.set(owner, { sum: sum + monthlyUsd, lines: [...lines, line] });
    }
    const detailed = owners.size <= DETAILED_OWNERS;
    return [...owners].flatMap(([owner, { sum, lines }]) => [`  ${owner} ${usd(sum)}`, ...(detailed ? lines : [])]);
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
    const besides = region === "" ? describeOnTop(before.onTop, after.onTop) : "";
    if (changed.length === 0 && region === "" && besides === "") return undefined;
    const newer =
        before.pricesSince === after.pricesSince ? "" : `, prices of ${before.pricesSince} → ${after.pricesSince}`;
    const whole = signed(cents(after.monthlyUsd - before.monthlyUsd));
    const why = changed.map(({ name, by }) => `${name} ${signed(by)}`).join(", ");
    return `≈ ${usd(before.monthlyUsd)} → ${usd(after.monthlyUsd)} a month (${whole}${why === "" ? "" : `: ${why}`}${region}${newer})${besides}`;
}

/** What is no longer in the sum, or is in it now: without these words a part that has no price reads as a saving. */
function describeOnTop(before: readonly string[], after: readonly string[]): string {
    const [more, less] = [
        after.filter((what) => !before.includes(what)),
        before.filter((what) => !after.includes(what)),
    ];
    return [
        ...(more.length === 0 ? [] : [`; on top from now on: ${more.join("; ")}`]),
        ...(less.length === 0 ? [] : [`; no longer on top: ${less.join("; ")}`]),
    ].join("");
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
