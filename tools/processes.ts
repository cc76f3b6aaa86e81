import { readFileSync } from "node:fs";

/** A process, told apart from a later one that happens to get the same number. */
export interface ProcessIdentity {
    readonly pid: number;
    /** The kernel's start time of the process, where the kernel tells it (Linux). */
    readonly startTicks?: string;
}

/** Identifies a running process. */
export function identify(pid: number): ProcessIdentity {
    return { pid, startTicks: startTicks(pid) };
}

/** Whether that very process still runs. */
export function isAlive({ pid, startTicks: expected }: ProcessIdentity): boolean {
    if (!signalReaches(pid)) return false;
    return expected === undefined || startTicks(pid) === expected;
}

/** The name of a running process's program; undefined where the system does not tell. */
export function programName(pid: number): string | undefined {
    try {
        return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
    } catch {
        return undefined;
    }
}

function signalReaches(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "EPERM"; // somebody else's, but alive
    }
}

function startTicks(pid: number): string | undefined {
    try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        // The second field, the name in parentheses, may itself hold spaces and parentheses.
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return fields[0] === "Z" ? "zombie" : fields[19];
    } catch {
        return undefined;
    }
}
