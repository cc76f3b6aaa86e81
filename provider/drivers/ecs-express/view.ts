import type { ServiceDeployment } from "@aws-sdk/client-ecs";
import type { ShownConfiguration } from "./configuration";

/** One deployment of an Express service: the way of one version to the requests, or back. */
export interface DeploymentView {
    /** ARN. */
    readonly id: string;
    /** ARN of the version that it brings. */
    readonly revision: string;
    /** AWS's word, such as `IN_PROGRESS` or `ROLLBACK_SUCCESSFUL`. */
    readonly status: string;
    readonly reason: string;
    /** AWS's word for how far it is, such as `BAKE_TIME`. */
    readonly stage: string;
    /** Per cent of the requests that the version gets. */
    readonly traffic: number | undefined;
    readonly running: number;
    readonly requested: number;
    /** How often its tasks have failed, where ECS counts. */
    readonly failures: number;
    /** Names of the alarms that went off. */
    readonly alarms: readonly string[];
    /** ARN of the version that a rollback brings back. */
    readonly backTo: string | undefined;
    /** Milliseconds since 1970. */
    readonly createdAt: number;
}

/** An Express service at one moment. */
export interface ExpressView {
    /** AWS's word: `ACTIVE`, `DRAINING` or `INACTIVE`. */
    readonly status: string;
    /** ARN of each version that is at work → what it is. During a deployment there are two. */
    readonly versions: Readonly<Record<string, ShownConfiguration>>;
    /** Newest first: the newest, and the one that was asked about. */
    readonly deployments: readonly DeploymentView[];
}

export function deploymentView(deployment: ServiceDeployment): DeploymentView {
    const { targetServiceRevision: target, alarms, rollback, deploymentCircuitBreaker } = deployment;
    return {
        id: deployment.serviceDeploymentArn ?? "",
        revision: target?.arn ?? "",
        status: deployment.status ?? "PENDING",
        reason: deployment.statusReason || rollback?.reason || "",
        stage: deployment.lifecycleStage ?? "",
        traffic: target?.requestedProductionTrafficWeight,
        running: target?.runningTaskCount ?? 0,
        requested: target?.requestedTaskCount ?? 0,
        failures: deploymentCircuitBreaker?.failureCount ?? 0,
        alarms: alarms?.triggeredAlarmNames ?? [],
        backTo: rollback?.serviceRevisionArn,
        createdAt: deployment.createdAt?.getTime() ?? 0,
    };
}

/** Such as `revision 4711`. */
export function revisionName(arn: string): string {
    return `revision ${arn.split("/").pop() ?? arn}`;
}
