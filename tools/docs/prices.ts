import type { PriceRule } from "../../components/prices/line";
import { ASSUMED, PRICE_RULES } from "../../components/prices/rules";
import { HOURS, PRICED_REGIONS, PRICES, type Price, SPOT_SHARE } from "../../components/prices/table";
import { table } from "./table";

/** `docs/prices.md`: the prices that an estimate is made of, and how each resource type is counted. */
export function pricesPage(): string {
    return [
        "# Prices",
        `A preview of a stack on AWS prints what it costs a month, by part, before anything is made, and later the difference that a
change makes. It is an estimate from AWS's list prices on demand, for ${HOURS} hours, in USD, without tax, free tiers, discounts and
traffic. What nobody can know beforehand is either assumed, and then the line says so, or named as paid by use.`,
        `**The figures are second-hand.** This project was made on a machine that cannot reach AWS: nobody has read them on AWS's pages.
They come from public cost reviews that quote AWS's price list, each with the day of the review. The pages named below are where AWS tells
its prices, not where these were found: compare before you rely on them. In a region that is not in the table nothing is estimated, and the preview says so.`,
        "## The table",
        table(
            ["what", "unit", ...PRICED_REGIONS, "AWS's page"],
            Object.values(PRICES).map((price: Price) => [
                price.what,
                price.unit,
                ...PRICED_REGIONS.map((region) => {
                    const [usd, read] = price.in[region] ?? [];
                    return usd === undefined ? "no source found" : `$${usd} (${read})`;
                }),
                `<${price.source}>`,
            ]),
        ),
        "## Assumed",
        `- Logs: ${ASSUMED.logGbPerService} GB a month for each service, kept as long as the log group says.
- Images: ${ASSUMED.imageGb} GB in each repository.
- Files: ${ASSUMED.fileGb} GB in each file system.
- Copies: as many as a service asks for; what autoscaling may add is told and not counted.
- Fargate Spot is counted at ${SPOT_SHARE * 100} % of the price on demand, the most that public sources quote (AWS: "up to 70 %" less); it changes from day to day.`,
        "## How each resource type is counted",
        table(
            ["type", "how"],
            Object.keys(PRICE_RULES)
                .sort()
                .map((type) => [`\`${type}\``, inWords(PRICE_RULES[type] as PriceRule)]),
        ),
    ].join("\n\n");
}

function inWords(rule: PriceRule): string {
    if ("free" in rule) return `free: ${rule.free}`;
    return "byUse" in rule ? `by use, not estimated: ${rule.byUse}` : "estimated";
}
