import type { Deployment, Service } from "@aws-sdk/client-ecs";

/** Where a service's tasks run. */
export interface TaskNetwork {
    readonly subnets: readonly string[];
    readonly securityGroups: readonly string[];
    readonly assignPublicIp: boolean;
}

/** One deployment of a service, with every field that ECS may leave out filled. */
export interface DeploymentView {
    readonly id: string;
    readonly primary: boolean;
    /** ARN. */
    readonly taskDefinition: string;
    readonly state: "IN_PROGRESS" | "COMPLETED" | "FAILED";
    readonly reason: string;
    readonly desired: number;
    readonly running: number;
    readonly failedTasks: number;
    /** Milliseconds since 1970. */
    readonly createdAt: number;
    /** `undefined`: ECS did not say. */
    readonly network?: TaskNetwork;
}

/** What ECS said of a service at one moment. */
export interface EventView {
    /** Milliseconds since 1970. */
    readonly at: number;
    readonly message: string;
}

/** What `DescribeServices` says about one service. */
export interface ServiceView {
    /** ECS keeps answering for a deleted service, as INACTIVE. */
    readonly active: boolean;
    readonly desired: number;
    readonly running: number;
    readonly deployments: readonly DeploymentView[];
    /** Newest first. */
    readonly events: readonly EventView[];
    /** ARNs. */
    readonly targetGroups: readonly string[];
    /** Its tasks may run on Fargate Spot only. */
    readonly spotOnly: boolean;
}

/** `undefined`: there is no such service. */
export function viewOf(service: Service | undefined): ServiceView | undefined {
    if (service === undefined) return undefined;
    const providers = (service.capacityProviderStrategy ?? []).filter(({ weight, base }) => weight || base);
    return {
        active: service.status === "ACTIVE",
        desired: service.desiredCount ?? 0,
        running: service.runningCount ?? 0,
        deployments: (service.deployments ?? []).map(deploymentView),
        events: (service.events ?? []).map(({ createdAt, message }) => ({
            at: createdAt?.getTime() ?? 0,
            message: message ?? "",
        })),
        targetGroups: (service.loadBalancers ?? []).flatMap(({ targetGroupArn }) => targetGroupArn ?? []),
        spotOnly:
            providers.length > 0 && providers.every(({ capacityProvider }) => capacityProvider === "FARGATE_SPOT"),
    };
}

function deploymentView(deployment: Deployment): DeploymentView {
    const network = deployment.networkConfiguration?.awsvpcConfiguration;
    return {
        id: deployment.id ?? "",
        primary: deployment.status === "PRIMARY",
        taskDefinition: deployment.taskDefinition ?? "",
        state: deployment.rolloutState ?? "IN_PROGRESS",
        reason: deployment.rolloutStateReason ?? "",
        desired: deployment.desiredCount ?? 0,
        running: deployment.runningCount ?? 0,
        failedTasks: deployment.failedTasks ?? 0,
        createdAt: deployment.createdAt?.getTime() ?? 0,
        ...(network && {
            network: {
                subnets: network.subnets ?? [],
                securityGroups: network.securityGroups ?? [],
                assignPublicIp: network.assignPublicIp === "ENABLED",
            },
        }),
    };
}
