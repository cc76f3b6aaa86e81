import type * as Sdk from "@aws-sdk/client-ecs";
import { type AwsAccess, clientConfiguration } from "../access";
import { askingOwner } from "../ask";
import { loadSdk } from "../sdk";
import { viewOf, type ServiceView } from "./service-view";

/** One service of ECS. */
export interface EcsServiceAt extends AwsAccess {
    /** ARN. */
    readonly cluster: string;
    /** ARN. */
    readonly service: string;
}

/** What every release asks about a service. */
export interface EcsQuestions {
    service(): Promise<ServiceView | undefined>;
    /** The service's tasks, newest first: those that shall run, or those that ended. */
    tasks(desiredStatus: "RUNNING" | "STOPPED"): Promise<Sdk.Task[]>;
}

/** The way to ECS for one service: the SDK, its client, and questions whose errors are told in words. */
export interface EcsConnection extends EcsQuestions {
    readonly sdk: typeof Sdk;
    readonly client: Sdk.ECSClient;
    readonly options: { readonly abortSignal: AbortSignal };
    readonly asked: <T>(operation: string, question: () => Promise<T>) => Promise<T>;
}

/**
 * Connects to ECS with the aws provider's region and profile; `AWS_ENDPOINT_URL_ECS` leads elsewhere, as the SDK has it.
 *
 * @param actions the IAM actions that the whole work needs, told where one of them is denied
 */
export function connectEcs(at: EcsServiceAt, actions: readonly string[], signal: AbortSignal): EcsConnection {
    const sdk = loadSdk<typeof Sdk>("@aws-sdk/client-ecs");
    const client: Sdk.ECSClient = new sdk.ECSClient(clientConfiguration(at));
    const { cluster, service } = at;
    const options = { abortSignal: signal };
    const about = { ...at, service: "ECS", subject: service, actions };
    const asked = askingOwner(client.config.credentials, cluster, about);
    return {
        ...{ sdk, client, options, asked },
        service: () =>
            asked("DescribeServices", async () => {
                const command = new sdk.DescribeServicesCommand({ cluster, services: [service] });
                return viewOf((await client.send(command, options)).services?.[0]);
            }),
        tasks: (desiredStatus) =>
            asked("DescribeTasks", async () => {
                const list = new sdk.ListTasksCommand({ cluster, serviceName: service, desiredStatus });
                const tasks = (await client.send(list, options)).taskArns ?? [];
                if (tasks.length === 0) return [];
                const describe = new sdk.DescribeTasksCommand({ cluster, tasks: tasks.slice(0, 100) });
                return newestFirst((await client.send(describe, options)).tasks ?? []);
            }),
    };
}

export function newestFirst<T extends { readonly createdAt?: Date | undefined }>(items: readonly T[]): T[] {
    return [...items].sort((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0));
}
