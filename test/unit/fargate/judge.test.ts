import { judge } from "../../../provider/drivers/ecs-fargate/judge";
import { differences } from "../../../provider/drivers/ecs-fargate/drift";
import type { EcsRecord } from "../../../provider/drivers/ecs-fargate/deployment";
import type { DeploymentView, ServiceView } from "../../../provider/aws/ecs/service-view";

const V1 = "arn:aws:ecs:eu-central-1:1:task-definition/api:1";
const V2 = "arn:aws:ecs:eu-central-1:1:task-definition/api:2";
const V3 = "arn:aws:ecs:eu-central-1:1:task-definition/api:3";

function deployment(id: string, taskDefinition: string, more: Partial<DeploymentView> = {}): DeploymentView {
    return {
        id,
        taskDefinition,
        primary: true,
        state: "IN_PROGRESS",
        reason: "",
        desired: 1,
        running: 0,
        failedTasks: 0,
        createdAt: Number(id.slice(1)),
        ...more,
    };
}
const old = (more: Partial<DeploymentView> = {}) =>
    deployment("d1", V1, { primary: false, state: "COMPLETED", running: 1, ...more });

function service(deployments: DeploymentView[], more: Partial<ServiceView> = {}): ServiceView {
    const empty = { events: [], targetGroups: [], spotOnly: false };
    return { active: true, desired: 1, running: 1, deployments, ...empty, ...more };
}

test.each<[string, ServiceView | undefined, string | undefined, object]>([
    ["no service", undefined, undefined, { kind: "failed", cause: "the service does not exist any more" }],
    [
        "deleted service",
        service([], { active: false }),
        undefined,
        { kind: "failed", cause: "the service does not exist any more" },
    ],
    ["no deployment yet", service([]), undefined, { kind: "wait", because: "ECS has not begun a deployment" }],
    [
        "first look, rollout began",
        service([deployment("d2", V2), old()]),
        undefined,
        { kind: "wait", deployment: { id: "d2", createdAt: 2 }, because: "0 of 1 task runs" },
    ],
    [
        "tasks fail",
        service([deployment("d2", V2, { failedTasks: 2, desired: 3 }), old()]),
        "d2",
        { kind: "wait", deployment: { id: "d2", createdAt: 2 }, because: "0 of 3 tasks run, 2 failed so far" },
    ],
    ["completed", service([deployment("d2", V2, { state: "COMPLETED" })]), "d2", { kind: "passed", deployment: "d2" }],
    [
        "completed at the first look",
        service([deployment("d2", V2, { state: "COMPLETED" })]),
        undefined,
        { kind: "passed", deployment: "d2" },
    ],
    [
        "completed, but a task is missing",
        service([deployment("d2", V2, { state: "COMPLETED", running: 0 })], { running: 0 }),
        "d2",
        { kind: "wait", deployment: { id: "d2", createdAt: 2 }, because: "0 of 1 task runs" },
    ],
    [
        "stable on the old version",
        service([old({ primary: true })]),
        undefined,
        { kind: "request", because: "api:1 serves, not api:2" },
    ],
    [
        "rollback of the last attempt still runs",
        service([deployment("d3", V1), deployment("d2", V2, { primary: false, state: "FAILED" })]),
        undefined,
        { kind: "wait", because: "waiting for the deployment of api:1 to end" },
    ],
    [
        "wanted version had failed before",
        service([deployment("d2", V2, { state: "FAILED", reason: "tasks failed to start." })]),
        undefined,
        { kind: "request", because: "the last deployment of api:2 failed (tasks failed to start.)" },
    ],
    [
        "given up, nothing to go back to",
        service([deployment("d2", V2, { state: "FAILED", reason: "tasks failed to start." })]),
        "d2",
        { kind: "failed", cause: "ECS gave the deployment up: tasks failed to start." },
    ],
    [
        "rolled back, failed one still listed",
        service([
            deployment("d3", V1),
            deployment("d2", V2, { primary: false, state: "FAILED", reason: "tasks failed to start." }),
        ]),
        "d2",
        { kind: "failed", cause: "ECS rolled back to api:1: tasks failed to start." },
    ],
    [
        "rolled back, failed one gone",
        service([deployment("d3", V1, { reason: "ECS deployment circuit breaker: rolling back to deploymentId d1." })]),
        "d2",
        {
            kind: "failed",
            cause: "ECS rolled back to api:1: ECS deployment circuit breaker: rolling back to deploymentId d1.",
        },
    ],
    [
        "superseded",
        service([deployment("d3", V3), deployment("d2", V2, { primary: false })]),
        "d2",
        {
            kind: "failed",
            cause: "another deployment took over: api:3 is being deployed instead of api:2",
            instead: V3,
        },
    ],
    [
        "the same version asked for once more",
        service([deployment("d3", V2), deployment("d2", V2, { primary: false })]),
        "d2",
        { kind: "wait", deployment: { id: "d3", createdAt: 3 }, because: "0 of 1 task runs" },
    ],
    [
        "an answer from before our request",
        service([old({ primary: true })]),
        "d2",
        { kind: "wait", because: "ECS does not show the deployment yet" },
    ],
    [
        "stable and green on the old version never passes",
        service([old({ primary: true, id: "d3", createdAt: 3 })]),
        "d2",
        {
            kind: "failed",
            cause: "another deployment took over: api:1 is being deployed instead of api:2",
            instead: V1,
        },
    ],
])("%s", (_, view, followed, verdict) => {
    const known = followed === undefined ? undefined : { id: followed, createdAt: Number(followed.slice(1)) };
    expect(judge(view, V2, known)).toEqual(verdict);
});

const recorded = { name: "api", deployment: { taskDefinition: V2 } } as EcsRecord;

test.each<[string, ServiceView | undefined, string[]]>([
    ["serving", service([deployment("d2", V2, { state: "COMPLETED" })]), []],
    ["gone", undefined, ["api: the service does not exist any more"]],
    ["changed behind our back", service([old({ primary: true })]), ["api: api:1 serves, not api:2"]],
    [
        "failed",
        service([deployment("d2", V2, { state: "FAILED", reason: "why" })]),
        ["api: the deployment of api:2 failed: why"],
    ],
    ["forced by hand", service([deployment("d2", V2)]), ["api: a deployment of api:2 is in progress"]],
    ["task died", service([deployment("d2", V2, { state: "COMPLETED" })], { running: 0 }), ["api: 0 of 1 tasks run"]],
])("drift: %s", (_, view, sentences) => {
    expect(differences(recorded, view)).toEqual(sentences);
});
