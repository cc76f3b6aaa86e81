import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestStack } from "./stack";

/** Events that say something happened; the engine's debug lines are left out. */
const HAPPENED =
    /"(preludeEvent|resourcePreEvent|resOutputsEvent|resOpFailedEvent|summaryEvent|stdoutEvent)"|"diagnosticEvent":\{(?!"prefix":"debug)/;

/** After how many more events to kill the next time: SLIPWAY_KILL_EVERY=1 kills at each, which takes about a quarter of an hour a test. */
export function killStep(usual: number): number {
    const given = process.env.SLIPWAY_KILL_EVERY;
    if (given === undefined) return usual;
    const step = Number(given);
    if (!Number.isInteger(step) || step < 1)
        throw new Error(`SLIPWAY_KILL_EVERY is ${given}: give a whole number from 1`);
    return step;
}

/** Starts an `up` and kills it once `count` events have been recorded. @returns whether it was killed before its end */
export async function killUpAfter(stack: TestStack, count: number): Promise<boolean> {
    const log = join(stack.directory, "events.json");
    rmSync(log, { force: true });
    const child = stack.start(["up", "--yes", "--skip-preview", "--event-log", log], { PULUMI_DEBUG_COMMANDS: "1" });
    const ended = new Promise<boolean>((done) => child.on("exit", (_code, signal) => done(signal === "SIGKILL")));
    while (child.exitCode === null && happened(log) < count) await sleep(15);
    child.kill("SIGKILL");
    return ended;
}

function happened(log: string): number {
    if (!existsSync(log)) return 0;
    return readFileSync(log, "utf8")
        .split("\n")
        .filter((line) => HAPPENED.test(line)).length;
}

/** How the runs after a kill recovered, counted by the way. */
export function summaryOf(ways: readonly string[]): string {
    const counts = new Map<string, number>();
    for (const way of ways) counts.set(way, (counts.get(way) ?? 0) + 1);
    return [...counts].map(([way, count]) => `${count} recovered ${way}`).join(", ");
}
