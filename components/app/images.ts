import type * as pulumi from "@pulumi/pulumi";
import type { SecretVariable } from "../app-secrets";
import type { ImagePlatform } from "../container-image";
import type { ContainerImageBuild } from "../container-image-args";
import { imageFor, type ImageEnvironment, type ServiceImage, type ResolvedImage } from "../aws/service-image";
import { homesOfImage } from "./homes";
import type { FargateTaskPlan } from "../fargate/plan";
import { buildSecretValues } from "./variables";

/** What an image is made of. */
type BuiltPlan = Pick<FargateTaskPlan, "build" | "architecture">;

export interface AppImagesArgs {
    readonly environment: ImageEnvironment;
    readonly plan: { readonly [Kind in "services" | "jobs"]: Readonly<Record<string, BuiltPlan>> };
    /** The app's secrets by name. */
    readonly secrets: Readonly<Record<string, SecretVariable>>;
}

/**
 * The image of each service and job of an app. What is built alike is built, pushed and kept once, such as a migration from
 * the image of its service: then it is what was tested with it, too.
 *
 * One that several use belongs to the app, under the name of the first service among them (or job, where there is none).
 */
export function appImages(name: string, args: AppImagesArgs, app: pulumi.Resource): Record<string, ServiceImage> {
    const { services, jobs } = args.plan;
    const images: Record<string, ServiceImage> = {};
    for (const users of alike({ ...services, ...jobs })) {
        const [[owner, plan]] = users as [[string, BuiltPlan]];
        const { build, architecture } = plan;
        const buildSecrets = buildSecretValues(build.secrets ?? {}, args.secrets);
        const own = { build, buildSecrets, movedFrom: homesOfImage(name, owner) };
        if (users.length === 1) {
            images[owner] = own;
            continue;
        }
        const platform = architecture === "ARM64" ? "linux/arm64" : "linux/amd64";
        const around = { environment: args.environment, platform } as const;
        const shared: ResolvedImage = imageFor(`${name}-${owner}`, own, around, app);
        for (const [user] of users) images[user] = { shared };
    }
    return images;
}

/** How one service gets its image. */
export interface BuiltService {
    readonly build: ContainerImageBuild;
    /** BuildKit secrets of the build, by id. */
    readonly buildSecrets: Readonly<Record<string, pulumi.Input<string>>>;
}

/** The same where every image belongs to the app, however many use it, and all are built for one machine. */
export function sharedImages(
    name: string,
    services: Readonly<Record<string, BuiltService>>,
    around: { readonly environment: ImageEnvironment; readonly platform: ImagePlatform },
    app: pulumi.Resource,
): Record<string, ResolvedImage> {
    const images: Record<string, ResolvedImage> = {};
    for (const users of alike(services)) {
        const [[owner, service]] = users as [[string, BuiltService]];
        const own = { ...service, movedFrom: homesOfImage(name, owner) };
        const shared = imageFor(`${name}-${owner}`, own, around, app);
        for (const [user] of users) images[user] = shared;
    }
    return images;
}

/** Those with equal builds together, each group in the order given. */
function alike<Plan extends Pick<BuiltPlan, "build"> & Partial<BuiltPlan>>(
    plans: Readonly<Record<string, Plan>>,
): [string, Plan][][] {
    const groups = new Map<string, [string, Plan][]>();
    for (const [name, plan] of Object.entries(plans)) {
        const key = JSON.stringify([plan.build, plan.architecture]);
        groups.set(key, [...(groups.get(key) ?? []), [name, plan]]);
    }
    return [...groups.values()];
}
