import type * as Sdk from "@aws-sdk/client-ecs";
import { clientConfiguration } from "../../aws/access";
import { explained } from "../../aws/explained";
import type { EcsFargateDeployment } from "./deployment";
import { viewOf, type ServiceView } from "./view";

const ACTIONS = [
    "ecs:DescribeServices",
    "ecs:UpdateService",
    "ecs:ListTasks",
    "ecs:DescribeTasks",
    "ecs:ListServiceDeployments",
];

/** The few questions that a release asks ECS. */
export interface Ecs {
    service(): Promise<ServiceView | undefined>;
    /** Asks for a new deployment of the wanted task definition. @returns its id */
    request(): Promise<string | undefined>;
    /** The newest tasks that ended. */
    stoppedTasks(): Promise<Sdk.Task[]>;
    /** Newest first. */
    serviceDeployments(since: number): Promise<Sdk.ServiceDeploymentBrief[]>;
}

/** Connects to ECS with the aws provider's region and profile; `AWS_ENDPOINT_URL_ECS` leads elsewhere, as the SDK has it. */
export function connect(deployment: EcsFargateDeployment, signal: AbortSignal): Ecs {
    // Loaded when used: the local target starts without it.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const sdk = require("@aws-sdk/client-ecs") as typeof Sdk;
    const client: Sdk.ECSClient = new sdk.ECSClient(clientConfiguration(deployment));
    const { cluster, service, taskDefinition } = deployment;
    const options = { abortSignal: signal };
    const asked = async <T>(operation: string, ask: () => Promise<T>): Promise<T> => {
        try {
            return await ask();
        } catch (error) {
            throw explained(error, { ...deployment, operation, service: "ECS", subject: service, actions: ACTIONS });
        }
    };

    return {
        service: () =>
            asked("DescribeServices", async () => {
                const command = new sdk.DescribeServicesCommand({ cluster, services: [service] });
                return viewOf((await client.send(command, options)).services?.[0]);
            }),
        request: () =>
            asked("UpdateService", async () => {
                const command = new sdk.UpdateServiceCommand({
                    cluster,
                    service,
                    taskDefinition,
                    forceNewDeployment: true,
                });
                const deployments = viewOf((await client.send(command, options)).service)?.deployments ?? [];
                return deployments.find(({ primary }) => primary)?.id;
            }),
        stoppedTasks: () =>
            asked("DescribeTasks", async () => {
                const list = new sdk.ListTasksCommand({ cluster, serviceName: service, desiredStatus: "STOPPED" });
                const tasks = (await client.send(list, options)).taskArns ?? [];
                if (tasks.length === 0) return [];
                const describe = new sdk.DescribeTasksCommand({ cluster, tasks: tasks.slice(0, 100) });
                return (await client.send(describe, options)).tasks ?? [];
            }),
        serviceDeployments: (since) =>
            asked("ListServiceDeployments", async () => {
                const createdAt = { after: new Date(since) };
                const command = new sdk.ListServiceDeploymentsCommand({ cluster, service, createdAt });
                const found = (await client.send(command, options)).serviceDeployments ?? [];
                return found.sort((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0));
            }),
    };
}
