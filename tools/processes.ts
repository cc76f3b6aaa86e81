import { readFileSync } from "node:fs";

/** The name of a running process's program; undefined where the system does not tell. */
export function programName(pid: number): string | undefined {
    try {
        return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
    } catch {
        return undefined;
    }
}
