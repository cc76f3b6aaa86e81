import type { PricedResource } from "./resources";
import { HOURS, PRICES, type PricedRegion, type PriceName } from "./table";

/** One part of the estimate. */
export interface PriceLine {
    /** Such as `Fargate`. Lines of one owner and part are added up. */
    readonly part: string;
    readonly monthlyUsd: number;
    /** What was counted and what assumed. */
    readonly how: string;
}

/** What a rule may look at. */
export interface PriceContext {
    readonly region: PricedRegion;
    readonly resources: readonly PricedResource[];
    /** Notes what is paid by use, besides the lines. */
    readonly onTop: (what: string) => void;
}

/**
 * How a resource type is priced: `free`; `byUse` (paid, but by a use that nobody knows beforehand: it is named, not estimated);
 * or by a function that gives the lines.
 */
export type PriceRule =
    | { readonly free: string }
    | { readonly byUse: string }
    | { readonly priced: (resource: PricedResource, context: PriceContext) => readonly PriceLine[] };

/** A month of `count` at a price by the hour, the GB or the month; `undefined` where the table has none for the region. */
export function monthly(name: PriceName, region: PricedRegion, count = 1): number | undefined {
    const { unit, usd } = PRICES[name];
    const one = (usd as Readonly<Partial<Record<PricedRegion, number>>>)[region];
    return one === undefined ? undefined : one * count * (unit === "hour" ? HOURS : 1);
}

/** A line, or, without a price for the region, a note that the part comes on top. */
export function line(
    part: string,
    amount: { price: PriceName; count: number; how: string },
    context: PriceContext,
): PriceLine[] {
    const usd = monthly(amount.price, context.region, amount.count);
    if (usd === undefined) {
        context.onTop(`${part} (${amount.how}): no price for ${context.region} in the table`);
        return [];
    }
    return [{ part, monthlyUsd: usd, how: amount.how }];
}

/** ` ($0.008 per LCU-hour)`, or nothing. */
export function unitPrice(name: PriceName, region: PricedRegion): string {
    const { unit, usd } = PRICES[name];
    const one = (usd as Readonly<Partial<Record<PricedRegion, number>>>)[region];
    return one === undefined ? "" : ` ($${one} per ${unit})`;
}
