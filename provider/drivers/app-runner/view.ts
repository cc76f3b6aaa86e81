import type { OperationStatus, OperationSummary, Service, ServiceStatus } from "@aws-sdk/client-apprunner";
import type { ApiConfiguration } from "./configuration";

/** What `DescribeService` says about one service. */
export interface ServiceView {
    readonly name: string;
    readonly id: string;
    /** Tells whether something is going on, never how it went: a service that was rolled back is as RUNNING as any. */
    readonly status: ServiceStatus;
    readonly configuration: ApiConfiguration;
}

/** One operation on a service, as `ListOperations` remembers it. */
export interface OperationView {
    readonly id: string;
    readonly type: string;
    readonly status: OperationStatus;
    /** Milliseconds since 1970, by AWS's clock. */
    readonly startedAt: number;
}

/** Operations that bring a version. */
export function deploys({ type }: OperationView): boolean {
    return ["CREATE_SERVICE", "UPDATE_SERVICE", "START_DEPLOYMENT"].includes(type);
}

export function isGoingOn({ status }: OperationView): boolean {
    return ["PENDING", "IN_PROGRESS", "ROLLBACK_IN_PROGRESS"].includes(status);
}

export function viewOf({ ServiceName, ServiceId, Status, ...rest }: Service): ServiceView {
    return {
        name: ServiceName ?? "",
        id: ServiceId ?? "",
        status: Status ?? "OPERATION_IN_PROGRESS",
        configuration: {
            ...rest,
            AutoScalingConfigurationArn: rest.AutoScalingConfigurationSummary?.AutoScalingConfigurationArn ?? "",
        },
    };
}

export function operationView({ Id, Type, Status, StartedAt }: OperationSummary): OperationView {
    return { id: Id ?? "", type: Type ?? "", status: Status ?? "IN_PROGRESS", startedAt: StartedAt?.getTime() ?? 0 };
}
