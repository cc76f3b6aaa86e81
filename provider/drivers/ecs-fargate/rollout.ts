import { setTimeout as sleep } from "node:timers/promises";
import { unlessCancelled } from "../../core/cancelled";
import { ReleaseError } from "../../contract";
import { Aside } from "./aside";
import { causes, ofDeployment } from "../../aws/ecs/evidence";
import { isNameUnknown } from "../../aws/ecs/mount-target";
import type { Followed, Pauses, ServiceWork } from "../../aws/ecs/work";
import { shortage } from "../../aws/ecs/capacity";
import type { Ecs } from "./client";
import { conclusion, concludedInWords, replacement } from "./conclusion";
import { shortName } from "../../aws/ecs/names";
import type { EcsInputs } from "./deployment";
import { elsewhere } from "./network";
import { otherImage } from "../../aws/ecs/digest";
import { judge, type Verdict } from "./judge";
import type { ServiceView } from "../../aws/ecs/service-view";

/** One `pulumi up`'s work on one service. */
export interface Rollout extends ServiceWork<EcsInputs> {
    readonly ecs: Ecs;
}

const PAUSES: Pauses = { look: [500, 5_000], confirm: 2_000, aside: 15_000 };

/** Waits for the end of the wanted deployment. @returns its id */
export async function rollOut(rollout: Rollout): Promise<string> {
    const { wanted, context } = rollout;
    const told = `${wanted.name}: cancelled. ECS goes on with the deployment; the next "pulumi up" judges it.`;
    return unlessCancelled(context, told, () => watched(rollout));
}

async function watched(rollout: Rollout): Promise<string> {
    const { wanted, ecs, context, pauses = PAUSES } = rollout;
    const { taskDefinition } = wanted.deployment;
    const aside = new Aside(rollout, pauses.aside);
    const [shortest, longest] = pauses.look;
    let followed: Followed | undefined;
    let [confirmed, requested] = [false, false];
    for (let delay = shortest; ; delay = Math.min(delay * 1.4, longest)) {
        const view = await ecs.service();
        const judged = await unlessOver(judge(view, taskDefinition, followed), followed, rollout, aside);
        const verdict = inItsPlace(judged, rollout, view);
        if (verdict.kind === "passed") return passed(verdict.deployment, rollout, view, aside);
        if (verdict.kind === "failed") {
            const cause = await causeOf(verdict, aside);
            if (requested || !(await wasTooEarly(rollout, aside))) throw await failure(cause, rollout, view, aside);
            context.say(`${wanted.name}: ${cause}; the name of its volume was not known yet`);
            followed = undefined; // what ECS goes back to comes first, then this version is asked for
            continue;
        }
        if (verdict.kind === "request") {
            // Asking twice would turn a version that cannot start into an endless loop of attempts.
            if (requested) throw await failure(verdict.because, rollout, view, aside);
            // Pulumi may have asked a moment ago, and ECS's answers may lag: a second request would start that rollout anew.
            if (!confirmed) {
                confirmed = true;
                await sleep(pauses.confirm, undefined, { signal: context.signal });
                continue;
            }
            requested = true;
            context.say(`${wanted.name}: ${verdict.because}; asking ECS for ${shortName(taskDefinition)} once more`);
            followed = await ecs.request();
            continue;
        }
        followed = verdict.deployment ?? followed;
        const ended = await aside.look(view, followed);
        if (ended !== undefined) throw await failure(ended, rollout, view, aside);
        const because = [verdict.because, why(view, aside)].filter((part) => part !== undefined).join("; ");
        context.say(`${wanted.name}: ${because}`, "ephemeral");
        await sleep(Math.min(delay, Math.max(context.deadline - Date.now(), 0)), undefined, { signal: context.signal });
        if (Date.now() >= context.deadline)
            throw await failure(await overdue(verdict, rollout, aside), rollout, view, aside);
    }
}

/** The same version may serve where it must not: a changed network that ECS has rolled back, and Pulumi has recorded. */
function inItsPlace(verdict: Verdict, { wanted }: Rollout, view: ServiceView | undefined): Verdict {
    const away = verdict.kind === "passed" ? elsewhere(wanted.deployment, view) : undefined;
    return away === undefined ? verdict : { kind: "request", because: away };
}

/**
 * A deployment that is found rather than asked for may be one that an earlier `up` has left, and that was stopped since:
 * `DescribeServices` goes on showing it in progress.
 */
async function unlessOver(verdict: Verdict, followed: Followed | undefined, { wanted }: Rollout, aside: Aside) {
    if (followed !== undefined || verdict.kind !== "wait" || verdict.deployment === undefined) return verdict;
    aside.follow(verdict.deployment);
    const over = conclusion(await aside.concluded());
    if (over === undefined) return verdict;
    const because = `the last deployment of ${shortName(wanted.deployment.taskDefinition)} is over: ${over}`;
    return { kind: "request", because } as const;
}

/** A volume that was made a moment ago: ECS has given up by the time at which its name is known. */
async function wasTooEarly({ wanted: { deployment }, ecs }: Rollout, { since }: Aside): Promise<boolean> {
    const stopped = ofDeployment(await ecs.tasks("STOPPED").catch(() => []), deployment, since);
    return stopped.length > 0 && stopped.every(({ stoppedReason }) => isNameUnknown(stoppedReason ?? ""));
}

/** What is known of the reason for waiting. */
function why(view: ServiceView | undefined, aside: Aside): string | undefined {
    return (view && shortage(view, aside.since)) ?? aside.targets[0];
}

async function passed(
    deployment: string,
    rollout: Rollout,
    view: ServiceView | undefined,
    aside: Aside,
): Promise<string> {
    if (rollout.wanted.deployment.imageDigests === undefined) return deployment;
    const other = otherImage(rollout.wanted.deployment, await rollout.ecs.tasks("RUNNING"));
    if (other !== undefined) throw await failure(other, rollout, view, aside);
    return deployment;
}

/**
 * A rollback is quick where the old tasks still run: it may be over between two looks, and then DescribeServices tells no
 * more than that another version serves. The service deployments still know.
 */
async function causeOf({ cause, instead }: Verdict & { kind: "failed" }, aside: Aside): Promise<string> {
    return instead === undefined ? cause : (replacement(await aside.concluded(), instead) ?? cause);
}

async function overdue(verdict: Verdict & { kind: "wait" }, rollout: Rollout, aside: Aside): Promise<string> {
    const view = await rollout.ecs.service();
    const ended = await aside.look(view, undefined, true);
    if (ended !== undefined) return ended;
    const because = why(view, aside) ?? verdict.because;
    return (
        `${because} (not completed within ${rollout.wanted.deadlineSeconds} s). ` +
        `ECS goes on with the deployment; the next "pulumi up" judges it`
    );
}

async function failure(cause: string, rollout: Rollout, view: ServiceView | undefined, aside: Aside) {
    const { wanted, ecs, log } = rollout;
    const { deployment } = wanted;
    const { since, targets, followed } = aside;
    const concluded = async () => concludedInWords(await ecs.conclusion(since, followed));
    const details = view?.active
        ? [
              serving(view, deployment.taskDefinition),
              ...(await causes({ deployment, view, since, targets, concluded }, ecs, log)),
          ]
        : [];
    const name = shortName(deployment.taskDefinition);
    return new ReleaseError(`${wanted.name}: ${name} does not serve: ${cause}`, details);
}

/** What people get now. */
function serving({ deployments }: ServiceView, wanted: string): string {
    const others = deployments.filter(
        ({ taskDefinition, running, state }) => taskDefinition !== wanted && (running > 0 || state === "COMPLETED"),
    );
    const names = [...new Set(others.map(({ taskDefinition }) => shortName(taskDefinition)))];
    if (names.length > 0) return `meanwhile ${names.join(" and ")} ${names.length > 1 ? "serve" : "serves"}`;
    return deployments.some(({ running }) => running > 0)
        ? "no other version runs"
        : "nothing serves: there is no earlier version to go back to";
}
