import type { ExpressGatewayServiceConfiguration, UpdateExpressGatewayServiceRequest } from "@aws-sdk/client-ecs";
import type { EcsExpressDeployment, ExpressConfiguration } from "./deployment";

/** What ECS tells of a version: only what it does tell is compared. */
export type ShownConfiguration = Partial<ExpressConfiguration>;

/** A version as `DescribeExpressGatewayService` has it. */
export function shown(configuration: ExpressGatewayServiceConfiguration): ShownConfiguration {
    const { primaryContainer, scalingTarget, networkConfiguration } = configuration;
    const { minTaskCount, maxTaskCount, autoScalingTargetValue } = scalingTarget ?? {};
    return filled({
        image: primaryContainer?.image,
        containerPort: primaryContainer?.containerPort,
        command: primaryContainer?.command,
        environment: primaryContainer && named(primaryContainer.environment, ({ value }) => value),
        secrets: primaryContainer && named(primaryContainer.secrets, ({ valueFrom }) => valueFrom),
        cpu: configuration.cpu,
        memory: configuration.memory,
        healthCheckPath: configuration.healthCheckPath,
        executionRole: configuration.executionRoleArn,
        taskRole: configuration.taskRoleArn,
        subnets: networkConfiguration?.subnets,
        securityGroups: networkConfiguration?.securityGroups,
        scaling:
            minTaskCount === undefined || maxTaskCount === undefined || autoScalingTargetValue === undefined
                ? undefined
                : { min: minTaskCount, max: maxTaskCount, cpuPercent: autoScalingTargetValue },
    });
}

/** In what a version differs from the wanted one, such as `image`; none: it is the wanted one. */
export function differences(wanted: ExpressConfiguration, is: ShownConfiguration): string[] {
    const same: Readonly<Record<keyof ExpressConfiguration, () => boolean>> = {
        image: () => is.image === wanted.image,
        containerPort: () => is.containerPort === wanted.containerPort,
        command: () => text(is.command ?? []) === text(wanted.command ?? []),
        environment: () => text(is.environment) === text(wanted.environment),
        secrets: () => text(is.secrets) === text(wanted.secrets),
        cpu: () => is.cpu === wanted.cpu,
        memory: () => is.memory === wanted.memory,
        healthCheckPath: () => is.healthCheckPath === wanted.healthCheckPath,
        executionRole: () => is.executionRole === wanted.executionRole,
        taskRole: () => is.taskRole === wanted.taskRole,
        subnets: () => text([...(is.subnets ?? [])].sort()) === text([...wanted.subnets].sort()),
        // ECS adds a group of its own, so that its load balancer gets in.
        securityGroups: () => wanted.securityGroups.every((group) => is.securityGroups?.includes(group)),
        scaling: () => text(is.scaling) === text(wanted.scaling),
    };
    // A command may be absent because it is the image's own: whether it is told shows by the image beside it.
    const told = (key: keyof ExpressConfiguration) =>
        is[key] !== undefined || (key === "command" && is.image !== undefined);
    return (Object.keys(same) as (keyof ExpressConfiguration)[]).filter((key) => told(key) && !same[key]());
}

/** The request that makes a service what it shall be. */
export function updateRequest(deployment: EcsExpressDeployment): UpdateExpressGatewayServiceRequest {
    const { service, configuration: wanted, logGroup, logStreamPrefix } = deployment;
    return {
        serviceArn: service,
        executionRoleArn: wanted.executionRole,
        taskRoleArn: wanted.taskRole,
        healthCheckPath: wanted.healthCheckPath,
        cpu: wanted.cpu,
        memory: wanted.memory,
        primaryContainer: {
            image: wanted.image,
            containerPort: wanted.containerPort,
            ...(wanted.command && { command: [...wanted.command] }),
            environment: sorted(wanted.environment).map(([name, value]) => ({ name, value })),
            secrets: sorted(wanted.secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
            awsLogsConfiguration: { logGroup, logStreamPrefix },
        },
        networkConfiguration: { subnets: [...wanted.subnets], securityGroups: [...wanted.securityGroups] },
        scalingTarget: {
            minTaskCount: wanted.scaling.min,
            maxTaskCount: wanted.scaling.max,
            autoScalingMetric: "AVERAGE_CPU",
            autoScalingTargetValue: wanted.scaling.cpuPercent,
        },
    };
}

function named<T extends { readonly name?: string | undefined }>(
    list: readonly T[] | undefined,
    value: (item: T) => string | undefined,
): Record<string, string> {
    return Object.fromEntries((list ?? []).map((item) => [item.name ?? "", value(item) ?? ""]));
}

function sorted(record: Readonly<Record<string, string>>): [string, string][] {
    return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Equal for equal values, whatever the order of their keys. */
function text(value: unknown): string {
    return JSON.stringify(value, (_, item: unknown) =>
        typeof item === "object" && item !== null && !Array.isArray(item)
            ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
            : item,
    );
}

function filled<T extends object>(record: { [K in keyof T]: T[K] | undefined }): T {
    return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}
