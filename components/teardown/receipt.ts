import { PRICES, pricedRegion, pricesSince } from "../prices/table";
import { inRegion } from "./in-region";
import type { Cost, Doomed, Left, Obstacle } from "./left";
import { TEARDOWN_RULES } from "./rules";

/** Something that stays, with what it costs in words and, where the table has a price, in USD a month. */
export interface ReceiptLine extends Omit<Left, "cost"> {
    readonly cost: string;
    readonly monthlyUsd?: number;
}

/** What `pulumi destroy` of a stack leaves, as far as its state tells. */
export interface Receipt {
    readonly region: string;
    /** The oldest of the prices is of this day. Empty: the table has none for the region. */
    readonly pricesSince: string;
    readonly left: readonly ReceiptLine[];
    /** The sum of what has a price, rounded to cents. */
    readonly monthlyUsd: number;
    /** What must be done before. */
    readonly obstacles: readonly Obstacle[];
    /** Resources of types that Slipway knows nothing of: whether something of them stays nobody can say. */
    readonly unknown: readonly string[];
}

/** Derives the receipt from a stack's resources alone: AWS is not asked. */
export function receiptOf(resources: readonly Doomed[], stack: string, region: string): Receipt {
    const left = new Map<string, Left>();
    const obstacles: Obstacle[] = [];
    const unknown: string[] = [];
    for (const resource of resources) {
        const { type, name, retained } = resource;
        const rule = TEARDOWN_RULES[type];
        if (resource.protected) obstacles.push(unprotect(resource, stack));
        if (rule === undefined || (retained && rule.kept === undefined)) {
            unknown.push(`${type} ${name}`);
            continue;
        }
        // Of what Pulumi does not delete AWS refuses nothing.
        if (!retained) obstacles.push(...(rule.obstacles?.(resource) ?? []));
        // What is retained is only part of another, or a thing of its own; a part may leave something all the same.
        const own =
            retained && typeof rule.kept === "function" ? [rule.kept(resource)] : (rule.leaves?.(resource) ?? []);
        for (const one of own) left.set(`${one.kind}::${one.id}`, one);
    }
    const lines = [...left.values()].map((one) => priced(one, region));
    const priceRegion = pricedRegion(region);
    return {
        region,
        pricesSince: priceRegion === undefined ? "" : pricesSince(priceRegion),
        left: lines,
        monthlyUsd: cents(lines.reduce((sum, { monthlyUsd = 0 }) => sum + monthlyUsd, 0)),
        obstacles: obstacles.map((one) => ({ ...one, lift: inRegion(one.lift, region) })),
        unknown,
    };
}

function unprotect({ urn, type, name }: Doomed, stack: string): Obstacle {
    return {
        what: type.split(":").at(-1) ?? type,
        id: name,
        why: "Pulumi refuses to delete it (protect)",
        lift: `pulumi state unprotect '${urn}' --stack ${stack} --yes`,
    };
}

function priced({ cost, note, remove, ...left }: Left, region: string): ReceiptLine {
    return {
        ...left,
        ...(note !== undefined && { note: inRegion(note, region) }),
        ...(remove !== undefined && { remove: inRegion(remove, region) }),
        ...costIn(cost, region),
    };
}

/** What a cost comes to in a region, in words and a month's USD. */
export function costIn(cost: Cost, region: string): { readonly cost: string; readonly monthlyUsd?: number } {
    if ("free" in cost) return { cost: `nothing: ${cost.free}`, monthlyUsd: 0 };
    if ("unpriced" in cost) return { cost: `not in the table: ${cost.unpriced}` };
    const { what, unit, in: at } = PRICES[cost.price];
    const known = pricedRegion(region) && (at as Readonly<Record<string, readonly [number, string]>>)[region];
    const of = unit === "GB-month" ? " GB" : "";
    const amount = `${cost.count}${of}${cost.assumed ? " assumed" : ""}`;
    if (!known) return { cost: `not in the table for ${region}: ${what} (${amount})` };
    const monthlyUsd = cents(known[0] * cost.count);
    return { cost: `$${monthlyUsd.toFixed(2)} a month (${amount}, $${known[0]} per ${unit})`, monthlyUsd };
}

function cents(usd: number): number {
    return Math.round(usd * 100) / 100;
}
