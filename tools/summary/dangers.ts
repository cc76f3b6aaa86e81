import { nameOf, typeOf } from "../urn";
import { downtime } from "./downtime";
import { code } from "./escape";
import type { PreviewStep } from "./preview";
import { properties } from "./raw";

/** What holds data that no deployment can make again. */
const HOLDS_DATA: Readonly<Record<string, string>> = {
    "aws:efs/fileSystem:FileSystem": "the files of a volume",
    "aws:ebs/volume:Volume": "the host's data volume",
    "aws:rds/instance:Instance": "a database",
    "aws:elasticache/replicationGroup:ReplicationGroup": "a cache",
};

/** Replaced at each release, beside what it replaces: nobody needs to hear of it. */
const REPLACED_BY_DESIGN = new Set([
    "aws:ecs/taskDefinition:TaskDefinition",
    "aws:secretsmanager/secretVersion:SecretVersion",
    "aws:s3/bucketObjectv2:BucketObjectv2",
    "slipway:index:PushedImage",
    "slipway:index:Job",
    "slipway:index:Release",
]);

/** What a reviewer must not overlook in a step, as lines of Markdown: lost data, downtime, replacements, who may connect. */
export function dangers(step: PreviewStep): string[] {
    return [...lostData(step), ...downtime(step), ...replaced(step), ...reachable(step)];
}

function lostData({ op, urn }: PreviewStep): string[] {
    const what = HOLDS_DATA[typeOf(urn)];
    if (what === undefined || (op !== "delete" && op !== "replace")) return [];
    return [`**data**: ${what}, ${code(nameOf(urn))}, is ${op === "delete" ? "deleted" : "replaced by an empty one"}`];
}

function replaced(step: PreviewStep): string[] {
    const type = typeOf(step.urn);
    if (step.op !== "replace" || REPLACED_BY_DESIGN.has(type) || HOLDS_DATA[type] !== undefined) return [];
    const because = (step.replaceReasons ?? properties(step)).join(", ");
    return [
        `**replaced**: ${code(`${type} ${nameOf(step.urn)}`)}${because === "" ? "" : ` because of ${code(because)}`}`,
    ];
}

function reachable({ op, urn, oldState, newState }: PreviewStep): string[] {
    if (typeOf(urn) !== "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule") return [];
    const before = op === "create" ? undefined : opening(oldState?.inputs);
    const after = op === "delete" ? undefined : opening(newState?.inputs);
    if (before?.cidr === after?.cidr && before?.ports === after?.ports) return [];
    const says = (verb: string, open: Opening | undefined): string[] =>
        open === undefined ? [] : [`**access**: ${code(open.cidr)} ${verb} connect at ${open.ports}`];
    return [...says("may no longer", before), ...says("may", after)];
}

/** Which addresses a rule lets in, and where. */
interface Opening {
    readonly cidr: string;
    readonly ports: string;
}

/** None for a rule that lets in a security group: that is what Slipway makes of what connects to what. */
function opening(inputs: Readonly<Record<string, unknown>> = {}): Opening | undefined {
    const { cidrIpv4, cidrIpv6, ipProtocol, toPort } = inputs;
    const { fromPort = toPort } = inputs;
    const cidr = cidrIpv4 ?? cidrIpv6;
    if (typeof cidr !== "string") return undefined;
    if (ipProtocol === "-1") return { cidr, ports: "every port" };
    return {
        cidr,
        ports: fromPort === toPort ? `port ${String(toPort)}` : `ports ${String(fromPort)} to ${String(toPort)}`,
    };
}
