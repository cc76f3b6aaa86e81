import type * as ecs from "@pulumi/aws/ecs";
import type * as pulumi from "@pulumi/pulumi";
import type { Network } from "../aws/network";
import type { FargateVolume } from "../fargate-volume";

/** A folder of the container that is not the image's. */
export interface MountedVolume {
    /** Its name in the task definition. */
    readonly name: string;
    /** Where it appears in the container. */
    readonly path: string;
    /** @default false */
    readonly readOnly?: boolean;
    /** Where its files are. @default the task's own disk: they end with the task */
    readonly storage?: FargateVolume;
}

/** Port of NFS, by which EFS is mounted. */
export const NFS = 2049;

/** Whether two tasks at once would write to the same files. */
export function isStateful(volumes: readonly MountedVolume[]): boolean {
    return volumes.some(({ storage, readOnly }) => storage !== undefined && readOnly !== true);
}

/** Subnets in which such tasks can run: a volume is reached from its own only. */
export function taskSubnets(
    { taskSubnetIds, zones }: Network,
    volumes: readonly MountedVolume[] = [],
): pulumi.Output<string[]> {
    const bound = volumes.some(({ storage }) => storage !== undefined);
    return bound ? taskSubnetIds.apply((ids) => ids.slice(0, zones)) : taskSubnetIds;
}

/** The task definition's part. */
export function taskVolumes(volumes: readonly MountedVolume[]): NonNullable<ecs.TaskDefinitionArgs["volumes"]> {
    const names = [...new Set(volumes.map(({ name }) => name))].sort();
    return names.map((name) => {
        const storage = volumes.find((volume) => volume.name === name)?.storage;
        if (storage === undefined) return { name };
        return {
            name,
            efsVolumeConfiguration: {
                fileSystemId: storage.fileSystemId,
                transitEncryption: "ENABLED",
                authorizationConfig: { accessPointId: storage.accessPointId, iam: "ENABLED" },
            },
        };
    });
}
