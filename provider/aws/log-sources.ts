import type * as LogsSdk from "@aws-sdk/client-cloudwatch-logs";
import type * as EcsSdk from "@aws-sdk/client-ecs";
import type * as SecretsSdk from "@aws-sdk/client-secrets-manager";
import { type AwsAccess, clientConfiguration } from "./access";
import { loadSdk } from "./sdk";

/** One container of an ECS task whose log driver is `awslogs`. */
export interface LoggedContainer extends AwsAccess {
    /** Name in the task definition. */
    readonly container: string;
    /** ARN with revision. It tells which secrets the container was given. */
    readonly taskDefinition: string;
    readonly logGroup: string;
    /** The log driver's `awslogs-stream-prefix`. */
    readonly logStreamPrefix: string;
}

/** What is asked of AWS about a container's log. */
export interface LogSources {
    /** The last so many lines of a log stream; none: it does not exist. */
    readonly lines: (stream: string, limit: number) => Promise<string[]>;
    readonly taskDefinition: () => Promise<EcsSdk.TaskDefinition | undefined>;
    /** The text of a Secrets Manager entry or of a parameter, with the staging label where there is one. */
    readonly secret: (arn: string, stage: string | undefined) => Promise<string>;
}

/** CloudWatch Logs, ECS and Secrets Manager themselves; `AWS_ENDPOINT_URL_<SERVICE>` leads elsewhere, as the SDK has it. */
export function logSources(from: LoggedContainer): LogSources {
    const configuration = clientConfiguration(from);
    return {
        lines: async (logStreamName, limit) => {
            const sdk = loadSdk<typeof LogsSdk>("@aws-sdk/client-cloudwatch-logs");
            const client: LogsSdk.CloudWatchLogsClient = new sdk.CloudWatchLogsClient(configuration);
            const command = new sdk.GetLogEventsCommand({ logGroupName: from.logGroup, logStreamName, limit });
            try {
                const { events = [] } = await client.send(command);
                return events.map(({ message }) => (message ?? "").trimEnd());
            } catch (error) {
                if (error instanceof Error && error.name === "ResourceNotFoundException") return [];
                throw error;
            }
        },
        taskDefinition: async () => {
            const sdk = loadSdk<typeof EcsSdk>("@aws-sdk/client-ecs");
            const client: EcsSdk.ECSClient = new sdk.ECSClient(configuration);
            const command = new sdk.DescribeTaskDefinitionCommand({ taskDefinition: from.taskDefinition });
            return (await client.send(command)).taskDefinition;
        },
        secret: async (SecretId, VersionStage) => {
            const sdk = loadSdk<typeof SecretsSdk>("@aws-sdk/client-secrets-manager");
            const client: SecretsSdk.SecretsManagerClient = new sdk.SecretsManagerClient(configuration);
            const command = new sdk.GetSecretValueCommand({ SecretId, ...(VersionStage && { VersionStage }) });
            return (await client.send(command)).SecretString ?? "";
        },
    };
}
