import { connectTargets } from "../../aws/ecs/targets";
import { lastLines } from "../../aws/log-lines";
import type { Driver } from "../../contract";
import { ACTIONS, connectExpress } from "./client";
import type { EcsExpressDeployment } from "./deployment";
import { drift } from "./drift";
import { rollOut } from "./rollout";

/**
 * Releases one ECS Express service.
 *
 * The service resource has asked Express for the version already; this finds the deployment that brings it and tells how it ended.
 * A version that was rolled back before, or that the aws provider did not ask for, is asked for once.
 */
export const ecsExpressDriver: Driver<EcsExpressDeployment> = {
    lockName: ({ deployment }) => `ecs-${deployment.service}`.replaceAll(/[^A-Za-z0-9.-]+/g, "-"),

    drift,

    async release(wanted, _previous, context) {
        const { deployment } = wanted;
        const express = connectExpress(deployment, context.signal);
        const targets = connectTargets(deployment, ACTIONS, context.signal);
        const rollout = { wanted, express, targets, log: lastLines, context };
        const served = await context.phase("rollout", () => rollOut(rollout));
        return { releaseId: served.revision.split("/").pop() ?? served.revision, evidence: { ...served } };
    },

    // The service is a resource of its own, which Pulumi deletes next; there is nothing else to take away.
    async remove() {},
};
