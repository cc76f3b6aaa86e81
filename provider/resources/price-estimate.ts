import { describeEstimate, describePriceChange } from "../core/describe-price";
import { changes, hasUnknown, open, type Properties } from "../engine/property-values";
import type { Call, Difference, Resource, State } from "../engine/resource";
import type { PriceInputs } from "../price-contract";

/**
 * `slipway:index:PriceEstimate`: keeps what a stack costs a month, so that a preview can tell the difference. The whole estimate is
 * printed once, in the preview that makes it; later only what changes.
 */
export class PriceEstimateResource implements Resource {
    async diff(state: State, news: Properties, call: Call): Promise<Difference> {
        const difference = { changes: changes(state.inputs, news) };
        if (hasUnknown(news)) return difference;
        const sentence = describePriceChange(open<PriceInputs>(state.inputs), open<PriceInputs>(news));
        if (sentence !== undefined) call.say(sentence);
        return difference;
    }

    async create(news: Properties, preview: boolean, call: Call): Promise<{ id: string; outputs: Properties }> {
        // An update comes after its preview: the table is not shown twice.
        if (preview)
            call.say(
                hasUnknown(news) ? "the monthly price is not known before the region is" : describeEstimate(open(news)),
            );
        return { id: String(open<Properties>(news).name), outputs: news };
    }

    async update(_state: State, news: Properties): Promise<Properties> {
        return news;
    }

    async delete(): Promise<void> {
        // It stands for nothing outside the state.
    }
}
