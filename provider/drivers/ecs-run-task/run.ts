import { setTimeout as sleep } from "node:timers/promises";
import { ReleaseError, type ReleaseContext } from "../../contract";
import { EngineGone } from "../../engine/orphan";
import type { EcsTasks } from "./client";
import { clientToken } from "./identity";
import { taskId, type JobInputs } from "./job";
import { judge, mayPass, type Verdict } from "./judge";
import type { TaskView } from "./view";

/** One `pulumi up`'s work on one job. */
export interface Run {
    readonly wanted: JobInputs;
    readonly ecs: EcsTasks;
    readonly context: ReleaseContext;
    /** The last lines that a task has written, and where there are more. */
    readonly log: (taskArn: string) => Promise<string[]>;
    /** Shortest and longest pause, in milliseconds, between two looks and between two requests. @default PAUSES */
    readonly pauses?: Pauses;
}

interface Pauses {
    readonly look: readonly [shortest: number, longest: number];
    readonly ask: readonly [shortest: number, longest: number];
}

const PAUSES: Pauses = { look: [700, 5_000], ask: [2_000, 30_000] };

type Failed = Verdict & { kind: "failed" };
type Ended = { readonly task: TaskView; readonly verdict: Exclude<Verdict, { kind: "wait" }> };

/**
 * Runs a job to its end, once: what an interrupted `pulumi up` has started is followed rather than started again.
 *
 * @returns the task's ARN.
 * @throws ReleaseError with the cause first, then the last log lines, when it does not end well.
 */
export async function runJob(run: Run): Promise<string> {
    const { wanted, context } = run;
    const begun = Date.now();
    const known = await run.ecs.known();
    const followed = await settle(run, known);
    if (followed !== undefined) return followed;

    for (let after = known[0]?.arn; ;) {
        const started = await start(run, after, begun);
        context.say(`${wanted.name}: task ${taskId(started.arn)} has begun`, "ephemeral");
        const { task, verdict } = await untilEnded(run, started, true);
        if (verdict.kind === "passed") return task.arn;
        if (verdict.ran || !mayPass(verdict.cause, Date.now() - begun)) throw await failure(run, task, verdict);
        context.say(`${wanted.name}: ${verdict.cause}; asking ECS for another task`);
        after = task.arn;
        await pause(run, (run.pauses ?? PAUSES).ask[1]);
    }
}

/**
 * What earlier calls of `pulumi up` have left: two runs of a job must not be at work side by side, and one that has ended
 * well while nobody looked must not be run again.
 *
 * @returns the run that ended well
 */
async function settle(run: Run, known: readonly TaskView[]): Promise<string | undefined> {
    const { wanted, context } = run;
    const atWork = known.filter(({ status }) => status !== "STOPPED");
    const isWanted = ({ taskDefinition }: TaskView) => taskDefinition === wanted.deployment.taskDefinition;
    const [newest] = known;
    if (newest !== undefined && isWanted(newest) && judge(newest).kind === "passed") {
        context.say(`${wanted.name}: task ${taskId(newest.arn)} has run this very version already, and well`);
        return newest.arn;
    }
    for (const other of atWork.filter((task) => !isWanted(task))) {
        context.say(`${wanted.name}: waits for task ${taskId(other.arn)} of an earlier version, which still runs`);
        await untilEnded(run, other, false);
    }
    for (const same of atWork.filter(isWanted)) {
        context.say(`${wanted.name}: follows task ${taskId(same.arn)}, which an interrupted "pulumi up" has started`);
        const { task, verdict } = await untilEnded(run, same, true);
        if (verdict.kind === "passed") return task.arn;
        // One that was ending when we came failed for an earlier `up`, which told so: this one runs it again.
        if (!same.ending) throw await failure(run, task, verdict);
    }
    return undefined;
}

/** Asks for a task until ECS starts one. */
async function start(run: Run, after: string | undefined, begun: number): Promise<TaskView> {
    const { wanted, context } = run;
    const [shortest, longest] = (run.pauses ?? PAUSES).ask;
    let told = "";
    for (let refusals = 0; ; refusals += 1) {
        const answer = await run.ecs.run(clientToken(wanted.deployment, { after, refusals, now: begun }));
        if (typeof answer !== "string") return answer;
        const because = `ECS did not start it: ${answer}`;
        if (!mayPass(answer, Date.now() - begun)) throw new ReleaseError(`${wanted.name}: ${because}`);
        if (Date.now() >= context.deadline) {
            throw new ReleaseError(`${wanted.name}: not started within ${wanted.deadlineSeconds} s: ${because}`);
        }
        context.say(`${wanted.name}: ${because}; asking again`, told === because ? "ephemeral" : "info");
        told = because;
        await pause(run, Math.min(shortest * 2 ** refusals, longest));
    }
}

/** Follows a task to its end. One that is `ours` is stopped when the user cancels or the time is over. */
async function untilEnded(run: Run, begun: TaskView, ours: boolean): Promise<Ended> {
    const { wanted, ecs, context } = run;
    const [shortest, longest] = (run.pauses ?? PAUSES).look;
    let task: TaskView | undefined = begun;
    for (let delay = shortest; ; delay = Math.min(delay * 1.4, longest)) {
        const verdict = judge(task);
        if (task !== undefined && verdict.kind !== "wait") return { task, verdict };
        const because = verdict.kind === "wait" ? verdict.because : "";
        if (Date.now() >= context.deadline) {
            const stopped = ours ? await stop(run, begun, `not ended within ${wanted.deadlineSeconds} s`) : "";
            const cause = `not ended within ${wanted.deadlineSeconds} s: task ${taskId(begun.arn)} ${because}`;
            throw new ReleaseError(`${wanted.name}: ${cause}${stopped}`, await run.log(begun.arn));
        }
        context.say(`${wanted.name}: task ${taskId(begun.arn)} ${because}`, "ephemeral");
        await pause(run, delay, ours ? begun : undefined);
        task = await ecs.task(begun.arn);
    }
}

async function pause(run: Run, ms: number, ours?: TaskView): Promise<void> {
    const { wanted, context } = run;
    try {
        await sleep(Math.min(ms, Math.max(context.deadline - Date.now(), 0)), undefined, { signal: context.signal });
    } catch {
        if (ours === undefined) throw new ReleaseError(`${wanted.name}: cancelled`);
        // Nobody is there who could be told; the next `up` finds the task and follows it.
        if (context.signal.reason instanceof EngineGone) throw new ReleaseError(`${wanted.name}: left running`);
        const stopped = await stop(run, ours, "pulumi up was cancelled");
        throw new ReleaseError(`${wanted.name}: cancelled${stopped}; the next "pulumi up" runs it again`);
    }
}

async function stop({ wanted, ecs }: Run, { arn }: TaskView, reason: string): Promise<string> {
    try {
        await ecs.stop(arn, `slipway: ${wanted.name}: ${reason}`);
        return `; ECS stops task ${taskId(arn)}`;
    } catch (error) {
        return `; task ${taskId(arn)} could not be stopped: ${error instanceof Error ? error.message : String(error)}`;
    }
}

async function failure({ wanted, log }: Run, task: TaskView, verdict: Failed): Promise<ReleaseError> {
    const definition = task.taskDefinition.split("/").pop() ?? "";
    return new ReleaseError(`${wanted.name}: ${verdict.cause}`, [
        `task ${taskId(task.arn)} of ${definition}${task.stoppedReason ? `: ${task.stoppedReason}` : ""}`,
        ...(verdict.ran ? await log(task.arn) : []),
    ]);
}
