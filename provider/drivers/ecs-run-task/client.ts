import type * as Sdk from "@aws-sdk/client-ecs";
import { asking } from "../../aws/ask";
import { familyOf, startedBy } from "./identity";
import type { JobDeployment, JobInputs } from "./job";
import { viewOf, type TaskView } from "./view";

/** The few things that a job asks of ECS. */
export interface EcsTasks {
    /** Every run of the job that ECS still shows, of whichever version, newest first. */
    known(): Promise<TaskView[]>;
    task(arn: string): Promise<TaskView | undefined>;
    /** Starts the wanted version, once for equal tokens. A text: why ECS started nothing. */
    run(clientToken: string): Promise<TaskView | string>;
    stop(arn: string, reason: string): Promise<void>;
}

const ACTIONS = ["ecs:RunTask", "ecs:ListTasks", "ecs:DescribeTasks", "ecs:StopTask", "iam:PassRole"];

/** ECS throws for some of the reasons for which it usually answers with a failure. */
const REFUSAL = /capacity is unavailable|limit on the number of|unable to assume/i;

/** No request is given the signal of a cancellation: one that was cut off may have started a task that nobody knows of. */
export function ecsTasks(sdk: typeof Sdk, client: Sdk.ECSClient, { name, deployment }: JobInputs): EcsTasks {
    const { cluster, taskDefinition, container } = deployment;
    const owner = startedBy(deployment);
    const asked = asking({ ...deployment, service: "ECS", subject: name, actions: ACTIONS });
    const describe = async (tasks: string[]): Promise<TaskView[]> => {
        if (tasks.length === 0) return [];
        const command = new sdk.DescribeTasksCommand({ cluster, tasks });
        const found = await asked("DescribeTasks", () => client.send(command));
        return (found.tasks ?? []).filter((task) => task.startedBy === owner).map((task) => viewOf(task, container));
    };
    const list = async (filter: Partial<Sdk.ListTasksCommandInput>): Promise<string[]> => {
        const command = new sdk.ListTasksCommand({ cluster, ...filter });
        return (await asked("ListTasks", () => client.send(command))).taskArns ?? [];
    };

    return {
        known: async () => {
            // ECS takes `startedBy` as the only filter, and then shows what shall go on running.
            const [running, ended] = await Promise.all([
                list({ startedBy: owner }),
                list({ family: familyOf(taskDefinition), desiredStatus: "STOPPED" }),
            ]);
            const tasks = await describe([...new Set([...running, ...ended])].slice(0, 100));
            return tasks.sort((a, b) => b.createdAt - a.createdAt);
        },
        task: async (arn) => (await describe([arn]))[0],
        run: async (clientToken) => {
            try {
                const command = new sdk.RunTaskCommand(request(deployment, owner, clientToken));
                const { tasks = [], failures = [] } = await client.send(command);
                if (tasks[0] !== undefined) return viewOf(tasks[0], container);
                const reasons = failures.map(({ reason, detail }) => [reason, detail].filter(Boolean).join(": "));
                return reasons.join("; ") || "no reason given";
            } catch (error) {
                if (error instanceof Error && REFUSAL.test(error.message)) return error.message;
                return asked("RunTask", () => Promise.reject(error as Error));
            }
        },
        stop: async (task, reason) => {
            await asked("StopTask", () => client.send(new sdk.StopTaskCommand({ cluster, task, reason })));
        },
    };
}

function request(deployment: JobDeployment, owner: string, clientToken: string): Sdk.RunTaskCommandInput {
    return {
        cluster: deployment.cluster,
        taskDefinition: deployment.taskDefinition,
        clientToken,
        startedBy: owner,
        count: 1,
        launchType: "FARGATE",
        platformVersion: "LATEST",
        networkConfiguration: {
            awsvpcConfiguration: {
                subnets: [...deployment.subnets],
                securityGroups: [...deployment.securityGroups],
                assignPublicIp: deployment.assignPublicIp ? "ENABLED" : "DISABLED",
            },
        },
        enableECSManagedTags: true,
        propagateTags: "TASK_DEFINITION",
        enableExecuteCommand: false,
    };
}
