import { randomInt } from "node:crypto";
import type { DeploymentOutcome, Faults } from "./state";

/** How long a rollout takes here; on AWS it is minutes. */
const rolloutMs = () => Number(process.env.STAND_IN_ROLLOUT_MS ?? 700);
/** A rollback may take longer, so that a test sees it happen. */
const rollbackMs = () => Number(process.env.STAND_IN_ROLLBACK_MS ?? rolloutMs());

/** As users of AWS have reported it. */
const VOLUME_UNKNOWN =
    "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: " +
    'Failed to resolve "fs-0f00d.efs.eu-central-1.amazonaws.com" - check that your file system ID is correct';

export interface EcsDeployment {
    readonly id: string;
    status: "PRIMARY" | "ACTIVE" | "INACTIVE";
    readonly taskDefinition: string;
    rolloutState: "IN_PROGRESS" | "COMPLETED" | "FAILED";
    rolloutStateReason: string;
    readonly createdAt: number;
    failedTasks: number;
    /** In AWS's words. Where it is left out, so does the answer. */
    networkConfiguration?: unknown;
    /** Its copies run, and the load balancer finds them unhealthy. */
    unhealthy?: boolean;
    /** Somebody has stopped it: it stays as it is. */
    stopped?: boolean;
    /** How often somebody has seen it in progress: on a machine under load a rollout must not be over while a first look is taken. */
    seen?: number;
}

export interface EcsService {
    readonly arn: string;
    readonly name: string;
    readonly cluster: string;
    /** ARNs. */
    readonly targetGroups: readonly string[];
    readonly capacityProviders: readonly string[];
    desiredCount: number;
    status: "ACTIVE" | "INACTIVE";
    /** Newest first, as AWS answers. */
    deployments: EcsDeployment[];
    /** The task definition of the last deployment that completed. */
    lastGood?: string;
    readonly events: { readonly at: number; readonly message: string }[];
    /** Deployments whose tasks stopped; AWS tells of stopped tasks for an hour. */
    readonly stopped: {
        readonly taskDefinition: string;
        readonly deployment: string;
        readonly tasks: number;
        readonly at: number;
        readonly reason?: string;
    }[];
    readonly conclusions: {
        /** Of the deployment. */
        readonly id: string;
        readonly at: number;
        readonly status: string;
        readonly reason: string;
    }[];
}

/** A rolling update begins: what `CreateService` and `UpdateService` do. */
export function deploy(service: EcsService, taskDefinition: string, reason: string, now = Date.now()): void {
    for (const deployment of service.deployments) deployment.status = "ACTIVE";
    service.deployments.unshift({
        id: `ecs-svc/${randomInt(1e12, 9e12)}`,
        status: "PRIMARY",
        taskDefinition,
        rolloutState: "IN_PROGRESS",
        rolloutStateReason: reason,
        createdAt: now,
        failedTasks: 0,
    });
}

/** Brings a service to where it is at `now`: ECS goes on whether anybody looks or not. */
export function advance(
    service: EcsService,
    definitions: Readonly<Record<string, string>>,
    faults: Faults,
    now = Date.now(),
): void {
    const primary = service.deployments.find(({ status }) => status === "PRIMARY");
    if (primary === undefined || primary.stopped || primary.rolloutState !== "IN_PROGRESS") return;
    const definition = definitions[primary.taskDefinition] ?? "";
    const isRollback = primary.rolloutStateReason.includes("rolling back");
    const ended = primary.createdAt + (isRollback ? rollbackMs() : rolloutMs());
    if (now < ended) return;
    if (!isRollback && (primary.seen ?? 0) < 2) return;
    const outcome = isRollback
        ? undefined
        : (faults.deployments ?? []).find(({ containing }) => definition.includes(containing))?.outcome;
    if (isEndless(outcome)) {
        linger(service, primary, outcome);
        return;
    }
    if (outcome === "superseded") {
        deploy(
            service,
            service.lastGood ?? primary.taskDefinition,
            `ECS deployment of somebody else in progress.`,
            ended,
        );
        return;
    }
    const tried = service.stopped.some(({ taskDefinition }) => taskDefinition === primary.taskDefinition);
    if (outcome === "fail" || (outcome === "volumeUnknown" && !tried)) {
        fail(service, primary, ended, outcome === "fail" ? undefined : VOLUME_UNKNOWN);
        if (service.lastGood !== undefined) advance(service, definitions, faults, now);
        return;
    }
    primary.rolloutState = "COMPLETED";
    primary.rolloutStateReason = `ECS deployment ${primary.id} completed.`;
    service.deployments = [primary];
    if (!isRollback)
        service.conclusions.unshift({ id: primary.id, at: primary.createdAt, status: "SUCCESSFUL", reason: "" });
    service.lastGood = primary.taskDefinition;
    service.events.unshift({ at: ended, message: `(service ${service.name}) has reached a steady state.` });
}

type Endless = "hang" | "unhealthy" | "noCapacity" | "stopped";

function isEndless(outcome: DeploymentOutcome | undefined): outcome is Endless {
    return outcome === "hang" || outcome === "unhealthy" || outcome === "noCapacity" || outcome === "stopped";
}

/** A deployment that neither completes nor fails, and what ECS says of it, once. */
function linger(service: EcsService, deployment: EcsDeployment, outcome: Endless): void {
    const at = deployment.createdAt + 1;
    if (outcome === "stopped" && !service.conclusions.some(({ id }) => id === deployment.id)) {
        const reason = "Service deployment stopped by user request.";
        service.conclusions.unshift({ id: deployment.id, at: deployment.createdAt, status: "STOPPED", reason });
    }
    deployment.unhealthy = outcome === "unhealthy";
    deployment.stopped = outcome === "stopped";
    if (service.events.some((event) => event.at >= at)) return;
    if (outcome === "unhealthy") {
        const why = "Health checks failed with these codes: [500]";
        const message = `(service ${service.name}) (port 8080) is unhealthy in (target-group ${service.targetGroups[0]}) due to (reason ${why}).`;
        service.events.unshift({ at, message });
    }
    if (outcome === "noCapacity") {
        const why = "Capacity is unavailable at this time. Please try again later or in a different availability zone.";
        service.events.unshift({
            at,
            message: `(service ${service.name}) was unable to place a task. Reason: ${why}`,
        });
    }
}

function fail(service: EcsService, deployment: EcsDeployment, at: number, reason?: string): void {
    deployment.rolloutState = "FAILED";
    deployment.failedTasks = 3;
    const { id, taskDefinition } = deployment;
    service.stopped.push({ taskDefinition, deployment: id, tasks: 3, at, ...(reason && { reason }) });
    deployment.rolloutStateReason = "ECS deployment circuit breaker: tasks failed to start.";
    service.events.unshift({
        at,
        message: `(service ${service.name}) (task 0c4f) failed container health checks: tasks failed to start.`,
    });
    if (service.lastGood === undefined) {
        service.conclusions.unshift({
            id: deployment.id,
            at: deployment.createdAt,
            status: "ROLLBACK_FAILED",
            reason: "No rollback candidate was found to run the rollback.",
        });
        return;
    }
    service.conclusions.unshift({
        id: deployment.id,
        at: deployment.createdAt,
        status: "ROLLBACK_SUCCESSFUL",
        reason: "Service deployment rolled back because the circuit breaker threshold was exceeded.",
    });
    deploy(
        service,
        service.lastGood,
        `ECS deployment circuit breaker: rolling back to deploymentId ${deployment.id}.`,
        at,
    );
}

/** Tasks that run for a deployment: an earlier one keeps its tasks until the next one has completed. */
export function runningCount(service: EcsService, deployment: EcsDeployment): number {
    if (service.status !== "ACTIVE") return 0;
    return deployment.rolloutState === "COMPLETED" || deployment.unhealthy ? service.desiredCount : 0;
}
