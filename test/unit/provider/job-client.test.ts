import * as sdk from "@aws-sdk/client-ecs";
import { ReleaseError } from "../../../provider/contract";
import { ecsTasks } from "../../../provider/drivers/ecs-run-task/client";
import type { JobInputs } from "../../../provider/drivers/ecs-run-task/job";

const CLUSTER = "arn:aws:ecs:eu-central-1:1:cluster/shop";
const V2 = "arn:aws:ecs:eu-central-1:1:task-definition/shop-migrate:2";
const JOB: JobInputs = {
    name: "migrate",
    image: "registry.example/api:1",
    variables: {},
    secrets: {},
    before: [],
    deadlineSeconds: 60,
    deployment: {
        region: "eu-central-1",
        profile: "work",
        cluster: CLUSTER,
        taskDefinition: V2,
        container: "migrate",
        subnets: ["subnet-1"],
        securityGroups: ["sg-1"],
        assignPublicIp: false,
        logGroup: "/slipway",
        logStreamPrefix: "migrate",
    },
};

/** A STAND-IN for the ECS client: gives what the script has for a command, throws what is an error, and notes what it was asked. */
function standIn(script: Record<string, unknown>) {
    const asked: [string, object][] = [];
    const client = {
        send: async (command: { input: object; constructor: { name: string } }) => {
            const name = command.constructor.name.replace("Command", "");
            asked.push([name, command.input]);
            const answer = script[name];
            if (answer instanceof Error) throw answer;
            return answer ?? {};
        },
    } as unknown as sdk.ECSClient;
    return { ecs: ecsTasks(sdk, client, JOB), asked };
}

const named = (name: string, message: string) => Object.assign(new Error(message), { name });
const task = (id: string, more: sdk.Task = {}): sdk.Task => ({
    taskArn: `arn:aws:ecs:eu-central-1:1:task/shop/${id}`,
    taskDefinitionArn: V2,
    startedBy: "slipway/shop-migrate",
    lastStatus: "RUNNING",
    ...more,
});

test("earlier runs are those that the job's mark is on, running or ended, newest first", async () => {
    const tasks = [
        task("old", { createdAt: new Date(1_000), lastStatus: "STOPPED" }),
        task("new", { createdAt: new Date(2_000) }),
        task("by-hand", { startedBy: "somebody" }),
    ];
    const { ecs, asked } = standIn({ ListTasks: { taskArns: ["a", "b"] }, DescribeTasks: { tasks } });
    expect((await ecs.known()).map(({ arn }) => arn.split("/").pop())).toEqual(["new", "old"]);
    expect(asked).toEqual([
        ["ListTasks", { cluster: CLUSTER, startedBy: "slipway/shop-migrate" }],
        ["ListTasks", { cluster: CLUSTER, family: "shop-migrate", desiredStatus: "STOPPED" }],
        ["DescribeTasks", { cluster: CLUSTER, tasks: ["a", "b"] }],
    ]);
});

test("with no earlier run nothing is described", async () => {
    const { ecs, asked } = standIn({ ListTasks: { taskArns: [] } });
    expect(await ecs.known()).toEqual([]);
    expect(asked.map(([name]) => name)).toEqual(["ListTasks", "ListTasks"]);
});

test.each<[string, unknown, string]>([
    [
        "a failure",
        { failures: [{ reason: "RESOURCE:ENI", detail: "no address left" }] },
        "RESOURCE:ENI: no address left",
    ],
    ["nothing at all", {}, "no reason given"],
    [
        "a full region, thrown",
        named("ClientException", "Capacity is unavailable at this time."),
        "Capacity is unavailable at this time.",
    ],
    [
        "an account's limit, thrown",
        named("ClientException", "You've reached the limit on the number of vCPUs"),
        "You've reached the limit on the number of vCPUs",
    ],
])("ECS starts nothing and answers with %s", async (_, answer, says) => {
    expect(await standIn({ RunTask: answer }).ecs.run("token")).toBe(says);
});

test("what ECS throws otherwise is told with who asked, and what these credentials need", async () => {
    const denied = named("AccessDeniedException", "not authorized to perform: iam:PassRole");
    const error = await standIn({ RunTask: denied })
        .ecs.run("token")
        .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ReleaseError);
    expect([(error as Error).message, (error as ReleaseError).details]).toEqual([
        "ECS did not answer RunTask for migrate in eu-central-1 with profile work: AccessDeniedException: " +
            "not authorized to perform: iam:PassRole",
        ["these credentials may not: allow ecs:RunTask, ecs:ListTasks, ecs:DescribeTasks, ecs:StopTask, iam:PassRole"],
    ]);
});
