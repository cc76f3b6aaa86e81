/** Ctrl-C, a job that is cancelled, a terminal that is closed. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * From now on these signals do not end this process: it goes on, to destroy what stands. Where the terminal is gone, writing to it does
 * not end it either.
 *
 * @returns whether one has come
 */
export function interruption(): () => boolean {
    let interrupted = false;
    for (const signal of SIGNALS) process.on(signal, () => (interrupted = true));
    for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
    return () => interrupted;
}
