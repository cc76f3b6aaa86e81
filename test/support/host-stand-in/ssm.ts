import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How a command ended on the instance. */
export interface Ran {
    readonly exitCode: number;
    readonly stdout: string;
    readonly stderr: string;
}

/** Runs a script on an instance, as root. */
export type RunScript = (instance: string, script: string) => Promise<Ran>;

/** Systems Manager keeps this many characters of each output, from its beginning. */
const KEPT_CHARACTERS = { stdout: 24_000, stderr: 8_000 } as const;

interface Invocation {
    readonly CommandId: string;
    readonly InstanceId: string;
    readonly Comment: string;
    readonly DocumentName: string;
    readonly RequestedDateTime: number;
    Status: "InProgress" | "Success" | "Failed" | "Cancelled";
    ResponseCode: number;
    StandardOutputContent: string;
    StandardErrorContent: string;
}

type Body = Readonly<Record<string, unknown>>;

/**
 * A STAND-IN for AWS Systems Manager that keeps state and really runs the command: SendCommand with AWS-RunShellScript,
 * GetCommandInvocation, ListCommands, ListCommandInvocations and DescribeInstanceInformation, over AWS's JSON protocol.
 */
export class SsmStandIn {
    private readonly invocations = new Map<string, Invocation>();
    private readonly running = new Set<Promise<void>>();
    /** Operations in the order in which they were asked for. */
    readonly asked: string[] = [];
    /** The same with what they were asked with. */
    readonly requests: { readonly operation: string; readonly params: Body }[] = [];
    private readonly server: Server;

    private constructor(
        private readonly instances: ReadonlySet<string>,
        private readonly runScript: RunScript,
    ) {
        this.server = createServer((request, response) => void this.serve(request, response));
    }

    /** @param instances those that are in touch; looked at anew with each request */
    static async start(instances: ReadonlySet<string>, runScript: RunScript): Promise<SsmStandIn> {
        const ssm = new SsmStandIn(instances, runScript);
        await new Promise<void>((done) => ssm.server.listen(0, "127.0.0.1", done));
        return ssm;
    }

    get address(): string {
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    async stop(): Promise<void> {
        await Promise.allSettled(this.running);
        await new Promise<void>((done) => this.server.close(() => done()));
    }

    private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const operation = String(request.headers["x-amz-target"]).replace(/^AmazonSSM\./, "");
        this.asked.push(operation);
        try {
            const params = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Body;
            this.requests.push({ operation, params });
            const answer = this.answer(operation, params);
            response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(answer));
        } catch (error) {
            const [type = "InternalServerError", message = ""] = String((error as Error).message).split(": ");
            response.writeHead(400).end(JSON.stringify({ __type: type, message }));
        }
    }

    private answer(operation: string, input: Body): object {
        switch (operation) {
            case "SendCommand":
                return { Command: this.send(input) };
            case "GetCommandInvocation":
                return this.invocation(String(input["CommandId"]), String(input["InstanceId"]));
            case "ListCommands":
                return { Commands: [...this.invocations.values()] };
            case "ListCommandInvocations":
                return { CommandInvocations: this.listed(input) };
            case "DescribeInstanceInformation":
                return {
                    InstanceInformationList: [...this.instances].filter(asked(input)).map((id) => ({
                        InstanceId: id,
                        PingStatus: "Online",
                    })),
                };
            default:
                throw new Error(`UnknownOperationException: the stand-in has no ${operation}`);
        }
    }

    private send(input: Body): Invocation {
        const instance = String((input["InstanceIds"] as string[])[0]);
        if (!this.instances.has(instance)) throw new Error(`InvalidInstanceId: ${instance}`);
        if (input["DocumentName"] !== "AWS-RunShellScript") throw new Error("InvalidDocument: only AWS-RunShellScript");
        const commands = (input["Parameters"] as Record<string, string[]>)["commands"] ?? [];
        const invocation: Invocation = {
            CommandId: randomUUID(),
            InstanceId: instance,
            Comment: String(input["Comment"] ?? ""),
            DocumentName: "AWS-RunShellScript",
            RequestedDateTime: Date.now() / 1000,
            Status: "InProgress",
            ResponseCode: -1,
            StandardOutputContent: "",
            StandardErrorContent: "",
        };
        this.invocations.set(invocation.CommandId, invocation);
        const done = this.runScript(instance, commands.join("\n")).then(({ exitCode, stdout, stderr }) => {
            invocation.ResponseCode = exitCode;
            invocation.StandardOutputContent = stdout.slice(0, KEPT_CHARACTERS.stdout);
            invocation.StandardErrorContent = stderr.slice(0, KEPT_CHARACTERS.stderr);
            invocation.Status = exitCode === 0 ? "Success" : "Failed";
        });
        this.running.add(done);
        void done.finally(() => this.running.delete(done));
        return invocation;
    }

    private listed({ InstanceId, Filters = [] }: Body): Invocation[] {
        const after = (Filters as { key: string; value: string }[]).find(({ key }) => key === "InvokedAfter")?.value;
        // Whole seconds, as Systems Manager takes them.
        const since = after === undefined ? 0 : Date.parse(after) / 1000;
        return [...this.invocations.values()].filter(
            (one) => one.InstanceId === InstanceId && one.RequestedDateTime >= since,
        );
    }

    private invocation(command: string, instance: string): Invocation {
        const found = this.invocations.get(command);
        if (!found || found.InstanceId !== instance) throw new Error("InvocationDoesNotExist: ");
        return found;
    }
}

/** Whether an instance is among those that were asked for; without a filter all are. */
function asked({ Filters = [] }: Body): (id: string) => boolean {
    const wanted = (Filters as { Key: string; Values: string[] }[]).find(({ Key }) => Key === "InstanceIds")?.Values;
    return (id) => wanted === undefined || wanted.includes(id);
}

/** Sends a command and waits for its end, as a driver does. */
export async function runCommand(address: string, instance: string, commands: readonly string[]): Promise<Ran> {
    const call = async (operation: string, input: object): Promise<Record<string, unknown>> => {
        const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": `AmazonSSM.${operation}` };
        const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(input) });
        const said = (await answer.json()) as Record<string, unknown>;
        if (!answer.ok) throw new Error(`${operation}: ${JSON.stringify(said)}`);
        return said;
    };
    const sent = await call("SendCommand", {
        InstanceIds: [instance],
        DocumentName: "AWS-RunShellScript",
        Parameters: { commands },
    });
    const id = (sent["Command"] as Record<string, string>)["CommandId"];
    for (;;) {
        const now = await call("GetCommandInvocation", { CommandId: id, InstanceId: instance });
        if (now["Status"] !== "InProgress") {
            return {
                exitCode: now["ResponseCode"] as number,
                stdout: now["StandardOutputContent"] as string,
                stderr: now["StandardErrorContent"] as string,
            };
        }
        await new Promise((done) => setTimeout(done, 50));
    }
}
