import type * as LogsSdk from "@aws-sdk/client-cloudwatch-logs";
import { clientConfiguration, type AwsAccess } from "../../aws/access";
import { logSources } from "../../aws/log-sources";
import { loadSdk } from "../../aws/sdk";
import { secretTexts } from "../../aws/task-secrets";
import { redactor } from "../../core/redact";
import type { OperationView, ServiceView } from "./view";

const SHOWN = 20;

/** What is asked of CloudWatch and of Secrets Manager about a failed release. */
export interface LogReader {
    /** Names of a group's streams, the one written to last first; none: it does not exist. */
    readonly streams: (group: string) => Promise<string[]>;
    readonly lines: (group: string, stream: string, limit: number) => Promise<string[]>;
    readonly secret: (arn: string, stage: string | undefined) => Promise<string>;
}

/** `AWS_ENDPOINT_URL_<SERVICE>` leads elsewhere, as the SDK has it. */
function logReader(access: AwsAccess): LogReader {
    const sdk = loadSdk<typeof LogsSdk>("@aws-sdk/client-cloudwatch-logs");
    const client: LogsSdk.CloudWatchLogsClient = new sdk.CloudWatchLogsClient(clientConfiguration(access));
    const orNone = <T>(error: unknown): T[] => {
        if (error instanceof Error && error.name === "ResourceNotFoundException") return [];
        throw error;
    };
    return {
        streams: async (logGroupName) => {
            const command = new sdk.DescribeLogStreamsCommand({
                logGroupName,
                orderBy: "LastEventTime",
                descending: true,
                limit: 50,
            });
            const found = await client.send(command).catch(orNone<never>);
            return Array.isArray(found) ? [] : (found.logStreams ?? []).map(({ logStreamName }) => logStreamName ?? "");
        },
        lines: async (logGroupName, logStreamName, limit) => {
            const command = new sdk.GetLogEventsCommand({ logGroupName, logStreamName, limit });
            const found = await client.send(command).catch(orNone<never>);
            return Array.isArray(found) ? [] : (found.events ?? []).map(({ message }) => (message ?? "").trimEnd());
        },
        secret: logSources({ ...access, container: "", taskDefinition: "", logGroup: "", logStreamPrefix: "" }).secret,
    };
}

/** The service in whose log the cause is. */
export interface Logged {
    readonly access: AwsAccess;
    readonly service: ServiceView;
    readonly operation: OperationView | undefined;
    /** What must not be seen, by where it lies. */
    readonly secrets: readonly string[];
}

/**
 * The last lines of App Runner's own log of an operation, and of the program's, secrets taken out. Where the secrets cannot be read,
 * no line is shown. Never throws: it explains a failure.
 */
export async function lastLines(
    { access, service, operation, secrets }: Logged,
    reader = logReader(access),
): Promise<string[]> {
    const group = (kind: "service" | "application") => `/aws/apprunner/${service.name}/${service.id}/${kind}`;
    try {
        const redact = redactor(await secretTexts(secrets, reader.secret));
        const told = async (title: string, kind: "service" | "application", wished?: string): Promise<string[]> => {
            const streams = await reader.streams(group(kind));
            const stream = streams.find((name) => wished !== undefined && name.includes(wished)) ?? streams[0];
            const lines = stream === undefined ? [] : await reader.lines(group(kind), stream, SHOWN);
            // As a whole: a secret with a line break in it stands on two lines.
            const shown = lines.length === 0 ? ["it is empty"] : redact(lines.join("\n")).split("\n");
            return [
                `last lines of ${title}:`,
                ...shown.map((line) => `  ${line}`),
                `log: aws logs tail ${group(kind)} --since 1d --region ${access.region}`,
            ];
        };
        return [
            ...(await told("App Runner's own log", "service", operation?.id)),
            ...(await told("the program's log", "application")),
        ];
    } catch (error) {
        const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        return [
            `the logs are not shown: they, or the secrets to take out of them, could not be read: ${why}`,
            `log: aws logs tail ${group("application")} --since 1d --region ${access.region}`,
        ];
    }
}
