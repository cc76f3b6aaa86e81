import * as pulumi from "@pulumi/pulumi";
import type { Watched } from "./alarms/watched";
import type { SecretVariable } from "./app-secrets";
import type { ServiceImage } from "./aws/service-image";
import type { FargateEnvironment } from "./service-environment";
import type { ExpressPlan } from "./express/plan";
import { ExpressService } from "./express-service";
import { appImages } from "./app/images";
import { secretSources } from "./app/secrets";
import { containerVariables } from "./app/variables";
import { FargateJob } from "./fargate-job";
import type { SecretInput } from "./secret-input";

export interface ExpressAppArgs {
    readonly environment: FargateEnvironment;
    /** What runs; made from a Compose file by `compose/targets/ecs-express`. */
    readonly plan: ExpressPlan;
    /** The app's secrets by name. */
    readonly secrets: Readonly<Record<string, SecretInput>>;
    /** Key of the labels that stand for secret values in previews. Needed when a secret's value is given. */
    readonly labelKey?: pulumi.Input<string>;
}

/** An app on ECS Express Mode: its jobs, each a task on Fargate that runs to its end, and then its one service. */
export class ExpressApp extends pulumi.ComponentResource {
    /** Its address, by the service's name. */
    readonly urls: Readonly<Record<string, pulumi.Output<string>>>;
    /** What of it `Alarms` can watch. */
    readonly watched: readonly Watched[];

    constructor(name: string, args: ExpressAppArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:ExpressApp", name, {}, opts);
        const { environment, plan, labelKey } = args;
        const { service, jobs } = plan;
        const secrets = secretSources(plan.app, args.secrets, this);
        const built = { services: { [service.name]: { ...service, architecture: "X86_64" as const } }, jobs };
        const images = appImages(name, { environment, plan: built, secrets }, this);
        const given = { environment, labelKey, plan, secrets, images };
        let before: pulumi.Resource[] = [];
        for (const layer of plan.layers) {
            before = layer.map((job) => this.job(`${name}-${job}`, job, given, { parent: this, dependsOn: before }));
        }
        const made = new ExpressService(
            `${name}-${service.name}`,
            {
                environment,
                labelKey,
                image: images[service.name]!,
                ...containerVariables(service.environment, secrets),
                port: service.port,
                healthPath: service.healthPath,
                ...(service.command && { command: service.command }),
                size: service.size,
                scaling: service.scaling,
                egressPorts: service.egressPorts,
                ...(service.tags && { tags: service.tags }),
            },
            { parent: this, dependsOn: before },
        );
        this.urls = { [service.name]: made.url };
        this.watched = [made.watched];
        this.registerOutputs({ urls: this.urls });
    }

    private job(full: string, job: string, given: Given, opts: pulumi.ComponentResourceOptions): FargateJob {
        const { environment, labelKey, plan, secrets, images } = given;
        const { environment: values, before, container, size, diskGiB, egressPorts, architecture } = plan.jobs[job]!;
        return new FargateJob(
            full,
            {
                ...{ environment, labelKey, container, size, diskGiB, egressPorts, architecture },
                image: images[job]!,
                ...containerVariables(values, secrets),
                before: before.map((other) => `${plan.app}-${other}`),
            },
            opts,
        );
    }
}

interface Given extends Pick<ExpressAppArgs, "environment" | "labelKey" | "plan"> {
    readonly secrets: Readonly<Record<string, SecretVariable>>;
    /** By service or job. */
    readonly images: Readonly<Record<string, ServiceImage>>;
}
