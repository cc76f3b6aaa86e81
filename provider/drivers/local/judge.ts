import { setTimeout as sleep } from "node:timers/promises";
import { ReleaseError, type ReleaseContext } from "../../contract";
import { containersOf, lastEnd, lastLogLines, type Container } from "./containers";

/** A container without a health check counts as settled when it has run this long without ending. */
const STEADY_MS = 2000;
/** A restart policy may ride out a dependency that comes up late; a program that keeps ending is not healthy. */
const RESTARTS_FORGIVEN = 3;
const POLL_MS = 300;

type Verdict =
    { settled: true } | { settled: false; waitsFor: string } | { failed: string } | { restartedTooOften: number };

/**
 * Waits until every container of the services is healthy.
 *
 * @throws ReleaseError with the first container that fails: exit code, health output and last log lines.
 */
export async function awaitHealthy(
    project: string,
    services: readonly string[],
    context: Pick<ReleaseContext, "deadline" | "say" | "signal">,
): Promise<void> {
    const begun = Date.now();
    const restartsBefore = new Map<string, number>();
    for (;;) {
        const containers = (await containersOf(project, context.signal)).filter((c) => services.includes(c.service));
        for (const service of services) {
            if (!containers.some((container) => container.service === service)) {
                throw new ReleaseError(`${service}: Docker Compose started no container for it`);
            }
        }
        const waiting: string[] = [];
        for (const container of containers) {
            const before =
                restartsBefore.get(container.id) ?? (container.createdAt < begun - 60_000 ? container.restarts : 0);
            restartsBefore.set(container.id, before);
            const verdict = judge(container, container.restarts - before, Date.now());
            if ("failed" in verdict) throw await failure(container, verdict.failed);
            if ("restartedTooOften" in verdict) {
                const what = `${await howItKeepsEnding(container)}; restarted ${verdict.restartedTooOften} times`;
                throw await failure(container, `${what} by its restart policy`);
            }
            if (!verdict.settled) waiting.push(`${container.service} ${verdict.waitsFor}`);
        }
        if (waiting.length === 0) return;
        if (Date.now() > context.deadline) throw await lateFailure(containers, waiting);
        context.say(`waiting: ${waiting.join(", ")}`, "ephemeral");
        await sleep(POLL_MS, undefined, { signal: context.signal });
    }
}

/** Waits for a one-shot container's end; anything but exit code 0 fails. */
export async function awaitSuccess(
    project: string,
    job: string,
    context: Pick<ReleaseContext, "deadline" | "say" | "signal">,
): Promise<void> {
    for (;;) {
        const container = (await containersOf(project, context.signal)).find(({ service }) => service === job);
        if (container === undefined) throw new ReleaseError(`${job}: Docker Compose started no container for it`);
        if (container.status === "exited" || container.status === "dead") {
            if (container.exitCode === 0) return;
            throw await failure(container, `${howItEnded(container)}; the services that wait for it were not touched`);
        }
        if (Date.now() > context.deadline) throw await failure(container, "did not end before the deadline");
        context.say(`waiting: ${job} runs`, "ephemeral");
        await sleep(POLL_MS, undefined, { signal: context.signal });
    }
}

function judge(container: Container, restarts: number, now: number): Verdict {
    if (restarts > RESTARTS_FORGIVEN) return { restartedTooOften: restarts };
    switch (container.status) {
        case "exited":
        case "dead":
            return { failed: howItEnded(container) };
        case "paused":
            return { failed: "is paused" };
        case "created":
        case "removing":
        case "restarting":
            return { settled: false, waitsFor: container.status };
        case "running":
            break;
        default:
            return container.status satisfies never;
    }
    switch (container.health) {
        case "healthy":
            return { settled: true };
        case "unhealthy":
            return { failed: `is unhealthy: its check failed ${container.failedChecks} times in a row` };
        case "starting":
            return { settled: false, waitsFor: "is starting" };
        case "none":
            return now - container.startedAt >= STEADY_MS
                ? { settled: true }
                : { settled: false, waitsFor: "has just started" };
        default:
            return container.health satisfies never;
    }
}

/** How a container's program ended, in words. */
export function howItEnded(container: Container): string {
    if (container.outOfMemory) {
        const limit = Math.round(container.memoryLimitBytes / 2 ** 20);
        return `ran out of memory${limit > 0 ? ` (limit ${limit} MiB)` : ""} and was ended with code ${container.exitCode}`;
    }
    if (container.error !== "") return `could not start: ${container.error}`;
    const signals: Record<number, string> = { 137: " (killed)", 139: " (segmentation fault)", 143: " (terminated)" };
    return `exited with code ${container.exitCode}${signals[container.exitCode] ?? ""}`;
}

/** As {@link howItEnded}; a container that its policy has just started anew shows no trace of how it ended before. */
async function howItKeepsEnding(container: Container): Promise<string> {
    if (container.status !== "running") return howItEnded(container);
    const end = await lastEnd(container);
    return end === undefined ? "keeps ending" : howItEnded({ ...container, ...end });
}

async function failure(container: Container, what: string): Promise<ReleaseError> {
    const check = container.health === "none" || container.lastCheckOutput === "" ? [] : [container.lastCheckOutput];
    const lines = await lastLogLines(container);
    return new ReleaseError(`${container.service} ${what}`, [
        ...check.map((output) => `health check said: ${output}`),
        ...(lines.length > 0 ? [`last lines of ${container.service}:`, ...lines.map((line) => `  ${line}`)] : []),
    ]);
}

async function lateFailure(containers: readonly Container[], waiting: readonly string[]): Promise<ReleaseError> {
    const late = containers.find(({ service }) => waiting.some((text) => text.startsWith(`${service} `)));
    const what = `not healthy before the deadline: ${waiting.join(", ")}`;
    if (late === undefined) return new ReleaseError(what);
    const error = await failure(late, "was not healthy before the deadline");
    return new ReleaseError(error.message, error.details);
}
