import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as pulumi from "@pulumi/pulumi";

/** How many copies run, by how busy they are. */
export interface FargateScaling {
    /** Fewest running copies, at least 1: with none there is no load to measure. */
    readonly min: number;
    readonly max: number;
    /** CPU use that is aimed at, in percent of the tasks' size. @default 60 */
    readonly cpuPercent?: number;
}

export interface ScaledService {
    readonly clusterArn: pulumi.Input<string>;
    readonly serviceName: pulumi.Input<string>;
}

/** More copies when their CPU is busy, fewer, later, when it is not. */
export function scaleByCpu(
    name: string,
    scaling: FargateScaling,
    service: ScaledService,
    parent: pulumi.Resource,
): void {
    const cluster = pulumi.output(service.clusterArn).apply((arn) => arn.split("/").pop() ?? arn);
    const target = new appautoscaling.Target(
        name,
        {
            serviceNamespace: "ecs",
            scalableDimension: "ecs:service:DesiredCount",
            resourceId: pulumi.interpolate`service/${cluster}/${service.serviceName}`,
            minCapacity: scaling.min,
            maxCapacity: scaling.max,
        },
        { parent },
    );
    new appautoscaling.Policy(
        name,
        {
            policyType: "TargetTrackingScaling",
            serviceNamespace: target.serviceNamespace,
            scalableDimension: target.scalableDimension,
            resourceId: target.resourceId,
            targetTrackingScalingPolicyConfiguration: {
                predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
                targetValue: scaling.cpuPercent ?? 60,
                // Up at once, down slowly: a copy that was taken away too early costs more than one that idles for five minutes.
                scaleOutCooldown: 60,
                scaleInCooldown: 300,
            },
        },
        { parent },
    );
}
