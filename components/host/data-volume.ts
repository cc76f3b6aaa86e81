import * as dlm from "@pulumi/aws/dlm";
import * as ebs from "@pulumi/aws/ebs";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { serviceTrustPolicy } from "./policies";
import { stackTags } from "../aws/stack-tags";

/** When snapshots are taken, by AWS's clock (UTC). */
const SNAPSHOT_TIME = "03:00";

export interface DataVolumeArgs {
    readonly availabilityZone: pulumi.Input<string>;
    readonly sizeGiB: number;
    /** How many daily snapshots are kept. */
    readonly snapshots: number;
    /** @default an empty volume */
    readonly restoreFrom?: string;
    readonly account: { readonly id: pulumi.Output<string>; readonly partition: pulumi.Output<string> };
    readonly disposable: boolean;
}

/** An encrypted volume that outlives its instance, and in production the stack, with a snapshot each day. */
export function dataVolume(name: string, args: DataVolumeArgs, parent: pulumi.Resource): ebs.Volume {
    const { disposable, restoreFrom } = args;
    // A policy finds its volumes by their tags.
    const tag = { "slipway:volume": `${pulumi.getProject()}/${pulumi.getStack()}/${name}` };
    const volume = new ebs.Volume(
        `${name}-data`,
        {
            availabilityZone: args.availabilityZone,
            size: args.sizeGiB,
            type: "gp3",
            encrypted: true,
            ...(restoreFrom !== undefined && { snapshotId: restoreFrom }),
            tags: { Name: `${pulumi.getProject()}-${pulumi.getStack()}-${name}-data`, ...tag, ...stackTags() },
        },
        {
            parent,
            protect: !disposable,
            retainOnDelete: !disposable,
            // A volume that was restored once stays what it is when the setting goes: another one would be empty.
            ignoreChanges: restoreFrom === undefined ? ["availabilityZone", "snapshotId"] : ["availabilityZone"],
        },
    );
    if (args.snapshots > 0) snapshotsOf(name, { ...args, tag }, parent);
    return volume;
}

function snapshotsOf(
    name: string,
    { account, snapshots, tag }: DataVolumeArgs & { readonly tag: Readonly<Record<string, string>> },
    parent: pulumi.Resource,
): void {
    const role = new iam.Role(
        `${name}-snapshots`,
        {
            description: `Takes snapshots of the data of ${name}`,
            assumeRolePolicy: account.id.apply((id) => serviceTrustPolicy("dlm.amazonaws.com", id)),
        },
        { parent },
    );
    const access = new iam.RolePolicyAttachment(
        `${name}-snapshots`,
        {
            role: role.name,
            // AWS's own for this service, which changes with what the service asks.
            policyArn: pulumi.interpolate`arn:${account.partition}:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRole`,
        },
        { parent },
    );
    new dlm.LifecyclePolicy(
        `${name}-snapshots`,
        {
            description: `Daily snapshots of the data of ${name}`,
            executionRoleArn: role.arn,
            state: "ENABLED",
            policyDetails: {
                policyType: "EBS_SNAPSHOT_MANAGEMENT",
                resourceTypes: ["VOLUME"],
                targetTags: tag,
                schedules: [
                    {
                        name: "daily",
                        createRule: { interval: 24, intervalUnit: "HOURS", times: SNAPSHOT_TIME },
                        retainRule: { count: snapshots },
                        copyTags: true,
                    },
                ],
            },
        },
        { parent, dependsOn: [access] },
    );
}
