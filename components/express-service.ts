import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";
import type { WatchedEcsService } from "./alarms/watched";
import type { SecretVariable } from "./app-secrets";
import { ExpressInfrastructureRole } from "./aws/express-infrastructure-role";
import { imageFor, type ServiceImage } from "./aws/service-image";
import { serviceSecrets } from "./aws/service-secrets";
import { TaskRoles } from "./aws/task-roles";
import { taskSecurityGroup } from "./aws/task-security-group";
import { releasedVersion, requestedVersion, type ExpressVersion } from "./express/configuration";
import type { ExpressScaling, ExpressSize } from "./express/settings";
import type { FargateEnvironment } from "./service-environment";
import { Refusal } from "./refusal";
import { Release } from "./release";

export type { ExpressScaling, ExpressSize } from "./express/settings";

/** What an Express service needs of its environment. It has a load balancer of AWS's own making. */
export type ExpressEnvironment = Pick<
    FargateEnvironment,
    "account" | "clusterArn" | "disposable" | "logs" | "network" | "spotReady"
>;

export interface ExpressServiceArgs {
    readonly environment: ExpressEnvironment;
    /** For linux/amd64. */
    readonly image: ServiceImage;
    /** The container's HTTP port. */
    readonly port: number;
    /** The path that the load balancer asks. @default "/health" */
    readonly healthPath?: string;
    /** In the place of the image's CMD. @default the image's own */
    readonly command?: readonly string[];
    /** @default 256 CPU units, 512 MiB */
    readonly size?: ExpressSize;
    /** @default one copy */
    readonly scaling?: ExpressScaling;
    /** Variables that anybody may read. */
    readonly variables?: Readonly<Record<string, pulumi.Input<string>>>;
    /** Variables that reach the container by reference, never by value. */
    readonly secrets?: Readonly<Record<string, SecretVariable>>;
    /** Key of the secrets' labels; needed where a secret's value is given. */
    readonly labelKey?: pulumi.Input<string>;
    /** Ports on which tasks may call out. @default [443] */
    readonly egressPorts?: readonly number[];
    readonly tags?: Readonly<Record<string, string>>;
    /** Seconds after which a release counts as failed; AWS takes more than 360 for a good one. @default 1800 */
    readonly deadlineSeconds?: number;
}

/** 5 % of the requests for 3 minutes, then all of them for 3 minutes, and tasks have to start and end. */
const LEAST_DEADLINE_SECONDS = 600;

/**
 * One HTTP container on ECS Express Mode, with its image, secrets, roles and log. AWS makes a load balancer, an address with a
 * certificate, and the alarm that watches a release; everybody reaches it.
 *
 * `pulumi up` succeeds only when the deployment that brings this version has succeeded: see {@link Release}.
 */
export class ExpressService extends pulumi.ComponentResource {
    /** AWS's own address of it. */
    readonly url: pulumi.Output<string>;
    readonly serviceArn: pulumi.Output<string>;
    /** Databases may let this group in. */
    readonly securityGroupId: pulumi.Output<string>;
    /** What of it `Alarms` can watch: not its load balancer, which is AWS's and has two target groups by turns. */
    readonly watched: WatchedEcsService;

    constructor(name: string, args: ExpressServiceArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:ExpressService", name, {}, opts);
        const { environment, variables = {}, healthPath = "/health", deadlineSeconds = 1800 } = args;
        const { size = { cpu: 256, memoryMiB: 512 }, scaling = { min: 1, max: 1 } } = args;
        refuseHaste(name, deadlineSeconds);
        const { account, network, logs } = environment;
        const parent = { parent: this };
        const image = imageFor(name, args.image, { environment, platform: "linux/amd64" }, this);
        const secrets = serviceSecrets(name, args, this);
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
        const infrastructure = new ExpressInfrastructureRole(name, { environment }, parent);
        const { group, rules } = taskSecurityGroup(name, { network, egressPorts: args.egressPorts ?? [443] }, this);

        const version: ExpressVersion = {
            image: image.reference,
            port: args.port,
            ...(args.command && { command: args.command }),
            variables,
            secrets: secrets?.valueFrom ?? {},
            ...{ size, scaling, healthPath },
            executionRoleArn: roles.executionRoleArn,
            taskRoleArn: roles.taskRoleArn,
            // Where these are public, so is the load balancer.
            subnets: network.publicSubnetIds,
            securityGroups: [group.id],
            log: { group: logs.name, streamPrefix: name },
        };
        const service = new ecs.ExpressGatewayService(
            name,
            {
                // Without a name of ours: one that was used before is refused for as long as the earlier service drains.
                ...requestedVersion(version),
                cluster: environment.clusterArn,
                infrastructureRoleArn: infrastructure.arn,
                ...(args.tags && { tags: args.tags }),
            },
            {
                ...parent,
                dependsOn: [
                    ...image.ready,
                    ...(secrets ? [secrets] : []),
                    ...[roles, infrastructure],
                    ...rules,
                    ...environment.spotReady,
                    ...(network.ready ?? []),
                ],
                // The provider takes another cluster for a change in place, and leaves the service where it is.
                replaceOnChanges: ["cluster"],
            },
        );

        new Release(
            name,
            {
                driver: "ecs-express",
                name,
                services: {
                    [name]: {
                        image: image.title,
                        variables,
                        secrets: secrets?.labels ?? {},
                        size: sizeInWords(size, scaling),
                        health: `GET ${healthPath} on ${args.port}`,
                    },
                },
                deployment: {
                    region: account.region,
                    ...account.access,
                    cluster: environment.clusterArn,
                    service: service.serviceArn,
                    configuration: releasedVersion(version),
                    ...(image.digest && { imageDigest: image.digest }),
                    ...(image.pushed && { images: [image.pushed] }),
                    logGroup: logs.name,
                    logStreamPrefix: name,
                },
                deadlineSeconds,
            },
            parent,
        );

        this.url = service.ingressPaths.apply((paths) => addressOf(paths[0]?.endpoint));
        this.serviceArn = service.serviceArn;
        this.securityGroupId = group.id;
        this.watched = {
            ...{ kind: "ecs-service", name, serviceName: service.serviceName, clusterArn: environment.clusterArn },
            ...{ copies: scaling.min, ports: [] },
        };
        this.registerOutputs({ url: this.url });
    }
}

function refuseHaste(name: string, deadlineSeconds: number): void {
    if (deadlineSeconds >= LEAST_DEADLINE_SECONDS) return;
    throw new Refusal(
        `${name}: deadlineSeconds is ${deadlineSeconds}, but Express needs more than six minutes for a good release: ` +
            `give ${LEAST_DEADLINE_SECONDS} or more`,
    );
}

/** AWS tells the host, the provider in some versions the whole address. */
function addressOf(endpoint: string | undefined): string {
    return endpoint === undefined ? "" : `https://${endpoint.replace(/^https?:\/\//, "").replace(/\/$/, "")}`;
}

function sizeInWords({ cpu, memoryMiB }: ExpressSize, { min, max }: ExpressScaling): string {
    const number = min === max ? min : `${min} to ${max}`;
    return `${cpu} CPU, ${memoryMiB} MiB, ${number} ${number === 1 ? "copy" : "copies"}`;
}
