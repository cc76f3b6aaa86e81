import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { identityOf, isAlive, type ProcessIdentity } from "../provider/core/process-identity";
import { say } from "./log";

const RETRY_MS = 250;

/**
 * Does the work while no other process does work under the same lock. A lock whose owner was killed is taken over.
 * It saves two runs from building the same thing twice; what is built is safe without it (it is renamed into place).
 */
export async function withLock<T>(file: string, what: string, work: () => Promise<T>): Promise<T> {
    mkdirSync(dirname(file), { recursive: true });
    let told = false;
    while (!tryLock(file)) {
        const owner = readOwner(file);
        if (owner === undefined || !isAlive(owner)) {
            takeAway(file);
            continue;
        }
        if (!told) say(`${what}: waiting for process ${owner.pid}, which is at it already`);
        told = true;
        await sleep(RETRY_MS);
    }
    try {
        return await work();
    } finally {
        rmSync(file, { force: true });
    }
}

/** Makes the lock with its content in one step, so that nobody ever sees one without an owner. */
function tryLock(file: string): boolean {
    const mine = `${file}.${process.pid}`;
    writeFileSync(mine, JSON.stringify(identityOf(process.pid)));
    try {
        linkSync(mine, file);
        return true;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        return false;
    } finally {
        rmSync(mine, { force: true });
    }
}

function readOwner(file: string): ProcessIdentity | undefined {
    try {
        return JSON.parse(readFileSync(file, "utf8")) as ProcessIdentity;
    } catch {
        return undefined; // released between our attempt and this look
    }
}

function takeAway(file: string): void {
    const aside = `${file}.stale.${process.pid}`;
    try {
        renameSync(file, aside); // only one of several waiting processes succeeds
        rmSync(aside, { force: true });
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
}
