import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process, told apart from a later one that got the same number. */
export interface ProcessIdentity {
    readonly pid: number;
    /** When it started, in the kernel's clock ticks; absent where the system does not tell. */
    readonly started?: string;
}

export function identityOf(pid: number): ProcessIdentity {
    const started = startTime(pid);
    return started === undefined ? { pid } : { pid, started };
}

/** Whether that very process still runs. */
export function isAlive(process_: ProcessIdentity): boolean {
    try {
        process.kill(process_.pid, 0);
    } catch (error) {
        // EPERM: it runs, but belongs to somebody else.
        if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
    }
    return process_.started === undefined || startTime(process_.pid) === process_.started;
}

/** Field 22 of Linux's /proc/<pid>/stat; the command name before it may hold spaces and brackets. A zombie has ended. */
function startTime(pid: number): string | undefined {
    try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return fields[0] === "Z" ? "ended" : fields[19];
    } catch {
        return process.platform === "linux" ? undefined : startTimeByPs(pid);
    }
}

/**
 * To the second, where there is no /proc, as on a Mac: after a restart the number of a process that held a lock belongs to another one, often
 * to one that never ends. `undefined` where `ps` does not tell.
 */
export function startTimeByPs(pid: number): string | undefined {
    const env = { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" };
    const { status, stdout } = spawnSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8", env });
    const [, state, since] = /^\s*(\S+)\s+(\S.*\S)\s*$/.exec(stdout ?? "") ?? [];
    if (status !== 0 || since === undefined) return undefined;
    return state?.startsWith("Z") ? "ended" : since;
}
