import { setTimeout as sleep } from "node:timers/promises";
import { ReleaseError, type ReleaseContext } from "../../contract";
import type { HostCommand, NewCommand, Ssm } from "./client";
import { commentOf, releaseIn, releaseLines, removeLines } from "./command";
import type { Ec2ComposeInputs } from "./deployment";
import { judge, type Verdict } from "./judge";

/** One `pulumi up`'s work on one app of one host. */
export interface Rollout {
    readonly wanted: Ec2ComposeInputs;
    readonly ssm: Ssm;
    readonly context: ReleaseContext;
    /** Shortest and longest pause between two looks, in milliseconds. @default PAUSES */
    readonly pauses?: readonly [shortest: number, longest: number];
}

const PAUSES = [500, 4_000] as const;
/** No command of ours lasts longer. */
const LOOK_BACK_MS = 24 * 3600 * 1000;
const AT_WORK = ["Pending", "InProgress", "Delayed", "Cancelling"];

/**
 * Makes a release so on its host: what an interrupted `pulumi up` has started is followed rather than started again.
 *
 * @returns the command that ended well
 * @throws ReleaseError with the cause first, then the last log lines
 */
export async function rollOut(rollout: Rollout): Promise<HostCommand> {
    const { wanted, ssm, context } = rollout;
    const { deployment } = wanted;
    await context.phase("host", () => untilManaged(rollout));
    return context.phase("release", async () => {
        const comment = commentOf.release(deployment);
        const left = await atWork(rollout);
        const same = left.find((command) => command.comment === comment);
        for (const other of left.filter((command) => command !== same)) {
            context.say(`${wanted.name}: waits for the host to end "${other.comment}"`);
            await untilEnded(rollout, other);
        }
        if (same !== undefined) {
            context.say(`${wanted.name}: follows command ${same.id}, which an interrupted "pulumi up" has started`);
        }
        const command = same ?? (await ssm.send(newCommand(rollout, comment, releaseLines(deployment))));
        const verdict = await untilEnded(rollout, command, deployment.release);
        if (verdict.kind === "failed") throw failure(rollout, command, verdict);
        for (const note of verdict.notes) context.say(`${wanted.name}: ${note}`, "warning");
        context.say(`${wanted.name}: on the host: ${inWords(verdict.phases)}`);
        return command;
    });
}

/** Takes the app off its host. Its data stays, and so does the host. */
export async function takeDown(rollout: Rollout): Promise<void> {
    const { wanted, ssm, context } = rollout;
    const { deployment, name } = wanted;
    const reach = await ssm.reach();
    if (reach !== "Online") {
        // The host goes with the stack, or has gone already: what runs on it goes with it.
        context.say(
            `${name}: the host is not in touch (${reach ?? "unknown"}), so nothing is taken down on it`,
            "warning",
        );
        return;
    }
    const command = await ssm.send(newCommand(rollout, commentOf.remove(deployment), removeLines(deployment)));
    const verdict = await untilEnded(rollout, command);
    if (verdict.kind === "failed") throw failure(rollout, command, verdict);
}

/** An instance is in touch with Systems Manager about a minute after it has started. */
async function untilManaged(rollout: Rollout): Promise<void> {
    const { wanted, ssm, context } = rollout;
    const { instanceId, region } = wanted.deployment;
    for await (const _ of looks(rollout)) {
        const reach = await ssm.reach();
        if (reach === "Online") return;
        const how = reach === undefined ? "is not known to Systems Manager yet" : `is ${reach}`;
        context.say(`${wanted.name}: the host ${instanceId} ${how}`, "ephemeral");
    }
    throw new ReleaseError(`${wanted.name}: the host ${instanceId} is not in touch with Systems Manager`, [
        "nothing was changed on it; what it says: " +
            `aws ec2 get-console-output --latest --output text --instance-id ${instanceId} --region ${region}`,
    ]);
}

/** Commands of this app that the host has not ended yet. */
async function atWork({ wanted, ssm }: Rollout): Promise<HostCommand[]> {
    const { app } = wanted.deployment;
    const given = await ssm.commands(Date.now() - LOOK_BACK_MS);
    return given
        .filter(({ comment }) => releaseIn(comment)?.app === app || comment === commentOf.remove({ app }))
        .filter(({ status }) => AT_WORK.includes(status));
}

async function untilEnded(
    rollout: Rollout,
    command: HostCommand,
    release?: string,
): Promise<Exclude<Verdict, { kind: "wait" }>> {
    const { wanted, ssm, context } = rollout;
    for await (const _ of looks(rollout)) {
        const verdict = judge(await ssm.invocation(command.id), release);
        if (verdict.kind !== "wait") return verdict;
        context.say(`${wanted.name}: command ${command.id} ${verdict.because}`, "ephemeral");
    }
    throw new ReleaseError(
        `${wanted.name}: not released within ${wanted.deadlineSeconds} s: command ${command.id} is still at work on the host`,
        [`the next "pulumi up" follows it`, ...where(rollout)],
    );
}

/** One look after the other until the deadline; a cancellation leaves the host at work. */
async function* looks({ wanted, context, pauses = PAUSES }: Rollout): AsyncGenerator<void> {
    let [delay] = pauses;
    while (Date.now() < context.deadline) {
        yield;
        try {
            await sleep(Math.min(delay, Math.max(context.deadline - Date.now(), 0)), undefined, {
                signal: context.signal,
            });
        } catch {
            throw new ReleaseError(
                `${wanted.name}: cancelled; the host ends what it has begun, and the next "pulumi up" follows it`,
            );
        }
        delay = Math.min(delay * 1.4, pauses[1]);
    }
}

function newCommand({ context }: Rollout, comment: string, lines: readonly string[]): NewCommand {
    // The host itself gives up a little earlier than we do, so that it gets to say why.
    const seconds = Math.floor((context.deadline - Date.now()) / 1000) - 15;
    return { comment, lines, timeoutSeconds: Math.max(seconds, 60) };
}

function failure(rollout: Rollout, command: HostCommand, verdict: Extract<Verdict, { kind: "failed" }>): ReleaseError {
    return new ReleaseError(`${rollout.wanted.name}: ${verdict.cause}`, [
        ...verdict.lines.map((line) => `  ${line}`),
        `command ${command.id}, "${command.comment}"`,
        ...where(rollout),
    ]);
}

/** Where there is more. */
function where({ wanted }: Rollout): string[] {
    const { app, instanceId, logGroup, region } = wanted.deployment;
    return [
        `log: aws logs tail ${logGroup} --log-stream-name-prefix ${app}/ --since 1h --region ${region}`,
        `on the host: aws ssm start-session --target ${instanceId} --region ${region}, then sudo ls -t /var/log/slipway`,
    ];
}

function inWords(phases: Readonly<Record<string, number>>): string {
    const parts = Object.entries(phases).map(([phase, seconds]) => `${phase} ${seconds.toFixed(1)}`);
    return parts.length === 0 ? "done" : `${parts.join(", ")} s`;
}
