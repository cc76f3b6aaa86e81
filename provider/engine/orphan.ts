/** Why work is aborted when nobody is left to report to, told apart from a user who cancels. */
export class EngineGone extends Error {
    constructor() {
        super("the Pulumi engine is gone");
    }
}

/**
 * A signal that is aborted when the engine is gone.
 *
 * KILL on `pulumi` does not reach its providers: without this, an orphan would go on changing the world beside the next
 * `up`. A process whose parent dies is handed to another parent; that change is what is watched for.
 */
export function orphaned(intervalMs = 500): AbortSignal {
    const controller = new AbortController();
    const parent = process.ppid;
    const timer = setInterval(() => {
        if (process.ppid === parent) return;
        clearInterval(timer);
        controller.abort(new EngineGone());
        // Work in progress gets a moment to end its child processes; nothing is left to report to.
        setTimeout(() => process.exit(1), 1500).unref();
    }, intervalMs);
    timer.unref();
    return controller.signal;
}
