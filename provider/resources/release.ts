import type { Driver, DriverName, RecordedRelease, ReleaseInputs } from "../contract";
import { describeChanges } from "../core/describe";
import { exclusively, prepare } from "../core/exclusively";
import { drivers } from "../drivers";
import { type Change, changes, hasUnknown, open, unknown, type Properties } from "../engine/property-values";
import type { Call, Difference, Resource, State } from "../engine/resource";

/**
 * `slipway:index:Release`: makes a release so and judges it; what every target shares. A driver does the rest.
 *
 * A failed judgement throws, so nothing is recorded: the engine keeps the last good release, and the next `up` judges again.
 */
export class ReleaseResource implements Resource {
    check(news: Properties): { property: string; reason: string }[] {
        const known = Object.keys(drivers);
        return known.includes(String(news.driver))
            ? []
            : [{ property: "driver", reason: `no driver "${String(news.driver)}"; there are: ${known.join(", ")}` }];
    }

    async diff(state: State, news: Properties, call: Call): Promise<Difference> {
        const [before, after] = [open<ReleaseInputs>(state.inputs), open<ReleaseInputs>(news)];
        const replace = before.driver !== after.driver || before.name !== after.name;
        const inputChanges = changes(state.inputs, news).filter((change) => !isNewsOnly(change));
        for (const line of describeChanges(before.services, after.services)) call.say(line);
        if (inputChanges.length > 0) return { changes: inputChanges, replace };

        const { context } = prepare(state.outputs, call);
        const drift = await driverOf(after.driver).drift(open<RecordedRelease>(state.outputs), context);
        for (const line of drift) call.say(context.redact(line));
        // No input differs, so the outcome is what changes: the engine must see some path to run the release again.
        return { changes: drift.length > 0 ? [{ path: "releaseId", kind: "update" }] : [] };
    }

    async create(news: Properties, preview: boolean, call: Call): Promise<{ id: string; outputs: Properties }> {
        const id = String(open<Properties>(news).name);
        return { id, outputs: await makeSo(news, undefined, preview, call) };
    }

    async update(state: State, news: Properties, preview: boolean, call: Call): Promise<Properties> {
        return makeSo(news, state, preview, call);
    }

    async delete(state: State, call: Call): Promise<void> {
        const recorded = open<RecordedRelease>(state.outputs);
        const driver = driverOf(recorded.driver);
        const prepared = prepare(state.outputs, call, recorded.deadlineSeconds);
        const who = { name: recorded.name, lock: driver.lockName(recorded) };
        await exclusively(who, prepared, (context) => driver.remove(recorded, context));
    }
}

async function makeSo(news: Properties, state: State | undefined, preview: boolean, call: Call): Promise<Properties> {
    if (preview || hasUnknown(news)) return { ...news, releaseId: unknown, evidence: unknown };
    const wanted = open<ReleaseInputs>(news);
    const previous = state === undefined ? undefined : open<RecordedRelease>(state.outputs);
    const driver = driverOf(wanted.driver);
    const prepared = prepare({ news, old: state?.outputs }, call, wanted.deadlineSeconds);
    const who = { name: wanted.name, lock: driver.lockName(wanted) };
    const outcome = await exclusively(who, prepared, (context) => driver.release(wanted, previous, context));
    return { ...news, releaseId: outcome.releaseId, evidence: outcome.evidence };
}

/** `stopsFirst` is told and does nothing: that an earlier Slipway did not tell it is no reason for a release. */
function isNewsOnly({ path, kind }: Change): boolean {
    return kind === "add" && /^services(\.[\w-]+|\["[^"]*"\])\.stopsFirst$/.test(path);
}

function driverOf(name: DriverName): Driver {
    return drivers[name];
}
