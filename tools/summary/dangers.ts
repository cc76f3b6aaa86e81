import { code } from "./escape";
import { nameOf, typeOf, type PreviewStep } from "./preview";
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
    return [...lostData(step), ...stopped(step), ...replaced(step), ...reachable(step)];
}

function lostData({ op, urn }: PreviewStep): string[] {
    const what = HOLDS_DATA[typeOf(urn)];
    if (what === undefined || (op !== "delete" && op !== "replace")) return [];
    return [`**data**: ${what}, ${code(nameOf(urn))}, is ${op === "delete" ? "deleted" : "replaced by an empty one"}`];
}

/** A service with a writable volume: its only task stops before the next one starts. */
function stopped({ op, urn, newState }: PreviewStep): string[] {
    if (typeOf(urn) !== "aws:ecs/service:Service" || (op !== "update" && op !== "replace")) return [];
    if (newState?.inputs?.deploymentMinimumHealthyPercent !== 0) return [];
    return [
        `**downtime**: ${code(nameOf(urn))} has data that one task may write to: it stops before the next one starts`,
    ];
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
    const [before, after] = [oldState?.inputs?.cidrIpv4, newState?.inputs?.cidrIpv4];
    const at = (newState ?? oldState)?.inputs?.toPort;
    const says = (verb: string, cidr: unknown): string[] =>
        typeof cidr === "string" ? [`**access**: ${code(cidr)} ${verb} connect at port ${String(at)}`] : [];
    if (op === "create") return says("may", after);
    if (op === "delete") return says("may no longer", before);
    return op === "update" && before !== after ? [...says("may no longer", before), ...says("may", after)] : [];
}
