import type { PricedResource } from "./resources";
import { HOURS, PRICES, type PricedRegion, type PriceName } from "./table";

/** One part of the estimate. */
export interface PriceLine {
    /** Such as `Fargate vCPU`. Lines of one owner and part are added up. */
    readonly part: string;
    readonly monthlyUsd: number;
    /** What was counted and what assumed. */
    readonly how: string;
}

/** What a rule may look at. */
export interface PriceContext {
    readonly region: PricedRegion;
    /** All resources of a type. */
    readonly of: (type: string) => readonly PricedResource[];
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

/** How much of what, and where the number comes from. */
export interface Amount {
    readonly price: PriceName;
    readonly count: number;
    readonly how: string;
}

/** A month of so much at a price by the hour, the GB or the month. */
export function line(part: string, { price, count, how }: Amount, { region, onTop }: PriceContext): PriceLine[] {
    const { what, unit, in: at } = PRICES[price];
    const known = at[region];
    if (known === undefined) {
        onTop(`${what}, whose price in ${region} is not in the table (${how})`);
        return [];
    }
    return [{ part, monthlyUsd: known[0] * count * (unit === "hour" ? HOURS : 1), how }];
}

/** `($0.008 per LCU-hour)`; nothing where the price is not in the table. */
export function unitPrice(name: PriceName, region: PricedRegion): string {
    const { unit, in: at } = PRICES[name];
    const known = at[region];
    return known === undefined ? "" : `($${known[0]} per ${unit})`;
}
