import { differing, type ApiConfiguration } from "./configuration";
import { deploys, isGoingOn, type OperationView, type ServiceView } from "./view";

/** What to do next, from one look at the service and its operations. */
export type Verdict =
    /** `operation`: the one to follow from now on, once there is one. */
    | { readonly kind: "wait"; readonly operation?: string; readonly because: string }
    /** The wanted version is not what App Runner works at: ask for it. */
    | { readonly kind: "request"; readonly because: string }
    | { readonly kind: "passed"; readonly operation: string }
    | { readonly kind: "failed"; readonly cause: string; readonly operation?: OperationView };

export interface Look {
    readonly service: ServiceView | undefined;
    /** Newest first. */
    readonly operations: readonly OperationView[];
    readonly wanted: ApiConfiguration;
    /** Id of the operation that this release has asked for, or found. */
    readonly followed?: string;
    /** An operation that an earlier release was judged by, and that cannot have brought this one. */
    readonly spent?: string;
    /** When this run of Pulumi began, in milliseconds since 1970 by AWS's clock. */
    readonly began: number;
}

/** Judges an operation, never the service's status: a service that was rolled back is as RUNNING as one that took the version. */
export function judge(look: Look): Verdict {
    const { service, operations, followed } = look;
    if (service === undefined || service.status === "DELETED")
        return { kind: "failed", cause: "the service does not exist any more" };
    if (followed !== undefined) {
        const own = operations.find(({ id }) => id === followed);
        return own === undefined
            ? { kind: "wait", operation: followed, because: "App Runner does not show the operation yet" }
            : follow(own, service, look);
    }
    return find(service, look);
}

function find(service: ServiceView, look: Look): Verdict {
    const { operations, wanted, spent, began } = look;
    const [latest] = operations.filter(deploys);
    if (service.status === "CREATE_FAILED")
        return { kind: "failed", cause: CREATE_FAILED, ...(latest && { operation: latest }) };
    const active = operations.find(isGoingOn);
    if (active !== undefined) {
        const ours =
            deploys(active) &&
            active.id !== spent &&
            matches(service, wanted) &&
            active.status !== "ROLLBACK_IN_PROGRESS";
        return ours
            ? { kind: "wait", operation: active.id, because: going(active) }
            : { kind: "wait", because: `waiting for ${named(active)} to end` };
    }
    if (service.status === "PAUSED")
        return { kind: "failed", cause: "the service is paused: resume it (aws apprunner resume-service)" };
    if (latest === undefined) return { kind: "wait", because: "App Runner shows no operation yet" };
    if (latest.id === spent) {
        return { kind: "request", because: `${named(latest)}, the last one, brought the release before this one` };
    }
    if (latest.status === "SUCCEEDED") {
        if (matches(service, wanted)) return { kind: "passed", operation: latest.id };
        return {
            kind: "request",
            because: `the service is another one than asked for (${differing(wanted, service.configuration).join(", ")})`,
        };
    }
    // What this run of Pulumi has brought about has failed; what an earlier one has may be tried once more.
    if (latest.startedAt >= began) return { kind: "failed", cause: ended(latest), operation: latest };
    return { kind: "request", because: `the last attempt failed (${ended(latest)})` };
}

const CREATE_FAILED = "App Runner could not create the service, and a service in CREATE_FAILED can only be replaced";

function follow(own: OperationView, service: ServiceView, { operations, wanted }: Look): Verdict {
    if (isGoingOn(own)) return { kind: "wait", operation: own.id, because: going(own) };
    if (service.status === "CREATE_FAILED") return { kind: "failed", cause: CREATE_FAILED, operation: own };
    if (own.status !== "SUCCEEDED") return { kind: "failed", cause: ended(own), operation: own };
    if (matches(service, wanted)) return { kind: "passed", operation: own.id };
    const [latest] = operations.filter(deploys);
    if (latest !== undefined && latest.id !== own.id) {
        return { kind: "failed", cause: `another update took over: ${named(latest)}`, operation: own };
    }
    return { kind: "wait", operation: own.id, because: "App Runner does not show the new configuration yet" };
}

/** Why a service does not serve what it was last asked for, whoever asked. `undefined`: it does. */
export function whyNot(service: ServiceView, latest: OperationView | undefined): string | undefined {
    if (service.status === "CREATE_FAILED")
        return latest === undefined ? CREATE_FAILED : `${CREATE_FAILED} (${named(latest)} ended as ${latest.status})`;
    if (latest === undefined || latest.status === "SUCCEEDED") return undefined;
    return isGoingOn(latest) ? going(latest) : ended(latest);
}

function matches(service: ServiceView, wanted: ApiConfiguration): boolean {
    return differing(wanted, service.configuration).length === 0;
}

function named({ type, id }: OperationView): string {
    return `${type} ${id}`;
}

function going(operation: OperationView): string {
    return operation.status === "ROLLBACK_IN_PROGRESS"
        ? `App Runner rolls ${named(operation)} back`
        : `${named(operation)} is ${operation.status}`;
}

function ended(operation: OperationView): string {
    switch (operation.status) {
        case "ROLLBACK_SUCCEEDED":
            return `App Runner rolled it back (${named(operation)} ended as ROLLBACK_SUCCEEDED)`;
        case "ROLLBACK_FAILED":
            return `App Runner gave it up and could not roll back (${named(operation)} ended as ROLLBACK_FAILED)`;
        default:
            return `${named(operation)} ended as ${operation.status}`;
    }
}
