import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { isAlive } from "../provider/core/process-identity";
import { programName } from "./processes";

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

/** Who holds a stack, in words that go on from its name. */
export type Hold =
    | { readonly by: "nobody any more"; readonly what: string }
    | { readonly by: "another run"; readonly what: string; readonly todo: string };

/** What the locks on a stack mean for whoever wants to go on with it; undefined: it is free. */
export function holdOn(stack: string, locks: readonly BackendLock[]): Hold | undefined {
    const judged = locks.map((lock) => ({ lock, judgement: judge(lock) }));
    const held = judged.find(({ judgement }) => judgement === "held");
    if (held !== undefined) {
        const what = `is being updated by ${ownerOf(held.lock)}`;
        const todo = `wait for it, or end that process: \`kill ${held.lock.pid}\``;
        return { by: "another run", what, todo };
    }
    const foreign = judged.find(({ judgement }) => judgement === "foreign");
    if (foreign !== undefined) {
        const what = `is locked by ${ownerOf(foreign.lock)}, another machine, which cannot be looked at from here`;
        const todo = `where nothing runs there any more: \`pulumi cancel --stack ${stack}\``;
        return { by: "another run", what, todo };
    }
    const [left] = judged;
    if (left === undefined) return undefined;
    return { by: "nobody any more", what: `was left locked by ${ownerOf(left.lock)}, which is gone` };
}

function ownerOf({ pid, hostname, timestamp }: BackendLock): string {
    return `process ${pid} on ${hostname}, since ${timestamp}`;
}

/** A number that was given to another program since then does not hold a lock. */
function runsPulumi(pid: number): boolean {
    if (pid <= 0 || !isAlive({ pid })) return false;
    const name = programName(pid);
    return name === undefined || name.startsWith("pulumi");
}
