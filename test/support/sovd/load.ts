import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/** What many windows of docker/sovd saw. Times in milliseconds but where the name says otherwise. */
export interface Load {
    readonly complete: boolean;
    readonly reconnects: number;
    /** From a window's closed connection to the snapshot of its next one; the first connection counts, too. */
    readonly longestAway: number;
    /** Which command was not seen as completed in which window. */
    readonly missed: readonly string[];
    readonly seconds: number;
    /** Commands. */
    readonly sent: number;
    /** Each response counted once for each window that saw it. */
    readonly delivered: number;
    readonly acceptedP50: number;
    readonly acceptedP95: number;
    readonly liveP50: number;
    readonly liveP95: number;
}

const LONGEST_MS = 600_000;

export interface LoadSizes {
    readonly windows: number;
    readonly commands: number;
    /** How many commands are sent at once. */
    readonly atOnce: number;
    /** After each command. @default 0 */
    readonly pauseMs?: number;
}

/** Many windows that listen while commands are sent. */
export function load(url: string, token: string, sizes: LoadSizes): Promise<Load> {
    return start({ url, token, ...sizes }, Promise.resolve());
}

/** The same, where commands go on being sent until `over` has come to its end, well or not. */
export function loadDuring(over: Promise<unknown>, url: string, token: string, sizes: LoadSizes): Promise<Load> {
    return start({ url, token, ...sizes, untilStdinEnds: true }, over);
}

async function start(given: Readonly<Record<string, unknown>>, over: Promise<unknown>): Promise<Load> {
    const args = ["--experimental-websocket", "--no-warnings", join(__dirname, "windows.mjs"), JSON.stringify(given)];
    const running = promisify(execFile)(process.execPath, args, { timeout: LONGEST_MS });
    const end = (): unknown => running.child.stdin?.end();
    void over.then(end, end);
    return JSON.parse((await running).stdout) as Load;
}
