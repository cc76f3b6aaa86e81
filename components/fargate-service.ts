import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";
import type { WatchedEcsService } from "./alarms/watched";
import { leadHosts, LoadBalancedPort, portNames } from "./aws/load-balanced-port";
import { connectionRules, serviceConnect, type FargateConnection } from "./fargate/connection";
import type { FargateSize } from "./fargate/plan";
import type { PublishedPort } from "./fargate/published-port";
import { capacity, drainingSeconds, rollout } from "./fargate/rollout";
import { scaleByCpu, type FargateScaling } from "./fargate/scaling";
import { fargateTask, type FargateTaskArgs } from "./fargate/task";
import { isStateful, taskSubnets } from "./fargate/volumes";
import { Refusal } from "./refusal";
import { Release } from "./release";

export type { FargateContainer } from "./fargate/container";
export type { FargateConnection } from "./fargate/connection";
export type { FargateScaling } from "./fargate/scaling";
export type { MountedVolume } from "./fargate/volumes";
export type { PublishedPort } from "./fargate/published-port";

export interface FargateServiceArgs extends FargateTaskArgs {
    /** @default reachable by nobody from outside */
    readonly publish?: readonly PublishedPort[];
    /** Running copies. With {@link scaling}: how many at first. @default 1 */
    readonly copies?: number;
    /** More copies when they are busy. @default always the same number */
    readonly scaling?: FargateScaling;
    /** Runs on AWS's spare machines: about a third of the price, taken away with two minutes' notice. @default false */
    readonly spot?: boolean;
    /** How it calls others by name, and they it. @default it does not */
    readonly connect?: FargateConnection;
    /** Of the service and its tasks. @default none of its own */
    readonly tags?: Readonly<Record<string, string>>;
    /** Seconds that a new copy may take before the load balancer's verdict counts. @default 15 */
    readonly startPeriodSeconds?: number;
    /** Seconds after which a release counts as failed. @default 900 */
    readonly deadlineSeconds?: number;
    /** Whether its host names lead here as soon as it is healthy; `FargateApp` waits for the whole app. @default true */
    readonly leadHosts?: boolean;
}

/**
 * One container on ECS Fargate, behind the environment's load balancer, with its image, secrets, roles and log.
 *
 * `pulumi up` succeeds only when the deployment that it asked for has completed: see {@link Release}.
 */
export class FargateService extends pulumi.ComponentResource {
    /** Where the world reaches it, in the order of `publish`. */
    readonly urls: readonly pulumi.Output<string>[];
    /** Its gate: what waits for it comes after a healthy release. */
    readonly release: Release;
    readonly serviceArn: pulumi.Output<string>;
    readonly taskDefinitionArn: pulumi.Output<string>;
    /** Other services may let this group in. */
    readonly securityGroupId: pulumi.Output<string>;
    /** What of it `Alarms` can watch. */
    readonly watched: WatchedEcsService;

    constructor(name: string, args: FargateServiceArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:FargateService", name, {}, opts);
        const { environment, publish = [], connect, scaling } = args;
        const parent = { parent: this };
        const stateful = isStateful(args.volumes ?? []);
        refuseTwoWriters(name, args, stateful);

        const container = { ...args.container, ports: portsOf(args) };
        const namedPorts = connect?.offers !== undefined;
        const task = fargateTask(name, { ...args, container, namedPorts }, this);
        const names = portNames(name, publish);
        const published = publish.map((one, index) => {
            const portArgs = {
                publish: one,
                environment,
                drainingSeconds: drainingSeconds(container.stopTimeoutSeconds ?? 30),
                taskSecurityGroupId: task.securityGroup.id,
            };
            return new LoadBalancedPort(names[index]!, portArgs, parent);
        });

        const self = { name, securityGroupId: task.securityGroup.id };
        const rules = (connect?.calls ?? []).flatMap((called) => connectionRules(self, called, this));

        const placed = {
            subnets: taskSubnets(environment.network, args.volumes),
            securityGroups: [task.securityGroup.id],
            assignPublicIp: environment.network.assignPublicIp,
        };
        const copies = args.copies ?? scaling?.min ?? 1;
        const service = new ecs.Service(
            name,
            {
                cluster: environment.clusterArn,
                taskDefinition: task.definition.arn,
                desiredCount: copies,
                ...capacity(args.spot ?? false),
                platformVersion: "LATEST",
                ...rollout(stateful),
                networkConfiguration: placed,
                ...(published.length > 0 && {
                    loadBalancers: published.map(({ targetGroupArn }, index) => ({
                        targetGroupArn,
                        containerName: name,
                        containerPort: publish[index]!.containerPort,
                    })),
                    healthCheckGracePeriodSeconds: args.startPeriodSeconds ?? 15,
                }),
                ...(connect && { serviceConnectConfiguration: serviceConnect(name, connect, environment) }),
                ...(connect?.registryArn !== undefined && { serviceRegistries: { registryArn: connect.registryArn } }),
                enableExecuteCommand: args.exec ?? false,
                enableEcsManagedTags: true,
                propagateTags: "SERVICE",
                ...(args.tags && { tags: args.tags }),
                // The Release is the only waiter: here a failed rollout would end as a bare timeout without a cause.
                waitForSteadyState: false,
            },
            {
                ...parent,
                dependsOn: [...task.ready, ...published, ...rules, ...(args.spot ? environment.spotReady : [])],
                // A name is known once in a namespace, and a volume has one writer: the old one goes first.
                ...((stateful || namedPorts) && { deleteBeforeReplace: true }),
                ...(scaling && { ignoreChanges: ["desiredCount"] }),
            },
        );
        if (scaling) {
            scaleByCpu(name, scaling, { clusterArn: environment.clusterArn, serviceName: service.name }, this);
        }

        this.release = new Release(
            name,
            {
                driver: "ecs-fargate",
                name,
                services: {
                    [name]: {
                        image: task.title.image,
                        variables: args.variables ?? {},
                        secrets: task.title.secrets,
                        size: sizeInWords(task.size, args),
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
                    // As the service has it, and so announced and judged where the service's changes: that starts a deployment too.
                    network: { ...placed, subnets: placed.subnets.apply((ids) => [...ids].sort()) },
                    ...(connect && { namespace: connect.namespaceArn }),
                    ...(connect?.registryArn !== undefined && { registry: connect.registryArn }),
                    ...(task.image.digest && { imageDigests: { [name]: task.image.digest } }),
                    ...(task.image.pushed && { images: [task.image.pushed] }),
                    logGroup: environment.logs.name,
                    logStreamPrefix: name,
                },
                deadlineSeconds: args.deadlineSeconds ?? 900,
            },
            parent,
        );

        if (args.leadHosts ?? true) leadHosts(environment, publish, [this.release]);

        this.urls = published.map(({ url }) => url);
        this.serviceArn = service.id;
        this.taskDefinitionArn = task.definition.arn;
        this.securityGroupId = task.securityGroup.id;
        this.watched = {
            ...{ kind: "ecs-service", name, serviceName: service.name, clusterArn: environment.clusterArn },
            copies: scaling?.min ?? copies,
            ports: published.map(({ watched }) => watched),
        };
        this.registerOutputs({ urls: this.urls });
    }
}

/** Every port that the container listens on, the published and the offered ones among them. */
function portsOf({ container, publish = [], connect }: FargateServiceArgs): number[] {
    return [
        ...(container?.ports ?? []),
        ...(connect?.offers?.ports ?? []),
        ...publish.map(({ containerPort }) => containerPort),
    ];
}

function healthInWords(publish: readonly PublishedPort[]): string {
    const asked = publish.map(
        ({ healthPath = "/health", healthPort, containerPort }) =>
            `GET ${healthPath} on ${healthPort ?? containerPort}`,
    );
    return asked.length === 0 ? "running" : [...new Set(asked)].join(", ");
}

function sizeInWords({ cpu, memoryMiB }: FargateSize, { copies = 1, scaling, spot }: FargateServiceArgs): string {
    const number = scaling ? `${scaling.min} to ${scaling.max}` : copies;
    return `${cpu} CPU, ${memoryMiB} MiB, ${number} ${number === 1 ? "copy" : "copies"}${spot ? " on Spot" : ""}`;
}

/** Two tasks that write to the same files ruin them. */
function refuseTwoWriters(name: string, { copies = 1, scaling, spot }: FargateServiceArgs, stateful: boolean): void {
    if (!stateful) return;
    const wish = copies > 1 ? `${copies} copies` : scaling ? "scaling" : spot ? "Spot" : undefined;
    if (wish === undefined) return;
    throw new Refusal(
        `${name}: has a writable volume, so it is one copy on a machine that stays: it cannot have ${wish}`,
    );
}
