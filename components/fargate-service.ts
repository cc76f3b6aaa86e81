import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";
import { AppSecrets, type SecretVariable } from "./app-secrets";
import { containerDefinitions, type ContainerHealthCheck, type TmpfsMount } from "./aws/container-definition";
import { imageFor, type FargateImage } from "./aws/fargate-image";
import { LoadBalancedPort } from "./aws/load-balanced-port";
import { TaskRoles } from "./aws/task-roles";
import { taskSecurityGroup } from "./aws/task-security-group";
import type { FargateEnvironment } from "./environment";
import type { FargateSize } from "./fargate/plan";
import { Release } from "./release";

/** A port that the world may reach, by HTTP, through the environment's load balancer. */
export interface PublishedPort {
    /** The port that the world sees. */
    readonly port: number;
    /** The port that the container listens on. */
    readonly containerPort: number;
    /** CIDR blocks that may connect. */
    readonly allow: readonly string[];
    /** The path that a healthy copy answers with 2xx. @default "/health" */
    readonly healthPath?: string;
}

/** How the one container runs. */
export interface FargateContainer {
    readonly entryPoint?: readonly string[];
    readonly command?: readonly string[];
    readonly workingDirectory?: string;
    readonly user?: string;
    /** @default false */
    readonly readOnlyRoot?: boolean;
    /** Kernel capabilities taken away, such as `ALL`. @default none */
    readonly dropCapabilities?: readonly string[];
    readonly tmpfs?: readonly TmpfsMount[];
    /** Ports that the container listens on, besides the published one. */
    readonly ports?: readonly number[];
    /** A check inside the container, beside the load balancer's. @default none */
    readonly healthCheck?: ContainerHealthCheck;
    /** Seconds between SIGTERM and SIGKILL. @default 30 */
    readonly stopTimeoutSeconds?: number;
}

export interface FargateServiceArgs {
    readonly environment: FargateEnvironment;
    readonly image: FargateImage;
    readonly container?: FargateContainer;
    /** @default reachable by nobody from outside */
    readonly publish?: PublishedPort;
    /** @default 256 CPU units, 512 MiB */
    readonly size?: FargateSize;
    /** Running copies. @default 1 */
    readonly copies?: number;
    /** Seconds that a new copy may take before the load balancer's verdict counts. @default 15 */
    readonly startPeriodSeconds?: number;
    /** Variables that anybody may read. */
    readonly variables?: Readonly<Record<string, pulumi.Input<string>>>;
    /** Variables that reach the container by reference, never by value. */
    readonly secrets?: Readonly<Record<string, SecretVariable>>;
    /** Key of the secrets' labels; needed where a secret's value is given. */
    readonly labelKey?: pulumi.Input<string>;
    /** @default "X86_64" */
    readonly architecture?: "X86_64" | "ARM64";
    /** Ports on which tasks may call out. @default [443]: AWS itself and anything by HTTPS */
    readonly egressPorts?: readonly number[];
    /** Seconds after which a release counts as failed. @default 900 */
    readonly deadlineSeconds?: number;
}

/**
 * One container on ECS Fargate, behind the environment's load balancer, with its image, secrets, roles and log.
 *
 * `pulumi up` succeeds only when the deployment that it asked for has completed: see {@link Release}.
 */
export class FargateService extends pulumi.ComponentResource {
    /** Where the world reaches it; `undefined` without `publish`. */
    readonly url: pulumi.Output<string> | undefined;
    readonly serviceArn: pulumi.Output<string>;
    readonly taskDefinitionArn: pulumi.Output<string>;
    /** Other services may let this group in. */
    readonly securityGroupId: pulumi.Output<string>;

    constructor(name: string, args: FargateServiceArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:FargateService", name, {}, opts);
        const { environment, publish } = args;
        const parent = { parent: this };
        const platform = args.architecture === "ARM64" ? "linux/arm64" : "linux/amd64";

        const image = imageFor(name, args.image, { environment, platform }, this);
        const secrets = secretsFor(name, args, this);
        const roles = new TaskRoles(
            name,
            {
                environment,
                repositoryArns: image.repositoryArns,
                secretArns: secrets?.arns ?? [],
                logStreamPrefix: name,
            },
            parent,
        );
        const tasks = taskSecurityGroup(
            name,
            { network: environment.network, egressPorts: args.egressPorts ?? [443] },
            this,
        );
        const published =
            publish && new LoadBalancedPort(name, { ...publish, environment, taskSecurityGroupId: tasks.id }, parent);

        const size = args.size ?? { cpu: 256, memoryMiB: 512 };
        const task = new ecs.TaskDefinition(
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
                // Deregistering would leave a rollback with a task definition that starts nothing.
                skipDestroy: true,
            },
            { ...parent, dependsOn: [...image.ready, ...(secrets ? [secrets] : [])] },
        );

        const copies = args.copies ?? 1;
        const service = new ecs.Service(
            name,
            {
                cluster: environment.clusterArn,
                taskDefinition: task.arn,
                desiredCount: copies,
                launchType: "FARGATE",
                platformVersion: "LATEST",
                deploymentController: { type: "ECS" },
                deploymentCircuitBreaker: { enable: true, rollback: true },
                deploymentMinimumHealthyPercent: 100,
                deploymentMaximumPercent: 200,
                availabilityZoneRebalancing: "ENABLED",
                networkConfiguration: {
                    subnets: environment.network.taskSubnetIds,
                    securityGroups: [tasks.id],
                    assignPublicIp: environment.network.assignPublicIp,
                },
                ...(published && {
                    loadBalancers: [
                        {
                            targetGroupArn: published.targetGroupArn,
                            containerName: name,
                            containerPort: publish.containerPort,
                        },
                    ],
                    healthCheckGracePeriodSeconds: args.startPeriodSeconds ?? 15,
                }),
                enableExecuteCommand: false,
                enableEcsManagedTags: true,
                propagateTags: "SERVICE",
                // The Release is the only waiter: here a failed rollout would end as a bare timeout without a cause.
                waitForSteadyState: false,
            },
            { ...parent, dependsOn: [roles, ...(published ? [published] : [])] },
        );

        new Release(
            name,
            {
                driver: "ecs-fargate",
                name,
                services: {
                    [name]: {
                        image: image.title,
                        variables: args.variables ?? {},
                        secrets: secrets?.labels ?? {},
                        size: `${size.cpu} CPU, ${size.memoryMiB} MiB, ${copies} ${copies === 1 ? "copy" : "copies"}`,
                        health: publish
                            ? `GET ${publish.healthPath ?? "/health"} on ${publish.containerPort}`
                            : "running",
                    },
                },
                deployment: {
                    region: environment.account.region,
                    ...(environment.account.profile !== undefined && { profile: environment.account.profile }),
                    cluster: environment.clusterArn,
                    service: service.id,
                    // By its ARN, not by its content: going back to an earlier version is a release too.
                    taskDefinition: task.arn,
                    logGroup: environment.logs.name,
                    logStreamPrefix: name,
                },
                deadlineSeconds: args.deadlineSeconds ?? 900,
            },
            parent,
        );

        this.url = published?.url;
        this.serviceArn = service.id;
        this.taskDefinitionArn = task.arn;
        this.securityGroupId = tasks.id;
        this.registerOutputs({ url: this.url });
    }
}

function secretsFor(name: string, args: FargateServiceArgs, parent: pulumi.Resource): AppSecrets | undefined {
    const variables = args.secrets ?? {};
    if (Object.keys(variables).length === 0) return undefined;
    return new AppSecrets(
        name,
        {
            variables,
            labelKey: args.labelKey,
            description: `Secret variables of ${pulumi.getProject()}/${pulumi.getStack()}/${name}`,
            disposable: args.environment.disposable,
        },
        { parent },
    );
}

function definitionsOf(
    name: string,
    args: FargateServiceArgs,
    reference: pulumi.Output<string>,
    secrets: AppSecrets | undefined,
): pulumi.Output<string> {
    const { container = {}, environment, publish } = args;
    const ports = [...(container.ports ?? []), ...(publish ? [publish.containerPort] : [])];
    const settings = {
        name,
        readOnlyRoot: false,
        dropCapabilities: [],
        tmpfs: [],
        stopTimeoutSeconds: 30,
        ...container,
        ports: [...new Set(ports)],
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
