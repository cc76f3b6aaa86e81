import { canonicalJson } from "../aws/canonical-json";

/** Why ECS ends a task: what says that something is wrong. Scaling, releases and people end them for other reasons. */
const REASONS = {
    // The container ended, with whatever code, or never began.
    stopCode: ["EssentialContainerExited", "TaskFailedToStart"],
    // ECS ended it, as the load balancer or the container's own check said so.
    stoppedReason: [{ prefix: "Task failed" }],
} as const;

/** Which of EventBridge's events are tasks of these services that ended by themselves or failed a health check. */
export function stoppedTasksPattern(clusterArn: string, serviceNames: readonly string[]): string {
    const detail = {
        clusterArn: [clusterArn],
        lastStatus: ["STOPPED"],
        group: serviceNames.map((name) => `service:${name}`).sort(),
    };
    return canonicalJson({
        source: ["aws.ecs"],
        "detail-type": ["ECS Task State Change"],
        detail: {
            ...detail,
            $or: [{ stopCode: [...REASONS.stopCode] }, { stoppedReason: [...REASONS.stoppedReason] }],
        },
    });
}

/** What somebody is told about it, instead of the whole event. A placeholder without quotes becomes a JSON text, whatever is in it. */
export function stoppedTaskText(app: string) {
    const what = "A task ended by itself or failed its health check. ECS starts another one.";
    return {
        inputPaths: {
            service: "$.detail.group",
            reason: "$.detail.stoppedReason",
            task: "$.detail.taskArn",
            time: "$.time",
        },
        inputTemplate: [
            `{"app": ${JSON.stringify(app)}, "what": ${JSON.stringify(what)}, "service": <service>, "reason": <reason>,`,
            `"at": <time>, "task": <task>, "lastLines": ${JSON.stringify(`npx slipway logs ${app}`)}}`,
        ].join(" "),
    };
}
