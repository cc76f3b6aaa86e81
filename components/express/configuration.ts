import type * as ecs from "@pulumi/aws/ecs";
import type * as pulumi from "@pulumi/pulumi";
import type { ExpressConfiguration } from "../../provider/drivers/ecs-express/deployment";
import type { ExpressScaling, ExpressSize } from "./settings";

/** All that makes one version of an Express service. */
export interface ExpressVersion {
    readonly image: pulumi.Input<string>;
    readonly port: number;
    readonly command?: readonly string[];
    readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
    /** Variable → `valueFrom`. */
    readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
    readonly size: ExpressSize;
    readonly healthPath: string;
    readonly scaling: ExpressScaling;
    readonly executionRoleArn: pulumi.Input<string>;
    readonly taskRoleArn: pulumi.Input<string>;
    readonly subnets: pulumi.Input<string[]>;
    readonly securityGroups: pulumi.Input<string>[];
    readonly log: { readonly group: string; readonly streamPrefix: string };
}

const CPU_PERCENT = 60;

/**
 * A version as the aws provider is asked for it. Nothing is left to AWS's defaults, which come back as changes that nobody made;
 * lists without an order are sorted, for the provider compares them by place.
 */
export function requestedVersion(
    version: ExpressVersion,
): Omit<ecs.ExpressGatewayServiceArgs, "infrastructureRoleArn" | "cluster"> {
    const { size, scaling, log } = version;
    return {
        executionRoleArn: version.executionRoleArn,
        taskRoleArn: version.taskRoleArn,
        cpu: String(size.cpu),
        memory: String(size.memoryMiB),
        healthCheckPath: version.healthPath,
        primaryContainer: {
            image: version.image,
            containerPort: version.port,
            ...(version.command && { commands: [...version.command] }),
            environments: byName(version.variables).map(([name, value]) => ({ name, value })),
            secrets: byName(version.secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
            awsLogsConfigurations: [{ logGroup: log.group, logStreamPrefix: log.streamPrefix }],
        },
        networkConfigurations: [{ subnets: version.subnets, securityGroups: version.securityGroups }],
        scalingTargets: [
            {
                autoScalingMetric: "AVERAGE_CPU",
                autoScalingTargetValue: scaling.cpuPercent ?? CPU_PERCENT,
                minTaskCount: scaling.min,
                maxTaskCount: scaling.max,
            },
        ],
        // The Release is the only waiter: here a failed rollout would end as a bare timeout without a cause.
        waitForSteadyState: false,
    };
}

/** The same for the release, which knows a version by what it is made of. */
export function releasedVersion(version: ExpressVersion): {
    readonly [Key in keyof ExpressConfiguration]: pulumi.Input<unknown>;
} {
    const { size, scaling } = version;
    return {
        image: version.image,
        containerPort: version.port,
        ...(version.command && { command: version.command }),
        environment: version.variables,
        secrets: version.secrets,
        cpu: String(size.cpu),
        memory: String(size.memoryMiB),
        healthCheckPath: version.healthPath,
        executionRole: version.executionRoleArn,
        taskRole: version.taskRoleArn,
        subnets: version.subnets,
        securityGroups: version.securityGroups,
        scaling: { min: scaling.min, max: scaling.max, cpuPercent: scaling.cpuPercent ?? CPU_PERCENT },
    };
}

function byName<T>(record: Readonly<Record<string, T>>): [string, T][] {
    return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
