import { slipwayHome } from "./home";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ReleaseError } from "../contract";
import { identityOf, isAlive, type ProcessIdentity } from "./process-identity";

interface Holder {
    readonly holder: ProcessIdentity;
    readonly since: string;
    /** Commands that the holder started and that may outlive it. */
    readonly children: readonly ProcessIdentity[];
}

export interface Lock {
    /** Notes a command, so that whoever finds this lock abandoned can end it first. */
    readonly adopt: (pid: number) => void;
    readonly release: () => void;
}

/** How long to wait for a holder: an orphaned provider notices within a second or two that its engine is gone. */
const PATIENCE_MS = 15_000;

/**
 * Takes the lock of that name on this machine. The lock of a process that no longer runs is taken over, after the commands
 * which it left behind have been ended.
 *
 * @throws ReleaseError when a living process holds it.
 */
export async function takeLock(name: string, say: (line: string) => void, directory = lockDirectory()): Promise<Lock> {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const path = join(directory, `${name.replaceAll(/[^\w.-]/g, "_")}.lock`);
    const patienceEnds = Date.now() + PATIENCE_MS;
    for (;;) {
        const mine: Holder = { holder: identityOf(process.pid), since: new Date().toISOString(), children: [] };
        if (createWhole(path, mine)) return held(path, mine);
        const other = read(path);
        if (other === undefined) {
            // Being written or removed right now; a file that stays unreadable was cut off by a full disk or a crash.
            if (Date.now() > patienceEnds) rmSync(path, { force: true });
            await sleep(100);
        } else if (!isAlive(other.holder)) {
            endChildren(other);
            rmSync(path, { force: true });
            say(
                `took over from a release of ${name} that was interrupted (process ${other.holder.pid}, ${other.since})`,
            );
        } else if (Date.now() > patienceEnds) {
            throw new ReleaseError(
                `another release of ${name} is in progress: process ${other.holder.pid} since ${other.since}; ` +
                    `wait for it, or end that process and run again`,
            );
        } else {
            await sleep(250);
        }
    }
}

function lockDirectory(): string {
    return join(slipwayHome(), "locks");
}

/** Creates the file with its whole content or not at all: nobody can read half a lock. */
function createWhole(path: string, content: Holder): boolean {
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(content), { mode: 0o600 });
    try {
        linkSync(draft, path);
        return true;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
        throw error;
    } finally {
        rmSync(draft, { force: true });
    }
}

function held(path: string, mine: Holder): Lock {
    let current = mine;
    return {
        adopt: (pid) => {
            current = { ...current, children: [...current.children.filter(isAlive), identityOf(pid)] };
            writeFileSync(path, JSON.stringify(current));
        },
        release: () => rmSync(path, { force: true }),
    };
}

function read(path: string): Holder | undefined {
    try {
        return JSON.parse(readFileSync(path, "utf8")) as Holder;
    } catch {
        return undefined;
    }
}

function endChildren(abandoned: Holder): void {
    for (const child of abandoned.children.filter(isAlive)) {
        try {
            process.kill(child.pid, "SIGKILL");
        } catch {
            // It ended by itself between the look and the signal.
        }
    }
}
