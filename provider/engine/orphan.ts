import { connect } from "node:net";

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
 * `up`. A process whose parent dies is handed to another parent; that change is what is watched for. An engine that dies
 * while this process still loads is no parent any more at the first look: then nothing listens at its address.
 *
 * @param engineAddress `host:port`; left out where the engine attaches to a provider that somebody has started
 */
export function orphaned(engineAddress: string | undefined, intervalMs = 500): AbortSignal {
    const controller = new AbortController();
    const leave = () => {
        clearInterval(timer);
        controller.abort(new EngineGone());
        // Work in progress gets a moment to end its child processes; nothing is left to report to.
        setTimeout(() => process.exit(1), 1500).unref();
    };
    const parent = process.ppid;
    const timer = setInterval(() => process.ppid !== parent && leave(), intervalMs);
    timer.unref();
    if (engineAddress !== undefined) void listens(engineAddress).then((engine) => engine || leave());
    return controller.signal;
}

/** Whether anybody takes connections there. Only a refusal means nobody: what else goes wrong says nothing of the engine. */
function listens(address: string): Promise<boolean> {
    const { hostname, port } = new URL(`tcp://${address}`);
    return new Promise((resolve) => {
        const connection = connect(Number(port), hostname);
        connection.once("connect", () => resolve(connection.destroy() !== undefined));
        connection.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "ECONNREFUSED"));
    });
}
