import type { Task } from "@aws-sdk/client-ecs";
import type { AwsAccess } from "../access";
import type { LoggedContainer } from "../log-sources";
import type { EcsQuestions } from "./client";
import { shortName } from "./names";
import type { ServiceView } from "./service-view";

const SHOWN = 4;

/** Where the tasks of one version and their log are found. */
export interface TasksOf extends AwsAccess {
    /** ARN with revision. */
    readonly taskDefinition: string;
    readonly logGroup: string;
    readonly logStreamPrefix: string;
}

/** What is known of a deployment that came to nothing. */
export interface Failed {
    readonly deployment: TasksOf;
    /** What the load balancer has said of its copies. */
    readonly targets: readonly string[];
    readonly view: ServiceView | undefined;
    /** When it began, in milliseconds since 1970: what happened before tells of other releases. */
    readonly since: number;
    /** What ECS has concluded of it, in words. */
    readonly concluded: () => Promise<string[]>;
}

/** The last lines that a container of a task has written, secrets taken out; see `lastLines`. */
export type Log = (from: LoggedContainer, taskArn: string) => Promise<string[]>;

/**
 * Why a deployment came to nothing: what its tasks ended with and wrote, what the load balancer saw, what ECS concluded.
 * An answer that cannot be had does not hide the others.
 */
export async function causes(failed: Failed, ecs: Pick<EcsQuestions, "tasks">, log: Log): Promise<string[]> {
    const { deployment, view, since, targets } = failed;
    const own = (tasks: Task[]) => ofDeployment(tasks, deployment, since);
    const [stopped, running, concluded] = await Promise.all([
        ecs.tasks("STOPPED").then(own, () => []),
        ecs.tasks("RUNNING").then(own, () => []),
        failed.concluded().catch(() => []),
    ]);
    const events = (view?.events ?? [])
        .filter(({ at, message }) => at >= since && /unhealthy|unable|fail|error|not /i.test(message))
        .map(({ message }) => message);
    return [
        ...counted(stopped.map(endOf)).slice(0, SHOWN),
        ...targets,
        ...[...new Set(events)].slice(0, SHOWN),
        ...concluded,
        ...(await written(deployment, stopped[0] ?? running[0], log)),
    ];
}

/** Those of one version that were made at `since` (milliseconds since 1970) or later. */
export function ofDeployment(tasks: readonly Task[], { taskDefinition }: TasksOf, since: number): Task[] {
    return tasks.filter(
        ({ taskDefinitionArn, createdAt }) =>
            taskDefinitionArn === taskDefinition && (createdAt?.getTime() ?? since) >= since,
    );
}

/** Such as `task of web:2 stopped: Essential container in task exited (web: exit code 1)`. */
function endOf(task: Task): string {
    const containers = (task.containers ?? []).flatMap(({ name, exitCode, reason }) => {
        const facts = [exitCode === undefined ? undefined : `exit code ${exitCode}`, reason].filter((fact) => fact);
        return facts.length > 0 ? [`${name}: ${facts.join(", ")}`] : [];
    });
    const detail = containers.length > 0 ? ` (${containers.join("; ")})` : "";
    return `task of ${shortName(task.taskDefinitionArn ?? "")} stopped: ${task.stoppedReason ?? "no reason given"}${detail}`;
}

function counted(lines: readonly string[]): string[] {
    return [...new Set(lines)].map((line) => {
        const times = lines.filter((other) => other === line).length;
        return times > 1 ? `${line}, ${times} times` : line;
    });
}

/** The log of the newest task, of the container that failed there; where nothing ran there is none. */
async function written(deployment: TasksOf, task: Task | undefined, log: Log): Promise<string[]> {
    const containers = task?.containers ?? [];
    const ran = containers.filter(({ exitCode }) => task?.lastStatus !== "STOPPED" || exitCode !== undefined);
    const { name } = ran.find(({ exitCode }) => exitCode !== undefined && exitCode !== 0) ?? ran[0] ?? {};
    if (task?.taskArn === undefined || name === undefined) return [];
    const id = task.taskArn.split("/").pop() ?? "";
    return [`last lines of ${name} in task ${id}:`, ...(await log({ ...deployment, container: name }, task.taskArn))];
}
