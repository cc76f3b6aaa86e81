import * as pulumi from "@pulumi/pulumi";

/** The components that an app and its services are, by target. */
const TARGETS = {
    local: { app: "LocalDocker", parts: [] },
    "ecs-fargate": { app: "FargateApp", parts: ["FargateService", "FargateJob"] },
    "ecs-express": { app: "ExpressApp", parts: ["ExpressService", "FargateJob"] },
    "app-runner": { app: "AppRunnerApp", parts: ["AppRunnerService"] },
    "ec2-compose": { app: "ComposeApp", parts: [] },
} as const;

/** The targets whose images lie in ECR. */
const ON_AWS = Object.values(TARGETS).filter(({ app }) => app !== "LocalDocker");

/**
 * Where what belongs to an app itself is at home on each target, as aliases: an app that moves to another target keeps it, such as
 * a generated secret.
 */
export function homesOfApp(app: string): pulumi.Alias[] {
    return Object.values(TARGETS).map((target) => ({ parent: urn(app, target.app) }));
}

/**
 * Where the image of an app's service or job is at home on each target on AWS, as aliases: a repository has one name, so an app that
 * moves takes it along, with the images in it.
 */
export function homesOfImage(app: string, part: string): pulumi.Alias[] {
    return ON_AWS.flatMap((target) => {
        const parent = urn(app, target.app);
        return [{ parent }, ...target.parts.map((type) => ({ parent: urn(`${app}-${part}`, type, parent) }))];
    });
}

function urn(name: string, type: string, parent?: pulumi.Input<pulumi.URN>): pulumi.Output<pulumi.URN> {
    return pulumi.createUrn(name, `slipway:components:${type}`, parent);
}
