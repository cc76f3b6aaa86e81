import * as pulumi from "@pulumi/pulumi";
import type { Watched } from "./alarms/watched";
import { AppRunnerService, type AppRunnerEnvironment } from "./app-runner-service";
import type { AppRunnerPlan } from "./app-runner/plan";
import { secretSources } from "./app/secrets";
import { appImages } from "./app/images";
import { containerVariables } from "./app/variables";
import type { SecretInput } from "./secret-input";

export interface AppRunnerAppArgs {
    readonly environment: AppRunnerEnvironment;
    /** What runs; made from a Compose file by `compose/targets/app-runner`. */
    readonly plan: AppRunnerPlan;
    /** The app's secrets by name. */
    readonly secrets: Readonly<Record<string, SecretInput>>;
    /** Key of the labels that stand for secret values in previews. Needed when a secret's value is given. */
    readonly labelKey?: pulumi.Input<string>;
}

/** The one service of an app on App Runner. */
export class AppRunnerApp extends pulumi.ComponentResource {
    /** Its address, by the service's name. */
    readonly urls: Readonly<Record<string, pulumi.Output<string>>>;
    /** What of it `Alarms` can watch. */
    readonly watched: readonly Watched[];

    constructor(name: string, args: AppRunnerAppArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:AppRunnerApp", name, {}, opts);
        const { environment, labelKey, plan } = args;
        const { service, build, environment: values, vpc, egressPorts, domain } = plan;
        const sources = secretSources(plan.app, args.secrets, this);
        const built = { services: { [service]: { build, architecture: "X86_64" as const } }, jobs: {} };
        const images = appImages(name, { environment, plan: built, secrets: sources }, this);
        const made = new AppRunnerService(
            `${name}-${service}`,
            {
                environment,
                labelKey,
                image: images[service]!,
                ...containerVariables(values, sources),
                port: plan.port,
                startCommand: plan.startCommand,
                healthCheck: plan.healthCheck,
                size: plan.size,
                scaling: plan.scaling,
                tags: plan.tags,
                ...(vpc && { vpc: { egressPorts } }),
                ...(domain !== undefined && { domain }),
            },
            { parent: this },
        );
        this.urls = { [service]: made.url };
        this.watched = [made.watched];
        this.registerOutputs({ urls: this.urls });
    }
}
