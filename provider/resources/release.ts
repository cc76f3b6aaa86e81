import type { Driver, DriverName, RecordedRelease, ReleaseContext, ReleaseInputs, ReleaseOutcome } from "../contract";
import { ReleaseError } from "../contract";
import { describeChanges } from "../core/describe";
import { takeLock, type Lock } from "../core/lock";
import { Phases } from "../core/phases";
import { redactor } from "../core/redact";
import { drivers } from "../drivers";
import { changes, hasUnknown, open, secretTexts, unknown, type Properties } from "../engine/property-values";
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
        const inputChanges = changes(state.inputs, news);
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
        await exclusively(driver, recorded, prepared, (context) => driver.remove(recorded, context));
    }
}

async function makeSo(news: Properties, state: State | undefined, preview: boolean, call: Call): Promise<Properties> {
    if (preview || hasUnknown(news)) return { ...news, releaseId: unknown, evidence: unknown };
    const wanted = open<ReleaseInputs>(news);
    const previous = state === undefined ? undefined : open<RecordedRelease>(state.outputs);
    const driver = driverOf(wanted.driver);
    const prepared = prepare({ news, old: state?.outputs }, call, wanted.deadlineSeconds);
    const outcome = await exclusively<ReleaseOutcome>(driver, wanted, prepared, (context) =>
        driver.release(wanted, previous, context),
    );
    return { ...news, releaseId: outcome.releaseId, evidence: outcome.evidence };
}

/** Runs the driver's work under its lock; what goes wrong is told with its cause first and without secrets. */
async function exclusively<T>(
    driver: Driver,
    inputs: ReleaseInputs,
    { context, phases, whenLocked }: ReturnType<typeof prepare>,
    work: (context: ReleaseContext) => Promise<T>,
): Promise<T> {
    let lock: Lock | undefined;
    try {
        lock = await context.phase("lock", () => takeLock(driver.lockName(inputs), context.say));
        whenLocked(lock);
        const result = await work(context);
        context.say(`${inputs.name}: done in ${phases}`);
        return result;
    } catch (error) {
        const details = error instanceof ReleaseError ? error.details : [];
        const message = error instanceof Error ? error.message : String(error);
        const text = [message, ...details, `${inputs.name}: failed after ${phases}`].join("\n");
        throw new ReleaseError(context.redact(text));
    } finally {
        lock?.release();
    }
}

function prepare(properties: unknown, call: Call, deadlineSeconds = 60) {
    const phases = new Phases();
    const redact = redactor(secretTexts(properties));
    let lock: Lock | undefined;
    const context: ReleaseContext = {
        say: (line, kind) => call.say(redact(line), kind),
        redact,
        phase: (name, work) => phases.time(name, work),
        deadline: Date.now() + deadlineSeconds * 1000,
        signal: call.signal,
        started: (pid) => lock?.adopt(pid),
    };
    return { context, phases, whenLocked: (taken: Lock) => (lock = taken) };
}

function driverOf(name: DriverName): Driver {
    return drivers[name];
}
