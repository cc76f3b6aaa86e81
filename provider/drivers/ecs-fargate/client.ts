import type * as Sdk from "@aws-sdk/client-ecs";
import { ReleaseError } from "../../contract";
import type { EcsFargateDeployment } from "./deployment";
import { viewOf, type ServiceView } from "./view";

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
    const client: Sdk.ECSClient = new sdk.ECSClient({
        region: deployment.region,
        ...(deployment.profile !== undefined && { profile: deployment.profile }),
        // Many releases at once are throttled; the SDK waits longer each time.
        maxAttempts: 8,
        retryMode: "standard",
    });
    const { cluster, service, taskDefinition } = deployment;
    const options = { abortSignal: signal };
    const asked = async <T>(question: string, ask: () => Promise<T>): Promise<T> => {
        try {
            return await ask();
        } catch (error) {
            throw explained(error, question, deployment);
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

const REMEDIES: Readonly<Record<string, string>> = {
    CredentialsProviderError:
        "no AWS credentials were found: sign in (aws sso login), or set aws:profile for this stack",
    ExpiredTokenException: "the AWS credentials have expired: sign in again",
    UnrecognizedClientException: "AWS does not know these credentials: check aws:profile, or sign in again",
    AccessDeniedException:
        "these credentials may not: allow ecs:DescribeServices, UpdateService, ListTasks, DescribeTasks and ListServiceDeployments",
    ClusterNotFoundException:
        "the cluster is not in this account and region: compare the account in its ARN with your credentials",
};

function explained(error: unknown, question: string, { region, profile, service }: EcsFargateDeployment): Error {
    if (!(error instanceof Error) || error instanceof ReleaseError || error.name === "AbortError")
        return error as Error;
    const who = profile === undefined ? "" : ` with profile ${profile}`;
    const remedy = REMEDIES[error.name];
    return new ReleaseError(
        `ECS did not answer ${question} for ${service} in ${region}${who}: ${error.name}: ${error.message}`,
        remedy === undefined ? [] : [remedy],
    );
}
