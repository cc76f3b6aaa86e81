import type * as pulumi from "@pulumi/pulumi";
import type { AlarmDefinition, Metric, NamedAlarm } from "./definition";
import type { AlarmThresholds } from "./settings";
import type { WatchedEcsService, WatchedPort } from "./watched";

const MINUTE = 60;
const FIVE_MINUTES = 300;
export const ERRORS = 10;
export const LATENCY_SECONDS = 2;
const PERCENT = 90;

/** A service on ECS: what AWS measures without being paid for it. Container Insights, which counts tasks, costs by the metric. */
export function ecsAlarms(watched: WatchedEcsService, thresholds: AlarmThresholds): NamedAlarm[] {
    const { name, copies, ports } = watched;
    const behind = ports.flatMap((port) =>
        portAlarms(port, copies, thresholds).map((definition) => ({ name: port.name, definition })),
    );
    // Without a load balancer nobody counts copies. A service that reports no number has none.
    const alone = ports.length === 0 && copies > 0 ? [running(watched)] : [];
    return [...behind, ...[...alone, busy(watched), full(watched)].map((definition) => ({ name, definition }))];
}

function portAlarms(port: WatchedPort, copies: number, thresholds: AlarmThresholds): AlarmDefinition[] {
    const { errors = ERRORS, latencySeconds = LATENCY_SECONDS } = thresholds;
    const dimensions = loadBalancedBy(port);
    const metric = (name: string, statistic: Metric["statistic"], periodSeconds: number): Metric => ({
        ...{ namespace: "AWS/ApplicationELB", name, dimensions, statistic, periodSeconds },
    });
    const behind: AlarmDefinition[] = [
        {
            suffix: "errors",
            says: `answers with 5xx: ${errors} times or more in five minutes`,
            metric: metric("HTTPCode_Target_5XX_Count", "Sum", FIVE_MINUTES),
            ...{ when: "at least", threshold: errors, periods: 1, missing: "fine" },
        },
        {
            suffix: "latency",
            says: `is slow: one request of twenty takes more than ${latencySeconds} s`,
            metric: metric("TargetResponseTime", "p95", MINUTE),
            ...{ when: "above", threshold: latencySeconds, periods: 5, missing: "fine" },
        },
        {
            suffix: "unhealthy",
            says: "has a copy that does not pass its health check",
            metric: metric("UnHealthyHostCount", "Maximum", MINUTE),
            ...{ when: "at least", threshold: 1, periods: 5, of: 3, missing: "fine" },
        },
    ];
    if (copies > 0) {
        behind.push({
            suffix: "healthy",
            says: `has fewer than ${copies} healthy ${copies === 1 ? "copy" : "copies"}`,
            metric: metric("HealthyHostCount", "Minimum", MINUTE),
            // Where no copy is registered there is no number.
            ...{ when: "below", threshold: copies, periods: 5, missing: "wrong" },
        });
    }
    return behind;
}

function running(watched: WatchedEcsService): AlarmDefinition {
    return {
        suffix: "running",
        says: "does not run: no copy of it reports a number",
        metric: { ...ofService(watched, "CPUUtilization"), statistic: "SampleCount", periodSeconds: MINUTE },
        ...{ when: "below", threshold: 1, periods: 5, missing: "wrong" },
    };
}

function busy(watched: WatchedEcsService): AlarmDefinition {
    return {
        suffix: "cpu",
        says: `is busy: its copies use more than ${PERCENT} % of their CPU`,
        metric: { ...ofService(watched, "CPUUtilization"), statistic: "Average", periodSeconds: FIVE_MINUTES },
        ...{ when: "above", threshold: PERCENT, periods: 3, missing: "fine" },
    };
}

function full(watched: WatchedEcsService): AlarmDefinition {
    return {
        suffix: "memory",
        says: `is about to run out of memory: a copy uses more than ${PERCENT} % of it`,
        metric: { ...ofService(watched, "MemoryUtilization"), statistic: "Maximum", periodSeconds: MINUTE },
        ...{ when: "above", threshold: PERCENT, periods: 5, missing: "fine" },
    };
}

/** A service's number, as AWS names it. */
export function ofService({ clusterArn, serviceName }: WatchedEcsService, name: string) {
    const dimensions = { ClusterName: clusterArn.apply(clusterName), ServiceName: serviceName };
    return { namespace: "AWS/ECS", name, dimensions } as const;
}

/** How load balancer and target group are named among the dimensions. */
function loadBalancedBy({ loadBalancerArn, targetGroupArn }: WatchedPort): Record<string, pulumi.Output<string>> {
    return {
        LoadBalancer: loadBalancerArn.apply(loadBalancerDimension),
        TargetGroup: targetGroupArn.apply(targetGroupDimension),
    };
}

/** `app/shop/0123456789abcdef`, from the ARN: a load balancer that exists already tells nothing else. */
export function loadBalancerDimension(arn: string): string {
    return arn.split(":loadbalancer/").pop()!;
}

/** `targetgroup/shop/0123456789abcdef`. */
export function targetGroupDimension(arn: string): string {
    return arn.split(":").pop()!;
}

/** `shop`, of `arn:aws:ecs:eu-central-1:123456789012:cluster/shop`. */
export function clusterName(arn: string): string {
    return arn.split("/").pop()!;
}
