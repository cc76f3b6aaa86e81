import type { PriceInputs } from "../../provider/price-contract";
import type { PriceLine } from "./line";
import type { PricedResource } from "./resources";
import { priceRule } from "./rules";
import { PRICED_REGIONS, pricedRegion, pricesSince } from "./table";

const ALWAYS_ON_TOP = "data transfer to the internet and between zones";

/** The estimate of everything that a program makes. Never fails: what cannot be priced is named instead. */
export function estimate(resources: readonly PricedResource[], regionName: string): Omit<PriceInputs, "name"> {
    const region = pricedRegion(regionName);
    if (region === undefined) {
        const known = [...PRICED_REGIONS].sort().join(", ");
        return {
            region: regionName,
            pricesSince: "",
            parts: {},
            monthlyUsd: 0,
            onTop: [],
            notEstimated: [`everything: the table has no prices for ${regionName}, only for ${known}`],
        };
    }
    const parts = new Map<string, PriceLine>();
    const onTop = new Set<string>();
    const notEstimated = new Set<string>();
    const byType = new Map<string, PricedResource[]>();
    for (const resource of resources) byType.set(resource.type, [...(byType.get(resource.type) ?? []), resource]);
    const of = (type: string) => byType.get(type) ?? [];
    const context = { region, of, onTop: (what: string) => void onTop.add(what) };
    for (const resource of resources) {
        const rule = priceRule(resource.type);
        if (rule === undefined) notEstimated.add(`${resource.type}: has no price rule`);
        else if ("byUse" in rule) onTop.add(rule.byUse);
        else if ("priced" in rule) {
            for (const line of rule.priced(resource, context)) add(parts, `${resource.owner}: ${line.part}`, line);
        }
    }
    const rounded = [...parts]
        .map(([part, { monthlyUsd, how }]) => [part, { monthlyUsd: cents(monthlyUsd), how }] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1));
    return {
        region,
        pricesSince: pricesSince(region),
        parts: Object.fromEntries(rounded),
        monthlyUsd: cents(rounded.reduce((sum, [, { monthlyUsd }]) => sum + monthlyUsd, 0)),
        onTop: [...[...onTop].sort(), ALWAYS_ON_TOP],
        notEstimated: [...notEstimated].sort(),
    };
}

function add(parts: Map<string, PriceLine>, key: string, line: PriceLine): void {
    const before = parts.get(key);
    const hows = [before?.how ?? "", line.how].filter((how) => how !== "");
    const monthlyUsd = (before?.monthlyUsd ?? 0) + line.monthlyUsd;
    parts.set(key, { part: line.part, monthlyUsd, how: hows.join("; ") });
}

function cents(usd: number): number {
    return Math.round(usd * 100) / 100;
}
