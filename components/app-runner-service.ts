import * as apprunner from "@pulumi/aws/apprunner";
import * as pulumi from "@pulumi/pulumi";
import type { WatchedAppRunnerService } from "./alarms/watched";
import type { SecretVariable } from "./app-secrets";
import { AppRunnerRoles } from "./aws/app-runner-roles";
import { imageFor, type ServiceImage } from "./aws/service-image";
import { serviceSecrets } from "./aws/service-secrets";
import { taskSecurityGroup } from "./aws/task-security-group";
import { appRunnerConfiguration, withVariables } from "./app-runner/configuration";
import { AppRunnerDomain, type AppRunnerDomainArgs } from "./app-runner/domain";
import { tellsFailure } from "./app-runner/failure";
import { AppRunnerName } from "./app-runner/name";
import type { AppRunnerHealthCheck, AppRunnerScaling, AppRunnerSize } from "./app-runner/settings";
import type { FargateEnvironment } from "./service-environment";
import { Refusal } from "./refusal";
import { Release } from "./release";
import { stackTags } from "./aws/stack-tags";

export type { AppRunnerHealthCheck, AppRunnerScaling, AppRunnerSize } from "./app-runner/settings";

/** What an App Runner service needs of its environment: of a network only where it calls out through one. */
export type AppRunnerEnvironment = Pick<FargateEnvironment, "account" | "disposable" | "network" | "names">;

export interface AppRunnerServiceArgs {
    readonly environment: AppRunnerEnvironment;
    /** In ECR: App Runner runs nothing else. For linux/amd64. */
    readonly image: ServiceImage;
    /** The container's HTTP port. */
    readonly port: number;
    /** In the place of the image's CMD. @default the image's own */
    readonly startCommand?: string;
    /** @default GET /health every 5 s */
    readonly healthCheck?: AppRunnerHealthCheck;
    /** @default 256 CPU units, 512 MiB */
    readonly size?: AppRunnerSize;
    /** @default one instance */
    readonly scaling?: AppRunnerScaling;
    /** Variables that anybody may read. Not PORT, which App Runner sets itself. */
    readonly variables?: Readonly<Record<string, pulumi.Input<string>>>;
    /** Variables that reach the container by reference, never by value. */
    readonly secrets?: Readonly<Record<string, SecretVariable>>;
    /** Key of the secrets' labels; needed where a secret's value is given. */
    readonly labelKey?: pulumi.Input<string>;
    /** Calls out through the environment's network, on these ports only. @default right to the internet */
    readonly vpc?: { readonly egressPorts?: readonly number[] };
    /** A host name in the environment's domain. @default App Runner's own address only */
    readonly domain?: string;
    readonly tags?: Readonly<Record<string, string>>;
    /** Seconds after which a release counts as failed. @default 1200 */
    readonly deadlineSeconds?: number;
}

/** The prefix of names that App Runner limits to 32 characters, of which eight are random. */
const MOST_PREFIX = 24;

/**
 * One HTTP container on App Runner, with its image, secrets and roles.
 *
 * `pulumi up` succeeds only when the operation that brings this version has succeeded: see {@link Release}.
 */
export class AppRunnerService extends pulumi.ComponentResource {
    /** Where the world reaches it: its domain, where there is one. */
    readonly url: pulumi.Output<string>;
    readonly serviceArn: pulumi.Output<string>;
    /** What of it `Alarms` can watch. */
    readonly watched: WatchedAppRunnerService;

    constructor(name: string, args: AppRunnerServiceArgs, opts: pulumi.ComponentResourceOptions = {}) {
        let first: AppRunnerName | undefined;
        super(
            "slipway:components:AppRunnerService",
            name,
            {},
            { ...opts, transformations: [...(opts.transformations ?? []), afterName(() => first)] },
        );
        const { environment, variables = {}, size = { cpu: 256, memoryMiB: 512 } } = args;
        const { account } = environment;
        const parent = { parent: this };
        const access = { ...account.access, region: account.region };
        const { serviceName } = (first = new AppRunnerName(
            name,
            { ...access, prefix: name.slice(0, MOST_PREFIX) },
            parent,
        ));
        const image = imageFor(name, args.image, { environment, platform: "linux/amd64" }, this);
        const secrets = serviceSecrets(name, args, this);
        const roles = new AppRunnerRoles(
            name,
            { repositoryArns: image.repositoryArns, secretArns: secrets?.arns ?? [] },
            parent,
        );
        const { min, max, concurrency = 100 } = args.scaling ?? { min: 1, max: 1 };
        const scaling = new apprunner.AutoScalingConfigurationVersion(
            name,
            { autoScalingConfigurationName: serviceName, minSize: min, maxSize: max, maxConcurrency: concurrency },
            parent,
        );
        const connector = args.vpc && this.connector(name, args.vpc, environment, serviceName);
        const configuration = appRunnerConfiguration({
            ...args,
            image: image.reference,
            size,
            secrets: secrets?.valueFrom ?? {},
            accessRoleArn: roles.accessRoleArn,
            instanceRoleArn: roles.instanceRoleArn,
            autoScalingConfigurationArn: scaling.arn,
            vpcConnectorArn: connector?.arn,
        });
        const deadlineSeconds = args.deadlineSeconds ?? 1200;
        const service = new apprunner.Service(
            name,
            { serviceName, ...withVariables(configuration, variables), tags: { ...stackTags(), ...args.tags } },
            {
                ...parent,
                dependsOn: [...image.ready, ...(secrets ? [secrets] : []), roles],
                hooks: tellsFailure(name, access),
            },
        );

        const release = new Release(
            name,
            {
                driver: "app-runner",
                name,
                services: {
                    [name]: {
                        image: image.title,
                        variables,
                        secrets: secrets?.labels ?? {},
                        size: sizeInWords(size, args.scaling),
                        health: `GET ${args.healthCheck?.path ?? "/health"} on ${args.port}`,
                    },
                },
                deployment: {
                    ...access,
                    service: service.arn,
                    configuration,
                    ...(image.pushed && { images: [image.pushed] }),
                },
                deadlineSeconds,
            },
            parent,
        );

        const own = pulumi.interpolate`https://${service.serviceUrl}`;
        this.url =
            args.domain === undefined
                ? own
                : this.domain(name, args.domain, service.arn, { environment, access, release });
        this.serviceArn = service.arn;
        this.watched = { kind: "app-runner-service", name, serviceName, serviceId: service.serviceId };
        this.registerOutputs({ url: this.url });
    }

    private connector(
        name: string,
        { egressPorts = [443] }: NonNullable<AppRunnerServiceArgs["vpc"]>,
        { network }: AppRunnerEnvironment,
        vpcConnectorName: pulumi.Output<string>,
    ): apprunner.VpcConnector {
        const { group, rules } = taskSecurityGroup(name, { network, egressPorts }, this);
        return new apprunner.VpcConnector(
            name,
            { vpcConnectorName, subnets: network.taskSubnetIds, securityGroups: [group.id] },
            { parent: this, dependsOn: [...rules, ...(network.ready ?? [])] },
        );
    }

    private domain(
        name: string,
        domain: string,
        serviceArn: pulumi.Output<string>,
        {
            environment: { names },
            access,
            release,
        }: Pick<AppRunnerDomainArgs, "access"> & { environment: AppRunnerEnvironment; release: Release },
    ): pulumi.Output<string> {
        if (names === undefined) throw new Refusal(`${name}: ${domain} needs an environment with a domain`);
        const own = { serviceArn, domain, names, access, after: [release] };
        return new AppRunnerDomain(name, own, { parent: this }).url;
    }
}

/** Everything else of the service waits for its name: where App Runner is closed to the account, nothing is made. */
function afterName(name: () => AppRunnerName | undefined): pulumi.ResourceTransformation {
    return ({ props, opts }) => {
        const first = name();
        return first && { props, opts: pulumi.mergeOptions(opts, { dependsOn: first }) };
    };
}

function sizeInWords({ cpu, memoryMiB }: AppRunnerSize, { min, max }: AppRunnerScaling = { min: 1, max: 1 }): string {
    const number = min === max ? min : `${min} to ${max}`;
    return `${cpu} CPU, ${memoryMiB} MiB, ${number} ${number === 1 ? "instance" : "instances"}`;
}
