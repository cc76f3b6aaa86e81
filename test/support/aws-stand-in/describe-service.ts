import { runningCount, type EcsDeployment, type EcsService } from "./ecs-service";
import type { StandInState } from "./state";

/** STAND-IN for what `DescribeServices` and `UpdateService` tell of a service. */
export function describeService(service: EcsService): Record<string, unknown> {
    const primary = service.deployments[0];
    if (primary !== undefined) primary.seen = (primary.seen ?? 0) + 1;
    return {
        serviceArn: service.arn,
        serviceName: service.name,
        clusterArn: service.cluster,
        status: service.status,
        desiredCount: service.desiredCount,
        runningCount: service.deployments.some((one) => runningCount(service, one) > 0) ? service.desiredCount : 0,
        taskDefinition: primary?.taskDefinition,
        capacityProviderStrategy: service.capacityProviders.map((capacityProvider) => ({
            capacityProvider,
            weight: 1,
        })),
        loadBalancers: service.targetGroups.map((targetGroupArn) => ({ targetGroupArn })),
        deployments: service.deployments.map((deployment) => ({
            ...deployment,
            createdAt: deployment.createdAt / 1000,
            desiredCount: service.desiredCount,
            runningCount: runningCount(service, deployment),
        })),
        events: service.events.map(({ at, message }) => ({ createdAt: at / 1000, message })),
    };
}

/** STAND-IN for the tasks of a service: those that run, and those of deployments that failed. */
export function tasksOf(service: EcsService, state: StandInState) {
    const common = ({ taskDefinition, id, at }: { taskDefinition: string; id: string; at: number }, index: number) => ({
        taskArn: `${service.arn.replace(":service/", ":task/").replace(/\/[^/]*$/, "")}/${taskId(id, index)}`,
        taskDefinitionArn: taskDefinition,
        startedBy: id,
        createdAt: at / 1000,
    });
    const name = (taskDefinition: string) => containerOf(state.stored.taskDefinitions[taskDefinition]);
    const { imageDigest } = state.faults();
    const running = service.deployments.flatMap((deployment: EcsDeployment) =>
        Array.from({ length: runningCount(service, deployment) }, (_, index) => ({
            ...common({ ...deployment, at: deployment.createdAt + 1 }, index),
            lastStatus: "RUNNING",
            containers: [{ name: name(deployment.taskDefinition), ...(imageDigest && { imageDigest }) }],
        })),
    );
    const stopped = service.stopped.flatMap(({ taskDefinition, deployment, tasks, at, reason }) =>
        Array.from({ length: tasks }, (_, index) => ({
            ...common({ taskDefinition, id: deployment, at }, index),
            lastStatus: "STOPPED",
            stopCode: reason === undefined ? "EssentialContainerExited" : "TaskFailedToStart",
            stoppedReason: reason ?? "Essential container in task exited",
            containers: [{ name: name(taskDefinition), ...(reason === undefined && { exitCode: 1 }) }],
        })),
    );
    return [...running, ...stopped];
}

/** 32 digits, as AWS's have. */
export function taskId(deployment: string, index: number): string {
    return `${deployment.replace(/\D/g, "")}${index}`.padStart(32, "0");
}

function containerOf(definitions: string | undefined): string {
    return (JSON.parse(definitions ?? "[]") as { name: string }[])[0]?.name ?? "";
}
