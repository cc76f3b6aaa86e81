import type { Task } from "@aws-sdk/client-ecs";
import type { Ecs } from "./client";
import { shortName, type EcsFargateDeployment } from "./deployment";
import type { ServiceView } from "./view";

const SHOWN = 4;

/**
 * Why a deployment came to nothing: what its tasks ended with, what the load balancer saw, what ECS concluded. An answer
 * that cannot be had is left out: it must not hide the others.
 */
export async function causes(ecs: Ecs, deployment: EcsFargateDeployment, view?: ServiceView): Promise<string[]> {
    const since = begun(deployment, view);
    const [stopped, concluded] = await Promise.all([
        ecs.stoppedTasks().catch(() => []),
        ecs.serviceDeployments(since).catch(() => []),
    ]);
    const ended = stopped.filter((task) => task.taskDefinitionArn === deployment.taskDefinition).map(endOf);
    const events = (view?.events ?? [])
        .filter(({ at, message }) => at >= since && /unhealthy|unable|fail|error|not /i.test(message))
        .map(({ message }) => message);
    const conclusion = concluded
        .slice(0, 1)
        .filter(({ status }) => status !== "SUCCESSFUL" && status !== "IN_PROGRESS" && status !== "PENDING")
        .map(({ status, statusReason }) => `service deployment ${status}${statusReason ? `: ${statusReason}` : ""}`);
    return [
        ...counted(ended).slice(0, SHOWN),
        ...[...new Set(events)].slice(0, SHOWN),
        ...conclusion,
        `log: aws logs tail ${deployment.logGroup} --log-stream-name-prefix ${deployment.logStreamPrefix}/ --since 1h --region ${deployment.region}`,
    ];
}

/** When the newest deployment of the wanted version began: older events tell of other releases. */
function begun({ taskDefinition }: EcsFargateDeployment, view: ServiceView | undefined): number {
    const own = (view?.deployments ?? []).filter((candidate) => candidate.taskDefinition === taskDefinition);
    return own.length === 0 ? Date.now() - 3_600_000 : Math.max(...own.map(({ createdAt }) => createdAt));
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
