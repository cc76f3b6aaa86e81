import * as ecs from "@pulumi/aws/ecs";
import type * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import type { AppSecrets, SecretVariable } from "../app-secrets";
import { containerDefinitions } from "../aws/container-definition";
import { imageFor, type ResolvedImage, type ServiceImage } from "../aws/service-image";
import { serviceSecrets } from "../aws/service-secrets";
import { TaskRoles } from "../aws/task-roles";
import { taskSecurityGroup } from "../aws/task-security-group";
import type { FargateEnvironment } from "../service-environment";
import { connectionRules, type CalledService } from "./connection";
import type { FargateContainer } from "./container";
import type { FargateSize } from "./plan";
import { NFS, taskVolumes, type MountedVolume } from "./volumes";

/** What one container on Fargate needs, whether it lasts (a service) or ends (a job). */
export interface FargateTaskArgs {
    readonly environment: FargateEnvironment;
    readonly image: ServiceImage;
    readonly container?: FargateContainer;
    /** @default 256 CPU units, 512 MiB */
    readonly size?: FargateSize;
    /** Variables that anybody may read. */
    readonly variables?: Readonly<Record<string, pulumi.Input<string>>>;
    /** Variables that reach the container by reference, never by value. */
    readonly secrets?: Readonly<Record<string, SecretVariable>>;
    /** Key of the secrets' labels; needed where a secret's value is given. */
    readonly labelKey?: pulumi.Input<string>;
    /** The task's own disk, its unpacked image included, from 21 to 200 GiB. @default 20, which cost nothing */
    readonly diskGiB?: number;
    /** Folders that are not the image's. @default none */
    readonly volumes?: readonly MountedVolume[];
    /** Databases and caches that it connects to. @default none */
    readonly reaches?: readonly CalledService[];
    /** Whether people may open a shell in it: `aws ecs execute-command`. Needs a writable root. @default false */
    readonly exec?: boolean;
    /** Whether Service Connect offers its ports. @default false */
    readonly namedPorts?: boolean;
    /** @default "X86_64" */
    readonly architecture?: "X86_64" | "ARM64";
    /** Ports on which tasks may call out. @default [443]: AWS itself and anything by HTTPS */
    readonly egressPorts?: readonly number[];
}

/** One version of a task, ready to be started by a service or a job. */
export interface FargateTask {
    readonly definition: ecs.TaskDefinition;
    readonly securityGroup: ec2.SecurityGroup;
    readonly size: FargateSize;
    /** Image and secret labels in a release's words. */
    readonly title: { readonly image: string; readonly secrets: Readonly<Record<string, pulumi.Output<string>>> };
    readonly image: Pick<ResolvedImage, "digest" | "pushed">;
    /** To be waited for before a task is started. */
    readonly ready: readonly pulumi.Resource[];
}

/**
 * Image, secrets, roles, security group and task definition of one container, as children of `parent`.
 *
 * A function, not a component: whoever starts the task is its component.
 */
export function fargateTask(name: string, args: FargateTaskArgs, parent: pulumi.Resource): FargateTask {
    const { environment } = args;
    const platform = args.architecture === "ARM64" ? "linux/arm64" : "linux/amd64";
    const image = imageFor(name, args.image, { environment, platform }, parent);
    const secrets = serviceSecrets(name, args, parent);
    const roles = new TaskRoles(
        name,
        {
            environment,
            repositoryArns: image.repositoryArns,
            secretArns: secrets?.arns ?? [],
            logStreamPrefix: name,
            volumes: args.volumes,
            exec: args.exec,
        },
        { parent },
    );
    const { group: securityGroup, rules } = taskSecurityGroup(
        name,
        { network: environment.network, egressPorts: args.egressPorts ?? [443] },
        parent,
    );
    const { volumes = [] } = args;
    const self = { name, securityGroupId: securityGroup.id };
    const reached = [
        ...volumes.flatMap(({ name: volume, storage }) =>
            storage === undefined
                ? []
                : [
                      storage,
                      ...connectionRules(
                          self,
                          { name: volume, securityGroupId: storage.securityGroupId, ports: [NFS] },
                          parent,
                      ),
                  ],
        ),
        ...(args.reaches ?? []).flatMap((called) => connectionRules(self, called, parent)),
    ];
    const size = args.size ?? { cpu: 256, memoryMiB: 512 };
    const definition = new ecs.TaskDefinition(
        name,
        {
            family: `${pulumi.getProject()}-${pulumi.getStack()}-${name}`,
            requiresCompatibilities: ["FARGATE"],
            networkMode: "awsvpc",
            cpu: String(size.cpu),
            memory: String(size.memoryMiB),
            runtimePlatform: { cpuArchitecture: args.architecture ?? "X86_64", operatingSystemFamily: "LINUX" },
            executionRoleArn: roles.executionRoleArn,
            taskRoleArn: roles.taskRoleArn,
            containerDefinitions: definitionsOf(name, args, image.reference, secrets),
            ...(volumes.length > 0 && { volumes: taskVolumes(volumes) }),
            ...(args.diskGiB !== undefined && { ephemeralStorage: { sizeInGib: args.diskGiB } }),
            // Deregistering would leave a rollback with a task definition that starts nothing.
            skipDestroy: true,
        },
        { parent, dependsOn: [...image.ready, ...(secrets ? [secrets] : [])] },
    );
    const title = { image: image.title, secrets: secrets?.labels ?? {} };
    const ready = [roles, ...rules, ...reached, ...(environment.network.ready ?? [])];
    return { definition, securityGroup, size, title, image, ready };
}

function definitionsOf(
    name: string,
    args: FargateTaskArgs,
    reference: pulumi.Output<string>,
    secrets: AppSecrets | undefined,
): pulumi.Output<string> {
    const { container = {}, environment } = args;
    const mounts = (args.volumes ?? []).map(({ name: volume, path, readOnly = false }) => ({ volume, path, readOnly }));
    const settings = {
        name,
        readOnlyRoot: false,
        dropCapabilities: [],
        tmpfs: [],
        stopTimeoutSeconds: 30,
        ...container,
        ports: [...new Set(container.ports)],
        namedPorts: args.namedPorts,
        mounts,
    };
    return pulumi
        .all([reference, args.variables ?? {}, secrets?.valueFrom ?? {}, environment.account.region])
        .apply(([image, variables, valueFrom, region]) =>
            containerDefinitions(settings, {
                image,
                variables,
                secrets: valueFrom,
                log: { group: environment.logs.name, region, streamPrefix: name },
            }),
        );
}
