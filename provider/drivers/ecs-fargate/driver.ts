import { lastLines } from "../../aws/log-lines";
import type { Driver, ReleaseOutcome } from "../../contract";
import { ACTIONS, connect } from "./client";
import { shortName } from "../../aws/ecs/names";
import type { EcsFargateDeployment, EcsInputs } from "./deployment";
import { drift } from "./drift";
import { rollOut } from "./rollout";
import { connectTargets } from "../../aws/ecs/targets";

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
        const { deployment } = wanted;
        const [ecs, targets] = [
            connect(deployment, context.signal),
            connectTargets(deployment, ACTIONS, context.signal),
        ];
        const rollout = { wanted, ecs, targets, log: lastLines, context };
        return outcome(wanted, await context.phase("rollout", () => rollOut(rollout)));
    },

    // The service is a resource of its own, which Pulumi deletes next; there is nothing else to take away.
    async remove() {},
};

function outcome({ deployment }: EcsInputs, deploymentId: string): ReleaseOutcome {
    return { releaseId: shortName(deployment.taskDefinition), evidence: { deploymentId } };
}
