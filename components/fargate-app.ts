import * as pulumi from "@pulumi/pulumi";
import type { SecretVariable } from "./app-secrets";
import type { FargateEnvironment } from "./environment";
import type { FargateAppPlan, FargateServicePlan } from "./fargate/plan";
import { secretSources } from "./fargate/secrets";
import { buildSecretValues, containerVariables } from "./fargate/variables";
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

/** The services of one app on ECS Fargate, in the order in which they need each other. */
export class FargateApp extends pulumi.ComponentResource {
    /** Addresses of the services that the world reaches, by service; further ones of a service by `service:port`. */
    readonly urls: Readonly<Record<string, pulumi.Output<string>>>;

    constructor(name: string, args: FargateAppArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:FargateApp", name, {}, opts);
        const urls: Record<string, pulumi.Output<string>> = {};
        const secrets = secretSources(args.plan.app, args.secrets, this);
        let before: FargateService[] = [];
        for (const layer of args.plan.layers) {
            const services = layer.map((service) => {
                const plan = args.plan.services[service];
                if (plan === undefined) throw new Error(`FargateApp "${name}": the plan has no service "${service}"`);
                const options = { parent: this, dependsOn: before };
                const made = new FargateService(`${name}-${service}`, serviceArgs(plan, args, secrets), options);
                // One address is the service's; of more than one, each further one is named after its port.
                made.urls.forEach((url, index) => {
                    urls[index === 0 ? service : `${service}:${plan.publish[index]!.containerPort}`] = url;
                });
                return made;
            });
            before = services;
        }
        this.urls = urls;
        this.registerOutputs({ urls });
    }
}

function serviceArgs(
    plan: FargateServicePlan,
    args: FargateAppArgs,
    sources: Readonly<Record<string, SecretVariable>>,
): FargateServiceArgs {
    const { variables, secrets } = containerVariables(plan.environment, sources);
    return {
        environment: args.environment,
        image: { build: plan.build, buildSecrets: buildSecretValues(plan.build.secrets ?? {}, sources) },
        container: plan.container,
        publish: plan.publish,
        size: plan.size,
        diskGiB: plan.diskGiB,
        copies: plan.copies,
        startPeriodSeconds: plan.startPeriodSeconds,
        variables,
        secrets,
        labelKey: args.labelKey,
        architecture: plan.architecture,
    };
}
