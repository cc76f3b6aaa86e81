import * as pulumi from "@pulumi/pulumi";
import type { SecretVariable } from "../app-secrets";
import { imageFor, type FargateImage, type ResolvedImage } from "../aws/fargate-image";
import type { FargateEnvironment } from "../environment";
import type { FargateAppPlan, FargateTaskPlan } from "./plan";
import { buildSecretValues } from "./variables";

export interface AppImagesArgs {
    readonly environment: FargateEnvironment;
    readonly plan: FargateAppPlan;
    /** The app's secrets by name. */
    readonly secrets: Readonly<Record<string, SecretVariable>>;
}

/**
 * The image of each service and job of an app. What is built alike is built, pushed and kept once, such as a migration from
 * the image of its service: then it is what was tested with it, too.
 *
 * One that several use belongs to the app, under the name of the first service among them (or job, where there is none).
 */
export function appImages(name: string, args: AppImagesArgs, app: pulumi.Resource): Record<string, FargateImage> {
    const { services, jobs } = args.plan;
    const images: Record<string, FargateImage> = {};
    for (const users of alike({ ...services, ...jobs })) {
        const [[owner, plan]] = users as [[string, FargateTaskPlan]];
        const { build, architecture } = plan;
        const own = { build, buildSecrets: buildSecretValues(build.secrets ?? {}, args.secrets) };
        if (users.length === 1) {
            images[owner] = { ...own, movedFrom: app };
            continue;
        }
        const type = Object.hasOwn(services, owner)
            ? "slipway:components:FargateService"
            : "slipway:components:FargateJob";
        const movedFrom = pulumi.createUrn(`${name}-${owner}`, type, app);
        const platform = architecture === "ARM64" ? "linux/arm64" : "linux/amd64";
        const around = { environment: args.environment, platform } as const;
        const shared: ResolvedImage = imageFor(`${name}-${owner}`, { ...own, movedFrom }, around, app);
        for (const [user] of users) images[user] = { shared };
    }
    return images;
}

/** Those with equal builds together, each group in the order given. */
function alike(plans: Readonly<Record<string, FargateTaskPlan>>): [string, FargateTaskPlan][][] {
    const groups = new Map<string, [string, FargateTaskPlan][]>();
    for (const [name, plan] of Object.entries(plans)) {
        const key = JSON.stringify([plan.build, plan.architecture]);
        groups.set(key, [...(groups.get(key) ?? []), [name, plan]]);
    }
    return [...groups.values()];
}
