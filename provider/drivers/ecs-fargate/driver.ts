import { setTimeout as sleep } from "node:timers/promises";
import { ReleaseError, type Driver, type ReleaseContext, type ReleaseOutcome } from "../../contract";
import { causes } from "./causes";
import { connect, type Ecs } from "./client";
import { shortName, type EcsFargateDeployment, type EcsInputs } from "./deployment";
import { drift } from "./drift";
import { judge, type Verdict } from "./judge";
import type { ServiceView } from "./view";

const SLOWEST_POLL_MS = 5_000;
const RECENT_MS = 3_600_000;

/**
 * Releases one ECS service on Fargate.
 *
 * The service resource has pointed ECS at the task definition already; this waits for that very deployment and tells how
 * it ended. A deployment that was rolled back before leaves the service at the old version: then it is asked for once more.
 */
export const ecsFargateDriver: Driver<EcsFargateDeployment> = {
    lockName: ({ deployment }) => `ecs-${deployment.service}`.replaceAll(/[^A-Za-z0-9.-]+/g, "-"),

    drift,

    async release(wanted, _previous, context) {
        const ecs = connect(wanted.deployment, context.signal);
        const deployment = await context.phase("rollout", () => rollOut(ecs, wanted, context));
        return outcome(wanted, deployment);
    },

    // The service is a resource of its own, which Pulumi deletes next; there is nothing else to take away.
    async remove() {},
};

/** Waits for the end of the wanted deployment. @returns its id */
async function rollOut(ecs: Ecs, wanted: EcsInputs, context: ReleaseContext): Promise<string> {
    const { taskDefinition } = wanted.deployment;
    let followed: string | undefined;
    let requested = false;
    for (let delay = 500; ; delay = Math.min(delay * 1.4, SLOWEST_POLL_MS)) {
        const view = await ecs.service();
        const verdict = judge(view, taskDefinition, followed);
        if (verdict.kind === "passed") return verdict.deployment;
        if (verdict.kind === "failed") throw await failure(await causeOf(verdict, ecs), ecs, wanted, view);
        if (verdict.kind === "request") {
            // Asking twice would turn a version that cannot start into an endless loop of attempts.
            if (requested) throw await failure(verdict.because, ecs, wanted, view);
            requested = true;
            context.say(`${wanted.name}: ${verdict.because}; asking ECS for ${shortName(taskDefinition)} once more`);
            followed = await ecs.request();
            continue;
        }
        followed = verdict.deployment ?? followed;
        context.say(`${wanted.name}: ${verdict.because}`, "ephemeral");
        await pause(Math.min(delay, Math.max(context.deadline - Date.now(), 0)), wanted, context);
        if (Date.now() >= context.deadline) throw await failure(overdue(verdict, wanted), ecs, wanted, view);
    }
}

/**
 * A rollback is quick where the old tasks still run: it may be over between two looks, and then DescribeServices tells no
 * more than that another version serves. The service deployments still know.
 */
async function causeOf({ cause, instead }: Verdict & { kind: "failed" }, ecs: Ecs): Promise<string> {
    if (instead === undefined) return cause;
    const [latest] = await ecs.serviceDeployments(Date.now() - RECENT_MS).catch(() => []);
    if (!latest?.status?.startsWith("ROLLBACK")) return cause;
    return `ECS rolled back to ${shortName(instead)}: ${latest.statusReason ?? latest.status}`;
}

async function pause(ms: number, wanted: EcsInputs, { signal }: ReleaseContext): Promise<void> {
    try {
        await sleep(ms, undefined, { signal });
    } catch {
        throw new ReleaseError(
            `${wanted.name}: cancelled. ECS goes on with the deployment; the next "pulumi up" judges it.`,
        );
    }
}

async function failure(
    cause: string,
    ecs: Ecs,
    wanted: EcsInputs,
    view: ServiceView | undefined,
): Promise<ReleaseError> {
    const wantedName = shortName(wanted.deployment.taskDefinition);
    return new ReleaseError(
        `${wanted.name}: ${wantedName} does not serve: ${cause}`,
        await causes(ecs, wanted.deployment, view),
    );
}

function overdue(verdict: Verdict & { kind: "wait" }, wanted: EcsInputs): string {
    return (
        `not completed within ${wanted.deadlineSeconds} s (${verdict.because}). ` +
        `ECS goes on with the deployment; the next "pulumi up" judges it`
    );
}

function outcome({ deployment }: EcsInputs, deploymentId: string): ReleaseOutcome {
    return { releaseId: shortName(deployment.taskDefinition), evidence: { deploymentId } };
}
