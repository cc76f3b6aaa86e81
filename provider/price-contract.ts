/** The inputs of `slipway:index:PriceEstimate`: what a stack costs a month, all of it known in a preview. */
export interface PriceInputs {
    /** Unique in the stack. */
    readonly name: string;
    readonly region: string;
    /** The oldest of the prices is of this day. Empty: there are none for the region. */
    readonly pricesSince: string;
    /** In USD, rounded to cents, by part: `task-api: Fargate vCPU`. */
    readonly parts: Readonly<Record<string, { readonly monthlyUsd: number; readonly how: string }>>;
    /** In USD, rounded to cents. */
    readonly monthlyUsd: number;
    /** Paid by use, besides. */
    readonly onTop: readonly string[];
    /** What has no rule or no price. */
    readonly notEstimated: readonly string[];
}
