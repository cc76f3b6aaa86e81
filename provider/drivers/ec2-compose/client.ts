import type * as ssm from "@aws-sdk/client-ssm";
import { clientConfiguration } from "../../aws/access";
import { askingOwner } from "../../aws/ask";
import { loadSdk } from "../../aws/sdk";
import { ReleaseError } from "../../contract";
import type { Ec2ComposeDeployment } from "./deployment";

const ACTIONS = [
    "ssm:DescribeInstanceInformation",
    "ssm:SendCommand",
    "ssm:GetCommandInvocation",
    "ssm:ListCommandInvocations",
];
/** Until the host must have begun. */
const DELIVERY_SECONDS = 600;
const PAGE = 50;

/** What became of a command on the host. Output is cut: at 24,000 characters, and 8,000 of what goes to the error stream. */
export type Invocation = Pick<
    ssm.GetCommandInvocationCommandOutput,
    "Status" | "StatusDetails" | "StandardOutputContent" | "StandardErrorContent" | "ResponseCode"
>;

/** One command that the host was given. */
export interface HostCommand {
    readonly id: string;
    /** What we called it. */
    readonly comment: string;
    readonly status: string;
    /** Milliseconds since 1970. */
    readonly requestedAt: number;
}

/** A command to be given. */
export interface NewCommand {
    readonly comment: string;
    readonly lines: readonly string[];
    readonly timeoutSeconds: number;
}

/** The few things that a release asks of Systems Manager. */
export interface Ssm {
    /** Such as `Online` or `ConnectionLost`; `undefined`: it has never been in touch. */
    reach(): Promise<string | undefined>;
    /** Ours among the commands that the host was given since then (milliseconds since 1970), newest first. */
    commands(since: number): Promise<HostCommand[]>;
    send(command: NewCommand): Promise<HostCommand>;
    /** `undefined`: not known yet, a moment after it was sent. */
    invocation(commandId: string): Promise<Invocation | undefined>;
}

/** Connects to Systems Manager as the aws provider does; `AWS_ENDPOINT_URL_SSM` leads elsewhere, as the SDK has it. */
export function connect(deployment: Ec2ComposeDeployment): Ssm {
    const sdk = loadSdk<typeof ssm>("@aws-sdk/client-ssm");
    return ssmOf(sdk, new sdk.SSMClient(clientConfiguration(deployment)), deployment);
}

/** No request is given the signal of a cancellation: one that was cut off may have started a command that nobody knows of. */
function ssmOf(sdk: typeof ssm, client: ssm.SSMClient, deployment: Ec2ComposeDeployment): Ssm {
    const { instanceId } = deployment;
    const about = { ...deployment, service: "Systems Manager", subject: instanceId, actions: ACTIONS };
    const asked = askingOwner(client.config.credentials, hostArn(deployment), about);
    return {
        reach: () =>
            asked("DescribeInstanceInformation", async () => {
                const Filters = [{ Key: "InstanceIds", Values: [instanceId] }];
                try {
                    const found = await client.send(new sdk.DescribeInstanceInformationCommand({ Filters }));
                    return found.InstanceInformationList?.[0]?.PingStatus;
                } catch (error) {
                    // One way of saying that it has never been in touch; the other is an empty list.
                    if (error instanceof Error && error.name === "InvalidInstanceId") return undefined;
                    throw error;
                }
            }),
        commands: (since) =>
            asked("ListCommandInvocations", async () => {
                const Filters = [
                    // Without milliseconds: Systems Manager refuses them.
                    { key: "InvokedAfter", value: new Date(since).toISOString().replace(/\.\d+Z$/, "Z") },
                    { key: "DocumentName", value: "AWS-RunShellScript" },
                ] satisfies ssm.CommandFilter[];
                const found: ssm.CommandInvocation[] = [];
                let next: string | undefined;
                do {
                    const request = {
                        InstanceId: instanceId,
                        Filters,
                        MaxResults: PAGE,
                        ...(next && { NextToken: next }),
                    };
                    const page = await client.send(new sdk.ListCommandInvocationsCommand(request));
                    found.push(...(page.CommandInvocations ?? []));
                    next = page.NextToken;
                } while (next !== undefined);
                return found
                    .map(viewOf)
                    .filter(({ comment }) => comment.startsWith("slipway "))
                    .sort((a, b) => b.requestedAt - a.requestedAt);
            }),
        send: ({ comment, lines, timeoutSeconds }) =>
            asked("SendCommand", async () => {
                const { Command: sent } = await client.send(
                    new sdk.SendCommandCommand({
                        DocumentName: "AWS-RunShellScript",
                        InstanceIds: [instanceId],
                        Comment: comment,
                        TimeoutSeconds: DELIVERY_SECONDS,
                        Parameters: { commands: [...lines], executionTimeout: [String(timeoutSeconds)] },
                    }),
                );
                if (sent?.CommandId === undefined)
                    throw new ReleaseError("Systems Manager took the command without an id");
                return viewOf({ ...sent, Comment: comment, Status: "Pending" });
            }),
        invocation: (CommandId) =>
            asked("GetCommandInvocation", async () => {
                try {
                    return await client.send(
                        new sdk.GetCommandInvocationCommand({ CommandId, InstanceId: instanceId }),
                    );
                } catch (error) {
                    if (error instanceof Error && error.name === "InvocationDoesNotExist") return undefined;
                    throw error;
                }
            }),
    };
}

function viewOf({ CommandId = "", Comment = "", Status, RequestedDateTime }: ssm.CommandInvocation): HostCommand {
    return {
        id: CommandId,
        comment: Comment,
        status: Status ?? "",
        requestedAt: RequestedDateTime === undefined ? Date.now() : RequestedDateTime.getTime(),
    };
}

/** The host as AWS names it, for those who ask with credentials of another account. */
function hostArn({ region, accountId, instanceId }: Ec2ComposeDeployment): string {
    return `arn:aws:ec2:${region}:${accountId}:instance/${instanceId}`;
}
