const ALIVE_EVERY_MS = 20_000;
const started = Date.now();

/** A step that is over, for the summary at the end. */
export interface Phase {
    readonly title: string;
    readonly seconds: number;
}

const finished: Phase[] = [];

/** One line about what the tools do. To standard error: standard output belongs to the command that was asked for. */
export function say(message: string): void {
    process.stderr.write(`slipway ${clock()} ${message}\n`);
}

function clock(): string {
    return `${seconds(started).toFixed(1).padStart(6)}s`;
}

function seconds(since: number): number {
    return (Date.now() - since) / 1000;
}

/** Says every 20 seconds that `what` is still under way. Returns the way to end that. */
export function sayAlive(what: string): () => void {
    const since = Date.now();
    const timer = setInterval(() => say(`${what}: still at it after ${seconds(since).toFixed(0)} s`), ALIVE_EVERY_MS);
    return () => clearInterval(timer);
}

/** Does a step of the work and notes how long it took. */
export async function phase<T>(title: string, work: () => Promise<T>): Promise<T> {
    const since = Date.now();
    try {
        return await work();
    } finally {
        finished.push({ title, seconds: seconds(since) });
    }
}

/** The steps so far as one line: `toolchain 0.4 s, pulumi up 12.1 s; 12.5 s in all`. */
export function timings(): string {
    const steps = finished.map(({ title, seconds: taken }) => `${title} ${taken.toFixed(1)} s`).join(", ");
    return `${steps}; ${seconds(started).toFixed(1)} s in all`;
}
