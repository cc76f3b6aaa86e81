import type * as Sdk from "@aws-sdk/client-ecs";
import { clientConfiguration } from "../../aws/access";
import { refuseOtherAccount } from "../../aws/account";
import { explained } from "../../aws/explained";
import type { EcsFargateDeployment } from "./deployment";
import { viewOf, type DeploymentView, type ServiceView } from "./view";

/** Everything that a release may ask, the causes of a failed one included. */
export const ACTIONS = [
    "ecs:DescribeServices",
    "ecs:UpdateService",
    "ecs:ListTasks",
    "ecs:DescribeTasks",
    "ecs:ListServiceDeployments",
    "ecs:DescribeTaskDefinition",
    "elasticloadbalancing:DescribeTargetHealth",
    "logs:GetLogEvents",
    "secretsmanager:GetSecretValue",
];

/** The service deployment began a moment before or after the deployment that `DescribeServices` shows of it. */
const SLACK_MS = 1_000;

/** The few questions that a release asks ECS. */
export interface Ecs {
    service(): Promise<ServiceView | undefined>;
    /** Asks for a new deployment of the wanted task definition. */
    request(): Promise<DeploymentView | undefined>;
    /** The service's tasks, newest first: those that shall run, or those that ended. */
    tasks(desiredStatus: "RUNNING" | "STOPPED"): Promise<Sdk.Task[]>;
    /**
     * How ECS remembers the newest deployment that began at `since` (milliseconds since 1970) or later, or that very one.
     *
     * @param deployment id, as `DescribeServices` has it; the revision that it brings has the same number
     */
    conclusion(since: number, deployment?: string): Promise<Sdk.ServiceDeploymentBrief | undefined>;
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
            await refuseOtherAccount(client.config.credentials, cluster, deployment);
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
                return deployments.find(({ primary }) => primary);
            }),
        tasks: (desiredStatus) =>
            asked("DescribeTasks", async () => {
                const list = new sdk.ListTasksCommand({ cluster, serviceName: service, desiredStatus });
                const tasks = (await client.send(list, options)).taskArns ?? [];
                if (tasks.length === 0) return [];
                const describe = new sdk.DescribeTasksCommand({ cluster, tasks: tasks.slice(0, 100) });
                return newestFirst((await client.send(describe, options)).tasks ?? []);
            }),
        conclusion: (since, deployment) =>
            asked("ListServiceDeployments", async () => {
                const createdAt = { after: new Date(since - SLACK_MS) };
                const command = new sdk.ListServiceDeploymentsCommand({ cluster, service, createdAt });
                const found = newestFirst((await client.send(command, options)).serviceDeployments ?? []);
                const number = deployment?.split("/").pop();
                return number === undefined
                    ? found[0]
                    : found.find(({ targetServiceRevisionArn }) => targetServiceRevisionArn?.endsWith(`/${number}`));
            }),
    };
}

function newestFirst<T extends { readonly createdAt?: Date | undefined }>(items: readonly T[]): T[] {
    return [...items].sort((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0));
}
