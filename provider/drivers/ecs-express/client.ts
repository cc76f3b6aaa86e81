import type { ContainerDefinition, TaskDefinition } from "@aws-sdk/client-ecs";
import { connectEcs, newestFirst, type EcsQuestions } from "../../aws/ecs/client";
import { shown, updateRequest, type ShownConfiguration } from "./configuration";
import type { EcsExpressDeployment } from "./deployment";
import { deploymentView, type ExpressView } from "./view";

/** Everything that a release may ask, the causes of a failed one included. */
export const ACTIONS = [
    "ecs:DescribeExpressGatewayService",
    "ecs:UpdateExpressGatewayService",
    "ecs:ListServiceDeployments",
    "ecs:DescribeServiceDeployments",
    "ecs:DescribeServiceRevisions",
    "ecs:DescribeServices",
    "ecs:ListTasks",
    "ecs:DescribeTasks",
    "ecs:DescribeTaskDefinition",
    "iam:PassRole",
    "elasticloadbalancing:DescribeTargetHealth",
    "logs:GetLogEvents",
    "secretsmanager:GetSecretValue",
];

/** One version, from ECS's books: they are kept when it serves no more. */
export interface Revision {
    /** ARN with revision. */
    readonly taskDefinition: string;
    /** ARNs. */
    readonly targetGroups: readonly string[];
    /** Digest of its image, where ECS knows one. */
    readonly imageDigest: string | undefined;
}

/** The few questions that a release asks of Express. */
export interface Express extends EcsQuestions {
    /** @param followed ARN of a deployment that is shown besides the newest. `undefined`: the service does not exist */
    view(followed?: string): Promise<ExpressView | undefined>;
    revision(arn: string): Promise<Revision | undefined>;
    /** What a version is, from its task definition: for one that is not at work any more, or not yet. */
    content(arn: string): Promise<ShownConfiguration>;
    /** Asks for the wanted version. @returns the ARN of its revision, where ECS tells it */
    request(): Promise<string | undefined>;
}

const GONE = ["ResourceNotFoundException", "ServiceNotFoundException", "ServiceNotActiveException"];

export function connectExpress(deployment: EcsExpressDeployment, signal: AbortSignal): Express {
    const ecs = connectEcs(deployment, ACTIONS, signal);
    const { sdk, client, options, asked } = ecs;
    const { cluster, service } = deployment;

    const described = () =>
        asked("DescribeExpressGatewayService", async () => {
            const command = new sdk.DescribeExpressGatewayServiceCommand({ serviceArn: service });
            return (await client.send(command, options).catch(noneWhereGone))?.service;
        });
    const deployments = (followed?: string) =>
        asked("ListServiceDeployments", async () => {
            const list = new sdk.ListServiceDeploymentsCommand({ cluster, service });
            const [newest] = newestFirst((await client.send(list, options)).serviceDeployments ?? []);
            const serviceDeploymentArns = [...new Set([newest?.serviceDeploymentArn, followed])].filter(
                (arn) => arn !== undefined,
            );
            if (serviceDeploymentArns.length === 0) return [];
            const describe = new sdk.DescribeServiceDeploymentsCommand({ serviceDeploymentArns });
            const { serviceDeployments = [] } = await client.send(describe, options);
            return newestFirst(serviceDeployments).map(deploymentView);
        });
    const revision = (arn: string) =>
        asked("DescribeServiceRevisions", async () => {
            const command = new sdk.DescribeServiceRevisionsCommand({ serviceRevisionArns: [arn] });
            const [found] = (await client.send(command, options)).serviceRevisions ?? [];
            if (found?.taskDefinition === undefined) return undefined;
            const paths = found.ecsManagedResources?.ingressPaths ?? [];
            return {
                taskDefinition: found.taskDefinition,
                targetGroups: paths.flatMap(({ targetGroups }) => (targetGroups ?? []).flatMap(({ arn }) => arn ?? [])),
                imageDigest: found.containerImages?.[0]?.imageDigest,
            };
        });
    return {
        service: ecs.service,
        tasks: ecs.tasks,
        revision,
        view: async (followed) => {
            const found = await described();
            if (found === undefined) return undefined;
            const versions = (found.activeConfigurations ?? []).map(
                (one) => [one.serviceRevisionArn ?? "", shown(one)] as const,
            );
            return {
                status: found.status?.statusCode ?? "ACTIVE",
                versions: Object.fromEntries(versions),
                deployments: await deployments(followed),
            };
        },
        content: async (arn) => {
            const { taskDefinition } = (await revision(arn)) ?? {};
            if (taskDefinition === undefined) return {};
            return asked("DescribeTaskDefinition", async () => {
                const command = new sdk.DescribeTaskDefinitionCommand({ taskDefinition });
                return contentOf((await client.send(command, options)).taskDefinition);
            });
        },
        request: () =>
            asked("UpdateExpressGatewayService", async () => {
                const command = new sdk.UpdateExpressGatewayServiceCommand(updateRequest(deployment));
                return (await client.send(command, options)).service?.targetConfiguration?.serviceRevisionArn;
            }),
    };
}

function contentOf(definition: TaskDefinition | undefined): ShownConfiguration {
    const containers = definition?.containerDefinitions ?? [];
    const container: ContainerDefinition | undefined = containers.find(({ name }) => name === "Main") ?? containers[0];
    if (definition === undefined || container === undefined) return {};
    const { executionRoleArn, taskRoleArn, cpu, memory } = definition;
    const { image, command, environment, secrets } = container;
    const primaryContainer = {
        image,
        ...(command && { command }),
        ...(environment && { environment }),
        ...(secrets && { secrets }),
    };
    return shown({ executionRoleArn, taskRoleArn, cpu, memory, primaryContainer });
}

function noneWhereGone(error: unknown): undefined {
    const { name = "", message = "" } = error instanceof Error ? error : {};
    if (GONE.includes(name) || /resource not found|INACTIVE status/i.test(message)) return undefined;
    throw error;
}
