import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { isAlive, programName } from "./processes";

/** A lock that a Pulumi process holds on a stack of a `file://` backend. */
export interface BackendLock {
    readonly file: string;
    readonly pid: number;
    readonly hostname: string;
    readonly timestamp: string;
}

/** `left`: its process is gone; `held`: that process runs; `foreign`: another machine's, not to be judged from here. */
export type Judgement = "left" | "held" | "foreign";

/** The locks on a stack, of whichever project. */
export function backendLocks(state: string, stack: string): BackendLock[] {
    const root = join(state, ".pulumi", "locks");
    if (!existsSync(root)) return [];
    return readdirSync(root, { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".json") && path.split("/").at(-2) === stack)
        .map((path) => readLock(join(root, path)));
}

function readLock(file: string): BackendLock {
    const {
        pid = 0,
        hostname: host = hostname(),
        timestamp = "an unknown time",
    } = parseLock(readFileSync(file, "utf8"));
    return { file, pid, hostname: host, timestamp };
}

/** A process killed while it wrote leaves half a lock: that one has no owner. */
function parseLock(text: string): Partial<BackendLock> {
    try {
        return JSON.parse(text) as Partial<BackendLock>;
    } catch {
        return {};
    }
}

/** Judges a lock by its owner. */
export function judge(lock: BackendLock, here = hostname(), isPulumi = runsPulumi): Judgement {
    if (lock.hostname !== here) return "foreign";
    return isPulumi(lock.pid) ? "held" : "left";
}

/** A number that was given to another program since then does not hold a lock. */
function runsPulumi(pid: number): boolean {
    if (pid <= 0 || !isAlive({ pid })) return false;
    const name = programName(pid);
    return name === undefined || name.startsWith("pulumi");
}
