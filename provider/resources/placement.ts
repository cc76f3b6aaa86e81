import { setTimeout as sleep } from "node:timers/promises";
import { keepsDomain, moves, placementWarnings } from "../core/describe-moves";
import { changes, hasUnknown, open, type Properties } from "../engine/property-values";
import type { Call, Difference, Resource, State } from "../engine/resource";
import type { PlacementInputs } from "../placement-contract";

/** How long resolvers keep an address: the TTL of alias records, and of the records made here. In seconds. */
const DNS_TTL_SECONDS = 60;

/**
 * `slipway:index:Placement`: keeps on which target each app runs, so that a preview can tell what a change of `target:`
 * means, and what becomes of data.
 *
 * It depends on every app, and the engine removes what is old after everything else: while its update waits, old and new serve.
 */
export class PlacementResource implements Resource {
    constructor(private readonly ttlSeconds = Number(process.env.SLIPWAY_DNS_TTL_SECONDS ?? DNS_TTL_SECONDS)) {}

    async diff(state: State, news: Properties, call: Call): Promise<Difference> {
        const difference = { changes: changes(state.inputs, news) };
        if (!hasUnknown(news)) {
            const [before, after] = [open<PlacementInputs>(state.inputs).apps, open<PlacementInputs>(news).apps];
            for (const { text } of placementWarnings(before, after)) call.say(text, "warning");
        }
        return difference;
    }

    async create(news: Properties): Promise<{ id: string; outputs: Properties }> {
        return { id: open<PlacementInputs>(news).name, outputs: news };
    }

    async update(state: State, news: Properties, preview: boolean, call: Call): Promise<Properties> {
        const moved = movesOf(state, news).filter(keepsDomain);
        if (!preview && moved.length > 0) {
            const names = moved.map(({ app }) => app).join(", ");
            call.say(`${names}: waiting ${this.ttlSeconds} s until resolvers have forgotten the old address`);
            await sleep(this.ttlSeconds * 1000, undefined, { signal: call.signal });
        }
        return news;
    }

    async delete(): Promise<void> {
        // It stands for nothing outside the state.
    }
}

function movesOf(state: State, news: Properties) {
    return moves(open<PlacementInputs>(state.inputs).apps, open<PlacementInputs>(news).apps);
}
