import type { Task } from "@aws-sdk/client-ecs";

/** What of a task is looked at. */
export interface TaskView {
    /** ARN. */
    readonly arn: string;
    /** ARN with revision. */
    readonly taskDefinition: string;
    /** ECS's `lastStatus`, such as `PENDING`, `RUNNING`, `STOPPED`. */
    readonly status: string;
    /** It is on its way to its end, or has been told to stop. */
    readonly ending: boolean;
    /** Milliseconds since 1970. */
    readonly createdAt: number;
    readonly stopCode?: string;
    readonly stoppedReason?: string;
    /** Of the container that counts; none: it never ran. */
    readonly exitCode?: number;
    /** What ECS says of that container, such as `OutOfMemoryError: …`. */
    readonly containerReason?: string;
}

export function viewOf(task: Task, container: string): TaskView {
    const own = task.containers?.find(({ name }) => name === container);
    return {
        arn: task.taskArn ?? "",
        taskDefinition: task.taskDefinitionArn ?? "",
        status: task.lastStatus ?? "PROVISIONING",
        ending: task.desiredStatus === "STOPPED",
        createdAt: task.createdAt?.getTime() ?? 0,
        ...(task.stopCode && { stopCode: task.stopCode }),
        ...(task.stoppedReason && { stoppedReason: task.stoppedReason }),
        ...(own?.exitCode !== undefined && { exitCode: own.exitCode }),
        ...(own?.reason && { containerReason: own.reason }),
    };
}
