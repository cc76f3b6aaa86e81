import type { PlacementInputs } from "../../provider/placement-contract";
import type { PriceInputs } from "../../provider/price-contract";
import { describePriceChange } from "../../provider/core/describe-price";
import { placementWarnings, type PlacementWarning } from "../../provider/core/describe-moves";
import { typeOf } from "../urn";
import { dangers } from "./dangers";
import { code } from "./escape";
import { owners } from "./owners";
import type { PreviewStep } from "./preview";
import { changed } from "./raw";

/** What the stack costs a month before and after; `undefined` where nothing of it is on AWS. */
export function price(steps: readonly PreviewStep[]): string | undefined {
    const step = steps.find(({ urn }) => typeOf(urn) === "slipway:index:PriceEstimate");
    const before = step?.oldState?.inputs as PriceInputs | undefined;
    const after = step?.newState?.inputs as PriceInputs | undefined;
    if (after === undefined || after.pricesSince === "") return after && "not known for this region";
    const whole = `≈ $${after.monthlyUsd.toFixed(2)} a month`;
    if (before === undefined || step?.op === "create") return whole;
    return describePriceChange(before, after) ?? `${whole}, as before`;
}

/** What it means that apps change their target or end, and that AWS takes their data over or gives it back. */
export function placement(steps: readonly PreviewStep[]): PlacementWarning[] {
    const step = steps.find(({ urn }) => typeOf(urn) === "slipway:index:Placement");
    const [before, after] = [step?.oldState?.inputs, step?.newState?.inputs] as (PlacementInputs | undefined)[];
    return placementWarnings(before?.apps ?? {}, after?.apps ?? {}).map(({ about, text }) => ({
        about,
        text: text.replaceAll(/\n {2}/g, " "),
    }));
}

/** What changes beside the apps: how many of what, and what must not be overlooked. */
export function shared(steps: readonly PreviewStep[]): string[] {
    const ownerOf = owners(steps);
    const own = changed(steps).filter((step) => ownerOf(step) === undefined && /^awsx?:/.test(typeOf(step.urn)));
    const counts = new Map<string, number>();
    for (const { op, urn } of own) {
        const what = `${VERBS[op] ?? op} ${typeOf(urn)}`;
        counts.set(what, (counts.get(what) ?? 0) + 1);
    }
    const lines = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
    return [
        ...own.flatMap(dangers).map((line) => `⚠️ ${line}`),
        ...lines.map(([what, count]) => code(count === 1 ? what : `${what} (${count})`)),
    ];
}

const VERBS: Readonly<Record<string, string>> = {
    create: "new",
    delete: "gone",
    update: "changed",
    replace: "replaced",
};
