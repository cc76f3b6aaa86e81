import type * as Sdk from "@aws-sdk/client-ecs";
import { connectEcs, newestFirst, type EcsQuestions } from "../../aws/ecs/client";
import { viewOf, type DeploymentView, type TaskNetwork } from "../../aws/ecs/service-view";
import type { EcsFargateDeployment } from "./deployment";

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
export interface Ecs extends EcsQuestions {
    /** Asks for a new deployment of the wanted task definition, in the wanted network. */
    request(): Promise<DeploymentView | undefined>;
    /**
     * How ECS remembers the newest deployment that began at `since` (milliseconds since 1970) or later, or that very one.
     *
     * @param deployment id, as `DescribeServices` has it; the revision that it brings has the same number
     */
    conclusion(since: number, deployment?: string): Promise<Sdk.ServiceDeploymentBrief | undefined>;
}

function inAwsWords({ subnets, securityGroups, assignPublicIp }: TaskNetwork): Sdk.AwsVpcConfiguration {
    return {
        subnets: [...subnets],
        securityGroups: [...securityGroups],
        assignPublicIp: assignPublicIp ? "ENABLED" : "DISABLED",
    };
}

export function connect(deployment: EcsFargateDeployment, signal: AbortSignal): Ecs {
    const { sdk, client, options, asked, service: look, tasks } = connectEcs(deployment, ACTIONS, signal);
    const { cluster, service, taskDefinition, network } = deployment;
    return {
        service: look,
        tasks,
        request: () =>
            asked("UpdateService", async () => {
                const command = new sdk.UpdateServiceCommand({
                    cluster,
                    service,
                    taskDefinition,
                    forceNewDeployment: true,
                    ...(network && { networkConfiguration: { awsvpcConfiguration: inAwsWords(network) } }),
                });
                const deployments = viewOf((await client.send(command, options)).service)?.deployments ?? [];
                return deployments.find(({ primary }) => primary);
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
