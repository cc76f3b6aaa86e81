import { ERRORS, LATENCY_SECONDS } from "./ecs";
import type { Metric, NamedAlarm } from "./definition";
import type { AlarmThresholds } from "./settings";
import type { WatchedAppRunnerService } from "./watched";

const MINUTE = 60;
const FIVE_MINUTES = 300;
const PERCENT = 90;

/** A service on App Runner, which tells nothing about single instances that fail: it replaces them. */
export function appRunnerAlarms(watched: WatchedAppRunnerService, thresholds: AlarmThresholds): NamedAlarm[] {
    const { errors = ERRORS, latencySeconds = LATENCY_SECONDS } = thresholds;
    const { name } = watched;
    const metric = (of: string, statistic: Metric["statistic"], periodSeconds: number): Metric => ({
        ...appRunnerMetric(watched, of),
        ...{ statistic, periodSeconds },
    });
    return [
        {
            name,
            definition: {
                suffix: "errors",
                says: `answers with 5xx: ${errors} times or more in five minutes`,
                metric: metric("5xxStatusResponses", "Sum", FIVE_MINUTES),
                ...{ when: "at least", threshold: errors, periods: 1, missing: "fine" },
            },
        },
        {
            name,
            definition: {
                suffix: "latency",
                says: `is slow: one request of twenty takes more than ${latencySeconds} s`,
                // In milliseconds, unlike a load balancer's.
                metric: metric("RequestLatency", "p95", MINUTE),
                ...{ when: "above", threshold: latencySeconds * 1000, periods: 5, of: 5, missing: "fine" },
            },
        },
        {
            name,
            definition: {
                suffix: "cpu",
                says: `is busy: its instances use more than ${PERCENT} % of their CPU`,
                metric: metric("CPUUtilization", "Average", FIVE_MINUTES),
                ...{ when: "above", threshold: PERCENT, periods: 3, missing: "fine" },
            },
        },
        {
            name,
            definition: {
                suffix: "memory",
                says: `is about to run out of memory: an instance uses more than ${PERCENT} % of it`,
                metric: metric("MemoryUtilization", "Maximum", MINUTE),
                ...{ when: "above", threshold: PERCENT, periods: 5, missing: "fine" },
            },
        },
    ];
}

/** A service's number, as AWS names it. */
function appRunnerMetric({ serviceName, serviceId }: WatchedAppRunnerService, name: string) {
    const dimensions = { ServiceName: serviceName, ServiceID: serviceId };
    return { namespace: "AWS/AppRunner", name, dimensions } as const;
}
