import { ReleaseError, told, type ReleaseContext } from "../contract";
import { secretTexts } from "../engine/property-values";
import type { Call } from "../engine/resource";
import { takeLock, type Lock } from "./lock";
import { Phases } from "./phases";
import { redactor } from "./redact";

/** What one operation needs: the context that it lends on, its timings, and a place for the lock. */
export interface Prepared {
    readonly context: ReleaseContext;
    readonly phases: Phases;
    readonly whenLocked: (lock: Lock) => void;
}

/** A context that knows the secrets in `properties` and takes them out of whatever is said. */
export function prepare(properties: unknown, call: Call, deadlineSeconds = 60): Prepared {
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

/** Runs work under its lock; what goes wrong is told with its cause first and without secrets. */
export async function exclusively<T>(
    who: { readonly name: string; readonly lock: string },
    { context, phases, whenLocked }: Prepared,
    work: (context: ReleaseContext) => Promise<T>,
): Promise<T> {
    let lock: Lock | undefined;
    try {
        lock = await context.phase("lock", () => takeLock(who.lock, context.say));
        whenLocked(lock);
        const result = await work(context);
        context.say(`${who.name}: done in ${phases}`);
        return result;
    } catch (error) {
        throw new ReleaseError(context.redact(`${told(error)}\n${who.name}: failed after ${phases}`));
    } finally {
        lock?.release();
    }
}
