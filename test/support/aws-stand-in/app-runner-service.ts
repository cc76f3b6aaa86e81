import { randomBytes } from "node:crypto";
import { ACCOUNT, REGION } from "./account";
import type { Faults } from "./state";
import type { Props } from "./wire";

const rolloutMs = () => Number(process.env.STAND_IN_ROLLOUT_MS ?? 700);
const rollbackMs = () => Number(process.env.STAND_IN_ROLLBACK_MS ?? rolloutMs());

interface Operation {
    readonly id: string;
    readonly type: "CREATE_SERVICE" | "UPDATE_SERVICE" | "START_DEPLOYMENT";
    status: string;
    readonly startedAt: number;
    /** What the service is to be made of, in the API's words. */
    readonly configuration: Props;
}

/** STAND-IN for one App Runner service: what AWS keeps of it. */
export interface AppRunnerService {
    readonly arn: string;
    readonly name: string;
    readonly id: string;
    status: "RUNNING" | "CREATE_FAILED" | "OPERATION_IN_PROGRESS" | "PAUSED" | "DELETED";
    configuration: Props;
    /** What serves while an operation is at work, and after a rollback. */
    lastGood?: Props;
    /** Newest first. */
    readonly operations: Operation[];
    /** Its associated domains by name. */
    domains?: Record<string, StandInDomain>;
}

interface StandInDomain {
    /** Names of the records by which its certificate is proved. */
    readonly proofs: readonly string[];
    status: "pending_certificate_dns_validation" | "binding_certificate" | "active" | "create_failed";
}

export function createService(name: string, configuration: Props): AppRunnerService {
    const id = randomBytes(16).toString("hex");
    const arn = `arn:aws:apprunner:${REGION}:${ACCOUNT}:service/${name}/${id}`;
    const service: AppRunnerService = { arn, name, id, status: "RUNNING", configuration, operations: [] };
    begin(service, "CREATE_SERVICE", configuration);
    return service;
}

/** An operation begins. @throws as App Runner does, where it cannot */
export function begin(service: AppRunnerService, type: Operation["type"], configuration: Props): Operation {
    if (service.operations.length > 0 && service.status !== "RUNNING") {
        const what = `Service cannot be updated in the current state: ${service.status}.`;
        throw Object.assign(new Error(what), { name: "InvalidStateException" });
    }
    const id = randomBytes(16).toString("hex");
    const operation: Operation = { id, type, status: "IN_PROGRESS", startedAt: Date.now(), configuration };
    service.operations.unshift(operation);
    service.status = "OPERATION_IN_PROGRESS";
    service.configuration = configuration;
    return operation;
}

/** Brings a service to where it is at `now`: App Runner goes on whether anybody looks or not. */
export function advance(service: AppRunnerService, faults: Faults, now = Date.now()): void {
    const [operation] = service.operations;
    if (operation === undefined || service.status !== "OPERATION_IN_PROGRESS") return;
    const text = JSON.stringify(operation.configuration);
    const outcome = faults.deployments?.find(({ containing }) => text.includes(containing))?.outcome;
    if (outcome === "hang") return;
    if (now < operation.startedAt + rolloutMs()) return;
    if (outcome === undefined) {
        operation.status = "SUCCEEDED";
        service.status = "RUNNING";
        service.lastGood = operation.configuration;
        return;
    }
    if (operation.type === "CREATE_SERVICE") {
        operation.status = "FAILED";
        service.status = "CREATE_FAILED";
        return;
    }
    operation.status = "ROLLBACK_IN_PROGRESS";
    if (now < operation.startedAt + rolloutMs() + rollbackMs()) return;
    operation.status = "ROLLBACK_SUCCEEDED";
    service.status = "RUNNING";
    // What AWS shows after a rollback is not documented: the driver must do with either.
    service.configuration = faults.keepsFailedConfiguration ? operation.configuration : (service.lastGood ?? {});
}
