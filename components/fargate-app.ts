import * as pulumi from "@pulumi/pulumi";
import type { Watched } from "./alarms/watched";
import type { SecretVariable } from "./app-secrets";
import type { FargateEnvironment } from "./service-environment";
import type { ServiceImage } from "./aws/service-image";
import { leadHosts } from "./aws/load-balanced-port";
import { FargateAppNetwork } from "./fargate/app-network";
import type { FargateAppPlan, FargateServicePlan, FargateTaskPlan } from "./fargate/plan";
import { secretSources } from "./app/secrets";
import type { FargateTaskArgs } from "./fargate/task";
import { appImages } from "./app/images";
import { managedServices, type ManagedServices } from "./app/managed";
import { containerVariables } from "./app/variables";
import type { MountedVolume } from "./fargate/volumes";
import { FargateJob, type FargateJobArgs } from "./fargate-job";
import { FargateService, type FargateServiceArgs } from "./fargate-service";
import { FargateVolume } from "./fargate-volume";
import type { SecretInput } from "./secret-input";

export interface FargateAppArgs {
    readonly environment: FargateEnvironment;
    /** What runs; made from a Compose file by `compose/targets/ecs-fargate`. */
    readonly plan: FargateAppPlan;
    /** The app's secrets by name. */
    readonly secrets: Readonly<Record<string, SecretInput>>;
    /** Key of the labels that stand for secret values in previews. Needed when a secret's value is given. */
    readonly labelKey?: pulumi.Input<string>;
}

/** The services and jobs of one app on ECS Fargate, in the order in which they need each other. */
export class FargateApp extends pulumi.ComponentResource {
    /** Addresses of the services that the world reaches, by service; further ones of a service by `service:port`. */
    readonly urls: Readonly<Record<string, pulumi.Output<string>>>;
    /** What of it `Alarms` can watch. */
    readonly watched: readonly Watched[];

    constructor(name: string, args: FargateAppArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:FargateApp", name, {}, opts);
        const { environment, plan: app } = args;
        const urls: Record<string, pulumi.Output<string>> = {};
        const secrets = secretSources(app.app, args.secrets, this);
        const volumes = mapValues(
            app.volumes,
            ({ owner }, volume) => new FargateVolume(`${name}-${volume}`, { environment, owner }, { parent: this }),
        );
        const images = appImages(name, { environment, plan: app, secrets }, this);
        const managed = managedServices(name, { environment, plans: app.managed }, this);
        const given: Given = { ...args, secrets, volumes, images, managed };
        const network = new FargateAppNetwork(name, args, this);
        const releases: pulumi.Resource[] = [];
        const watched: Watched[] = [...managed.watched];
        let before: pulumi.Resource[] = [...managed.ready];
        for (const layer of app.layers) {
            before = layer.map((service) => {
                const options = { parent: this, dependsOn: before };
                const full = `${name}-${service}`;
                if (Object.keys(app.jobs).includes(service)) {
                    const jobOf = { ...jobArgs(service, name, given), calls: network.calledBy(service) };
                    return new FargateJob(full, jobOf, options);
                }
                const plan = app.services[service];
                if (plan === undefined) throw new Error(`FargateApp "${name}": the plan has no service "${service}"`);
                const serviceOf = {
                    ...serviceArgs(service, plan, given),
                    connect: network.of(service),
                    leadHosts: false,
                };
                const made = new FargateService(full, serviceOf, options);
                releases.push(made.release);
                watched.push(made.watched);
                network.add(service, { name: full, securityGroupId: made.securityGroupId });
                // One address is the service's; of more than one, each further one is named after its port.
                made.urls.forEach((url, index) => {
                    urls[index === 0 ? service : `${service}:${plan.publish[index]!.containerPort}`] = url;
                });
                return made;
            });
        }
        network.connectBack();
        // Names lead to the app as a whole: when all of it is healthy.
        for (const { publish } of Object.values(app.services)) leadHosts(environment, publish, releases);
        this.urls = urls;
        this.watched = watched;
        this.registerOutputs({ urls });
    }
}

/** What every part of the app may need. */
interface Given extends Pick<FargateAppArgs, "environment" | "labelKey"> {
    readonly secrets: Readonly<Record<string, SecretVariable>>;
    readonly volumes: Readonly<Record<string, FargateVolume>>;
    /** By service or job. */
    readonly images: Readonly<Record<string, ServiceImage>>;
    readonly plan: FargateAppPlan;
    readonly managed: ManagedServices;
}

/** What services and jobs are given alike. */
function taskArgs(service: string, plan: FargateTaskPlan, given: Given): FargateTaskArgs {
    const { environment, labelKey, secrets, volumes, images, managed } = given;
    const { container, size, diskGiB, architecture, egressPorts } = plan;
    return {
        environment,
        image: images[service]!,
        container,
        size,
        diskGiB,
        volumes: mounted(plan, volumes),
        ...containerVariables(plan.environment, secrets, managed.outputs),
        reaches: managed.reachedBy(service),
        labelKey,
        egressPorts,
        architecture,
    };
}

function mounted({ mounts }: FargateTaskPlan, volumes: Given["volumes"]): MountedVolume[] {
    return mounts.map(({ name, path, readOnly, volume }) => ({
        name,
        path,
        readOnly,
        ...(volume !== undefined && { storage: volumes[volume] }),
    }));
}

function serviceArgs(service: string, plan: FargateServicePlan, given: Given): FargateServiceArgs {
    const { publish, copies, scaling, spot, exec, tags, startPeriodSeconds } = plan;
    return { ...taskArgs(service, plan, given), publish, copies, scaling, spot, exec, tags, startPeriodSeconds };
}

function jobArgs(job: string, app: string, given: Given): FargateJobArgs {
    const plan = given.plan.jobs[job]!;
    return { ...taskArgs(job, plan, given), before: plan.before.map((service) => `${app}-${service}`) };
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => U): Record<string, U> {
    return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
