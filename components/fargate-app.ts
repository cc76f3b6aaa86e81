import * as pulumi from "@pulumi/pulumi";
import type { SecretVariable } from "./app-secrets";
import type { FargateEnvironment } from "./environment";
import type { FargateAppPlan, FargateJobPlan, FargateServicePlan, FargateTaskPlan } from "./fargate/plan";
import { secretSources } from "./fargate/secrets";
import type { FargateTaskArgs } from "./fargate/task";
import { buildSecretValues, containerVariables } from "./fargate/variables";
import { FargateJob, type FargateJobArgs } from "./fargate-job";
import { FargateService, type FargateServiceArgs } from "./fargate-service";
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

    constructor(name: string, args: FargateAppArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:FargateApp", name, {}, opts);
        const urls: Record<string, pulumi.Output<string>> = {};
        const secrets = secretSources(args.plan.app, args.secrets, this);
        let before: pulumi.Resource[] = [];
        for (const layer of args.plan.layers) {
            before = layer.map((service) => {
                const options = { parent: this, dependsOn: before };
                const job = args.plan.jobs[service];
                if (job !== undefined)
                    return new FargateJob(`${name}-${service}`, jobArgs(job, name, args, secrets), options);
                const plan = args.plan.services[service];
                if (plan === undefined) throw new Error(`FargateApp "${name}": the plan has no service "${service}"`);
                const made = new FargateService(`${name}-${service}`, serviceArgs(plan, args, secrets), options);
                // One address is the service's; of more than one, each further one is named after its port.
                made.urls.forEach((url, index) => {
                    urls[index === 0 ? service : `${service}:${plan.publish[index]!.containerPort}`] = url;
                });
                return made;
            });
        }
        this.urls = urls;
        this.registerOutputs({ urls });
    }
}

type Sources = Readonly<Record<string, SecretVariable>>;

/** What services and jobs are given alike. */
function taskArgs(plan: FargateTaskPlan, args: FargateAppArgs, sources: Sources): FargateTaskArgs {
    const { variables, secrets } = containerVariables(plan.environment, sources);
    return {
        environment: args.environment,
        image: { build: plan.build, buildSecrets: buildSecretValues(plan.build.secrets ?? {}, sources) },
        container: plan.container,
        size: plan.size,
        diskGiB: plan.diskGiB,
        variables,
        secrets,
        labelKey: args.labelKey,
        architecture: plan.architecture,
    };
}

function serviceArgs(plan: FargateServicePlan, args: FargateAppArgs, sources: Sources): FargateServiceArgs {
    const { publish, copies, startPeriodSeconds } = plan;
    return { ...taskArgs(plan, args, sources), publish, copies, startPeriodSeconds };
}

function jobArgs(plan: FargateJobPlan, app: string, args: FargateAppArgs, sources: Sources): FargateJobArgs {
    return { ...taskArgs(plan, args, sources), before: plan.before.map((service) => `${app}-${service}`) };
}
