import * as pulumi from "@pulumi/pulumi";
import { estimate } from "./prices/estimate";
import type { PricedResource } from "./prices/resources";

export { watchResources } from "./prices/resources";

export interface PriceEstimateArgs {
    /** What {@link watchResources} has seen. */
    readonly resources: readonly PricedResource[];
    /** Where they are made. Must be known in a preview. */
    readonly region: pulumi.Input<string>;
}

/**
 * What a stack costs a month, by part: printed in a preview before anything is made; when it changes, the difference in a sentence.
 *
 * Make it last: it looks at the resources made so far. It depends on none of them.
 *
 * ```ts
 * const resources = watchResources(); // before the first resource
 * …
 * new PriceEstimate("price", { resources, region: "eu-central-1" });
 * ```
 */
export class PriceEstimate extends pulumi.CustomResource {
    /** USD a month, without what is paid by use. */
    declare readonly monthlyUsd: pulumi.Output<number>;

    constructor(resourceName: string, args: PriceEstimateArgs, opts: pulumi.CustomResourceOptions = {}) {
        const inputs = pulumi.output(args.region).apply((region) => estimate(args.resources, region));
        const { parts, monthlyUsd, onTop, notEstimated, pricesSince, region } = inputs;
        super(
            "slipway:index:PriceEstimate",
            resourceName,
            { name: resourceName, region, pricesSince, parts, monthlyUsd, onTop, notEstimated },
            opts,
        );
    }
}
