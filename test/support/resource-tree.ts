import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { withoutStacks } from "./without-stacks";

interface Made {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly parent: string;
    readonly inputs: Readonly<Record<string, unknown>>;
}

/** What AWS would add, as far as other resources need it. */
function computed(type: string, name: string): Record<string, unknown> {
    const outputs: Record<string, unknown> = { arn: `arn:${name}`, name };
    switch (type) {
        case "awsx:ec2:Vpc":
            return {
                vpcId: "vpc-1",
                publicSubnetIds: ["subnet-1", "subnet-2"],
                privateSubnetIds: ["subnet-3", "subnet-4"],
            };
        case "aws:ecr/repository:Repository":
            return { ...outputs, repositoryUrl: `registry/${name}` };
        case "aws:ecs/expressGatewayService:ExpressGatewayService":
            return { ...outputs, serviceArn: `arn:${name}`, ingressPaths: [{ endpoint: "sl-1.ecs.example" }] };
        case "aws:s3/bucket:Bucket":
            return { ...outputs, bucket: name };
        case "aws:ec2/eip:Eip":
            return { ...outputs, publicIp: "203.0.113.1" };
        case "aws:apprunner/customDomainAssociation:CustomDomainAssociation": {
            const record = (number: number) => ({ name: `proof-${number}.example`, value: `value-${number}.example` });
            return { ...outputs, dnsTarget: "runner.example", certificateValidationRecords: [record(2), record(1)] };
        }
        case "aws:apprunner/service:Service":
            return { ...outputs, serviceUrl: "runner.example" };
        case "aws:rds/instance:Instance":
            return { ...outputs, address: `${name}.rds.example` };
        case "aws:elasticache/replicationGroup:ReplicationGroup":
            return { ...outputs, primaryEndpointAddress: `master.${name}.cache.example` };
        case "slipway:index:GeneratedSecret":
            return { value: "made-up" };
        case "slipway:index:AppRunnerName":
            return { serviceName: `${name}-1234567` };
        case "aws:lb/loadBalancer:LoadBalancer":
            return { ...outputs, dnsName: "lb.example" };
        default:
            return outputs;
    }
}

const ANSWERS: Readonly<Record<string, Record<string, unknown>>> = {
    "aws:index/getRegion:getRegion": { region: "eu-central-1" },
    "aws:index/getCallerIdentity:getCallerIdentity": { accountId: "123456789012" },
    "aws:index/getPartition:getPartition": { partition: "aws" },
    "aws:ec2/getSubnet:getSubnet": { availabilityZone: "eu-central-1a" },
    "aws:ssm/getParameter:getParameter": { value: "ami-0123456789abcdef0" },
    "aws:route53/getZone:getZone": { zoneId: "Z0STANDIN" },
};

/**
 * Runs a program with Pulumi's mocks and writes down what it makes: one line a resource, under its parent, its inputs below.
 * Only what components of Slipway make is shown with inputs; JSON texts are opened.
 */
export async function resourceTree(program: () => unknown): Promise<string> {
    const made: Made[] = [];
    await pulumi.runtime.setMocks(
        {
            newResource: ({ type, name, inputs, id }) => {
                const found = inputs as Record<string, unknown>;
                return { id: id || `${name}-id`, state: { ...computed(type, name), ...found } };
            },
            call: ({ token, inputs }) => ANSWERS[token] ?? (inputs as Record<string, unknown>),
        },
        "slipway",
        "test",
        false,
    );
    const monitor = recording(made);
    try {
        await withoutStacks(async () => {
            program();
            // The SDK has it, and its types do not tell.
            await (pulumi.runtime as unknown as { waitForRPCs: () => Promise<void> }).waitForRPCs();
        });
    } finally {
        monitor.restore();
    }
    return print(made);
}

/** Mocks are not told of parents: the monitor is. */
function recording(made: Made[]): { restore: () => void } {
    type Monitor = { registerResource: (req: Request, callback: (error: unknown, response: Response) => void) => void };
    type Request = {
        getType: () => string;
        getName: () => string;
        getParent: () => string;
        getObject: () => { toJavaScript: () => Record<string, unknown> } | undefined;
    };
    type Response = { getUrn: () => string };
    const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
    const real = monitor.registerResource.bind(monitor);
    monitor.registerResource = (req, callback) =>
        real(req, (error, response) => {
            if (!error) {
                made.push({
                    urn: response.getUrn(),
                    type: req.getType(),
                    name: req.getName(),
                    parent: req.getParent(),
                    inputs: req.getObject()?.toJavaScript() ?? {},
                });
            }
            callback(error, response);
        });
    return { restore: () => (monitor.registerResource = real) };
}

function print(made: readonly Made[]): string {
    const known = new Set(made.map(({ urn }) => urn));
    const under = (parent: string | undefined) =>
        made
            .filter((one) => (parent === undefined ? !known.has(one.parent) : one.parent === parent))
            .sort((a, b) => (label(a) < label(b) ? -1 : 1));
    const lines: string[] = [];
    const walk = (one: Made, indent: string): void => {
        lines.push(`${indent}${label(one)}`);
        for (const [key, value] of Object.entries(one.inputs).sort(([a], [b]) => (a < b ? -1 : 1))) {
            if (value !== undefined && value !== null) lines.push(...shown(key, value, `${indent}    `));
        }
        under(one.urn).forEach((child) => walk(child, `${indent}  `));
    };
    under(undefined)
        .filter(({ type }) => type !== "pulumi:pulumi:Stack")
        .forEach((one) => walk(one, ""));
    return `${lines.join("\n")}\n`;
}

function label({ type, name }: Made): string {
    return `- ${type.replace(/\/\w+:/, ":")} ${name}`;
}

function shown(key: string, value: unknown, indent: string): string[] {
    const opened = typeof value === "string" && /^[[{]"?/.test(value) ? openJson(value) : value;
    return written(key, bare(opened), indent);
}

const WIDTH = 120;

/** On one line where it fits, else a line for each part. */
function written(key: string, value: unknown, indent: string): string[] {
    const line = `${indent}${key}: ${JSON.stringify(value)}`;
    if (line.length <= WIDTH || typeof value !== "object" || value === null) return [line];
    const parts = Array.isArray(value) ? value.map((part): [string, unknown] => ["-", part]) : Object.entries(value);
    return [`${indent}${key}:`, ...parts.flatMap(([name, part]) => written(name, part, `${indent}  `))];
}

/** Secrets and references as Pulumi wraps them on the wire, without the wrapping. */
function bare(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(bare);
    if (typeof value !== "object" || value === null) return value;
    const record = value as Record<string, unknown>;
    const signature = record["4dabf18193072939515e22adb298388d"];
    if (signature === "1b47061264138c4ac30d75fd1eb44270") return "[secret]";
    return Object.fromEntries(Object.entries(record).map(([key, inner]) => [key, bare(inner)]));
}

function openJson(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
}

/** Compares with a committed file; `UPDATE_TREES=1` writes it. */
export function expectTree(file: string, tree: string): void {
    if (process.env.UPDATE_TREES === "1") {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, tree);
    }
    expect(tree).toBe(existsSync(file) ? readFileSync(file, "utf8") : `${file} is missing: UPDATE_TREES=1 writes it`);
}
