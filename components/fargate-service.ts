import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";
import { LoadBalancedPort, portNames } from "./aws/load-balanced-port";
import type { FargateSize } from "./fargate/plan";
import type { PublishedPort } from "./fargate/published-port";
import { fargateTask, type FargateTaskArgs } from "./fargate/task";
import { Release } from "./release";

export type { FargateContainer } from "./fargate/container";
export type { PublishedPort } from "./fargate/published-port";

export interface FargateServiceArgs extends FargateTaskArgs {
    /** @default reachable by nobody from outside */
    readonly publish?: readonly PublishedPort[];
    /** Running copies. @default 1 */
    readonly copies?: number;
    /** Seconds that a new copy may take before the load balancer's verdict counts. @default 15 */
    readonly startPeriodSeconds?: number;
    /** Seconds after which a release counts as failed. @default 900 */
    readonly deadlineSeconds?: number;
}

/**
 * One container on ECS Fargate, behind the environment's load balancer, with its image, secrets, roles and log.
 *
 * `pulumi up` succeeds only when the deployment that it asked for has completed: see {@link Release}.
 */
export class FargateService extends pulumi.ComponentResource {
    /** Where the world reaches it, in the order of `publish`. */
    readonly urls: readonly pulumi.Output<string>[];
    readonly serviceArn: pulumi.Output<string>;
    readonly taskDefinitionArn: pulumi.Output<string>;
    /** Other services may let this group in. */
    readonly securityGroupId: pulumi.Output<string>;

    constructor(name: string, args: FargateServiceArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:FargateService", name, {}, opts);
        const { environment, publish = [] } = args;
        const parent = { parent: this };

        const task = fargateTask(name, { ...args, container: { ...args.container, ports: portsOf(args) } }, this);
        const names = portNames(name, publish);
        const published = publish.map((one, index) => {
            const portArgs = { publish: one, environment, taskSecurityGroupId: task.securityGroup.id };
            return new LoadBalancedPort(names[index]!, portArgs, parent);
        });

        const copies = args.copies ?? 1;
        const service = new ecs.Service(
            name,
            {
                cluster: environment.clusterArn,
                taskDefinition: task.definition.arn,
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
                    securityGroups: [task.securityGroup.id],
                    assignPublicIp: environment.network.assignPublicIp,
                },
                ...(published.length > 0 && {
                    loadBalancers: published.map(({ targetGroupArn }, index) => ({
                        targetGroupArn,
                        containerName: name,
                        containerPort: publish[index]!.containerPort,
                    })),
                    healthCheckGracePeriodSeconds: args.startPeriodSeconds ?? 15,
                }),
                enableExecuteCommand: false,
                enableEcsManagedTags: true,
                propagateTags: "SERVICE",
                // The Release is the only waiter: here a failed rollout would end as a bare timeout without a cause.
                waitForSteadyState: false,
            },
            { ...parent, dependsOn: [...task.ready, ...published] },
        );

        new Release(
            name,
            {
                driver: "ecs-fargate",
                name,
                services: {
                    [name]: {
                        image: task.title.image,
                        variables: args.variables ?? {},
                        secrets: task.title.secrets,
                        size: sizeInWords(task.size, copies),
                        health: healthInWords(publish),
                    },
                },
                deployment: {
                    region: environment.account.region,
                    ...environment.account.access,
                    cluster: environment.clusterArn,
                    service: service.id,
                    // By its ARN, not by its content: going back to an earlier version is a release too.
                    taskDefinition: task.definition.arn,
                    ...(task.digest && { imageDigests: { [name]: task.digest } }),
                    logGroup: environment.logs.name,
                    logStreamPrefix: name,
                },
                deadlineSeconds: args.deadlineSeconds ?? 900,
            },
            parent,
        );

        this.urls = published.map(({ url }) => url);
        this.serviceArn = service.id;
        this.taskDefinitionArn = task.definition.arn;
        this.securityGroupId = task.securityGroup.id;
        this.registerOutputs({ urls: this.urls });
    }
}

/** Every port that the container listens on, the published ones among them. */
function portsOf({ container, publish = [] }: FargateServiceArgs): number[] {
    return [...(container?.ports ?? []), ...publish.map(({ containerPort }) => containerPort)];
}

function healthInWords(publish: readonly PublishedPort[]): string {
    const asked = publish.map(
        ({ healthPath = "/health", healthPort, containerPort }) =>
            `GET ${healthPath} on ${healthPort ?? containerPort}`,
    );
    return asked.length === 0 ? "running" : [...new Set(asked)].join(", ");
}

function sizeInWords({ cpu, memoryMiB }: FargateSize, copies: number): string {
    return `${cpu} CPU, ${memoryMiB} MiB, ${copies} ${copies === 1 ? "copy" : "copies"}`;
}
