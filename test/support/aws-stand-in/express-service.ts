import type { DeploymentOutcome, Faults } from "./state";
import type { Props } from "./wire";

/** How long a deployment and a rollback take here; on AWS both are minutes. */
const rolloutMs = () => Number(process.env.STAND_IN_ROLLOUT_MS ?? 700);
const rollbackMs = () => Number(process.env.STAND_IN_ROLLBACK_MS ?? rolloutMs());

/** One version of an Express service. */
export interface ExpressRevision {
    readonly arn: string;
    /** In the words of the API. */
    readonly configuration: Props;
    readonly taskDefinition: string;
    readonly createdAt: number;
}

export interface ExpressDeployment {
    readonly arn: string;
    readonly revision: string;
    status: string;
    reason: string;
    stage: string;
    readonly createdAt: number;
    /** When it ended, or its rollback began. */
    turnedAt?: number;
    alarms: string[];
    backTo?: string;
    failures: number;
    /** Somebody has seen it at work: on a machine under load it must not be over before the first look. */
    seen?: boolean;
    unhealthy?: boolean;
}

export interface ExpressService {
    readonly arn: string;
    readonly name: string;
    readonly cluster: string;
    status: "ACTIVE" | "DRAINING" | "INACTIVE";
    readonly revisions: ExpressRevision[];
    /** Newest first. */
    readonly deployments: ExpressDeployment[];
    /** ARN of the version that serves. */
    serving?: string;
    readonly events: { readonly at: number; readonly message: string }[];
    readonly stopped: { readonly revision: string; readonly tasks: number; readonly at: number }[];
}

/** What `CreateExpressGatewayService` and `UpdateExpressGatewayService` begin: another version, by a canary. */
export function deployExpress(
    service: ExpressService,
    configuration: Props,
    taskDefinition: string,
    now = Date.now(),
): ExpressRevision {
    const number = String(4_700_000_000_000 + service.revisions.length + 1);
    const arn = `${service.arn.replace(":service/", ":service-revision/")}/${number}`;
    const revision = { arn, configuration, taskDefinition, createdAt: now };
    const [before] = service.deployments;
    if (before?.status === "IN_PROGRESS")
        [before.status, before.reason] = ["STOPPED", "Superseded by another deployment."];
    service.revisions.push(revision);
    service.deployments.unshift({
        arn: `${service.arn.replace(":service/", ":service-deployment/")}/d${number}`,
        revision: arn,
        ...{ status: "IN_PROGRESS", reason: "", stage: "SCALE_UP", createdAt: now, alarms: [], failures: 0 },
    });
    return revision;
}

/** Brings a service to where it is at `now`: ECS goes on whether anybody looks or not. */
export function advanceExpress(service: ExpressService, faults: Faults, now = Date.now()): void {
    const [newest] = service.deployments;
    if (newest === undefined) return;
    if (newest.status === "ROLLBACK_IN_PROGRESS" && now >= (newest.turnedAt ?? 0) + rollbackMs()) {
        newest.status = "ROLLBACK_SUCCESSFUL";
        return;
    }
    if (newest.status !== "IN_PROGRESS" || !newest.seen || now < newest.createdAt + rolloutMs()) return;
    newest.turnedAt = now;
    const outcome = outcomeOf(service, newest, faults);
    switch (outcome) {
        case undefined:
            [newest.status, newest.stage] = ["SUCCESSFUL", "CLEAN_UP"];
            service.serving = newest.revision;
            return;
        case "fail":
        case "alarm":
            fail(service, newest, outcome, now);
            return;
        case "stopped":
            [newest.status, newest.reason] = ["STOPPED", "Service deployment stopped by user request."];
            return;
        case "superseded": {
            const good = service.revisions.find(({ arn }) => arn === service.serving) ?? service.revisions[0]!;
            deployExpress(service, good.configuration, good.taskDefinition, now);
            return;
        }
        case "hang":
        case "unhealthy":
        case "noCapacity":
            linger(service, newest, outcome);
            return;
        case "volumeUnknown":
            throw new Error("services on Express Mode have no volumes");
        default:
            outcome satisfies never;
    }
}

function outcomeOf(
    service: ExpressService,
    { revision }: ExpressDeployment,
    faults: Faults,
): DeploymentOutcome | undefined {
    const found = service.revisions.find(({ arn }) => arn === revision);
    const content = JSON.stringify(found?.configuration);
    return (faults.deployments ?? []).find(({ containing }) => content.includes(containing))?.outcome;
}

function fail(service: ExpressService, deployment: ExpressDeployment, outcome: "fail" | "alarm", now: number): void {
    if (outcome === "alarm") {
        deployment.alarms = [`ECS-${service.name}-RollbackAlarm`];
        deployment.reason = "Service deployment rolled back because of alarms in ALARM state.";
    } else {
        deployment.failures = 3;
        deployment.reason = "Service deployment rolled back because the circuit breaker threshold was exceeded.";
        service.stopped.push({ revision: deployment.revision, tasks: 3, at: now });
        service.events.unshift({
            at: now,
            message: `(service ${service.name}) (task 0c4f) failed container health checks: tasks failed to start.`,
        });
    }
    if (service.serving === undefined) {
        deployment.status = "ROLLBACK_FAILED";
        deployment.reason = "No rollback candidate was found to run the rollback.";
        return;
    }
    [deployment.status, deployment.backTo] = ["ROLLBACK_IN_PROGRESS", service.serving];
}

function linger(
    service: ExpressService,
    deployment: ExpressDeployment,
    outcome: "hang" | "unhealthy" | "noCapacity",
): void {
    const at = deployment.createdAt + 1;
    deployment.unhealthy = outcome === "unhealthy";
    if (outcome !== "noCapacity" || service.events.some((event) => event.at >= at)) return;
    const why = "Capacity is unavailable at this time. Please try again later or in a different availability zone.";
    service.events.unshift({ at, message: `(service ${service.name}) was unable to place a task. Reason: ${why}` });
}

/** Versions at work: the one that serves, and the one that is on its way. */
export function atWork(service: ExpressService): ExpressRevision[] {
    const [newest] = service.deployments;
    const coming = newest?.status === "IN_PROGRESS" ? newest.revision : undefined;
    return service.revisions.filter(({ arn }) => arn === service.serving || arn === coming);
}
