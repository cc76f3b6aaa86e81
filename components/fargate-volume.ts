import * as efs from "@pulumi/aws/efs";
import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import type { FargateEnvironment } from "./service-environment";
import { stackTags } from "./aws/stack-tags";

export interface FargateVolumeArgs {
    readonly environment: FargateEnvironment;
    /** Whose files these are, whoever writes them. @default each file belongs to the container's user who wrote it; the folder is root's */
    readonly owner?: { readonly uid: number; readonly gid: number };
}

/**
 * A folder that outlives the tasks that mount it: an EFS file system of its own, encrypted, backed up each day, reached from
 * every subnet of the environment's tasks.
 *
 * Its data outlives `destroy` too, and outside of a disposable environment Pulumi refuses to delete it.
 */
export class FargateVolume extends pulumi.ComponentResource {
    /** Wait for this component before mounting it: a task that finds no mount target fails. */
    readonly fileSystemId: pulumi.Output<string>;
    readonly fileSystemArn: pulumi.Output<string>;
    readonly accessPointId: pulumi.Output<string>;
    readonly accessPointArn: pulumi.Output<string>;
    /** Lets nobody in: each service that mounts the volume adds a rule for itself. */
    readonly securityGroupId: pulumi.Output<string>;
    /** Whether the container's root is root there too. */
    readonly rootAccess: boolean;

    constructor(name: string, args: FargateVolumeArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:FargateVolume", name, {}, opts);
        const { environment, owner } = args;
        const { network } = environment;
        const kept = { parent: this, retainOnDelete: true, protect: !environment.disposable };

        const tags = { Name: name, ...stackTags() };

        const files = new efs.FileSystem(
            name,
            { encrypted: true, performanceMode: "generalPurpose", throughputMode: "bursting", tags },
            kept,
        );
        // Stays with the files: to delete it is to turn their backups off.
        new efs.BackupPolicy(
            name,
            { fileSystemId: files.id, backupPolicy: { status: "ENABLED" } },
            { parent: this, retainOnDelete: true },
        );
        const folder = new efs.AccessPoint(
            name,
            {
                fileSystemId: files.id,
                ...(owner && { posixUser: owner }),
                rootDirectory: {
                    path: "/data",
                    creationInfo: { ownerUid: owner?.uid ?? 0, ownerGid: owner?.gid ?? 0, permissions: "0755" },
                },
                tags,
            },
            kept,
        );
        const group = new ec2.SecurityGroup(
            `${name}-volume`,
            { description: `Volume ${name}`, vpcId: network.vpcId, revokeRulesOnDelete: true },
            { parent: this },
        );
        for (let zone = 0; zone < network.zones; zone += 1) {
            new efs.MountTarget(
                `${name}-${zone + 1}`,
                {
                    fileSystemId: files.id,
                    subnetId: network.taskSubnetIds.apply((ids) => ids[zone] ?? ""),
                    securityGroups: [group.id],
                },
                { parent: this },
            );
        }
        this.fileSystemId = files.id;
        this.fileSystemArn = files.arn;
        this.accessPointId = folder.id;
        this.accessPointArn = folder.arn;
        this.securityGroupId = group.id;
        this.rootAccess = owner === undefined;
        this.registerOutputs({ fileSystemId: this.fileSystemId });
    }
}
