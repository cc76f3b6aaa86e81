/** What is watched of each kind of thing, as a table; and how CloudWatch is asked for it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { alarmsOf } from "../../../components/alarms/alarms-of";
import { mostConnections } from "../../../components/alarms/data";
import type { NamedAlarm } from "../../../components/alarms/definition";
import { HOST_NAMESPACE, HOST_NUMBERS } from "../../../components/alarms/host-numbers";
import { clusterName, loadBalancerDimension, targetGroupDimension } from "../../../components/alarms/ecs";
import { alarmRequest } from "../../../components/alarms/request";
import { stoppedTasksPattern, stoppedTaskText } from "../../../components/alarms/stopped-tasks";
import type { Watched, WatchedEcsService } from "../../../components/alarms/watched";

const ELB = "arn:aws:elasticloadbalancing:eu-central-1:123456789012";
const SERVICE: WatchedEcsService = {
    kind: "ecs-service",
    name: "shop-api",
    clusterArn: pulumi.output("arn:aws:ecs:eu-central-1:123456789012:cluster/main"),
    serviceName: pulumi.output("shop-api-1234567"),
    copies: 2,
    ports: [
        {
            name: "shop-api",
            loadBalancerArn: pulumi.output(`${ELB}:loadbalancer/app/slip-1/0123456789abcdef`),
            targetGroupArn: pulumi.output(`${ELB}:targetgroup/slip-2/fedcba9876543210`),
        },
    ],
};
const RUNNER: Watched = {
    kind: "app-runner-service",
    name: "shop-api",
    serviceName: pulumi.output("shop-api-1234567"),
    serviceId: pulumi.output("0123456789abcdef"),
};
const HOST: Watched = { kind: "host", name: "shared-host", instanceId: pulumi.output("i-1"), burstable: true };
const REPORTING: Watched = { ...HOST, reportsAs: "slipway-prod-shared-host" };
const ON_HOST: Watched = { kind: "compose-app", name: "shop", app: "shop", host: "slipway-prod-shared-host" };
const DATABASE: Watched = {
    kind: "database",
    name: "shop-db",
    identifier: "slipway-prod-shop-db-abcdef",
    instanceClass: "db.t4g.small",
    storageGiB: 20,
};
const CACHE: Watched = { kind: "cache", name: "shop-cache", identifier: "slipway-prod-shop-cache-abcdef" };

/** `name-suffix: when it goes off`, in one line. */
function inWords({ name, definition }: NamedAlarm): string {
    const { suffix, metric, when, threshold, periods, of = periods, missing } = definition;
    const { namespace, name: number, statistic, periodSeconds } = metric;
    return `${name}-${suffix}: ${namespace} ${number} ${statistic} ${when} ${threshold}, ${of} of ${periods} × ${periodSeconds} s, missing is ${missing}`;
}
const table = (watched: Watched, thresholds = {}) => alarmsOf(watched, thresholds).map(inWords);

const OF_EVERY_SERVICE = [
    "shop-api-cpu: AWS/ECS CPUUtilization Average above 90, 3 of 3 × 300 s, missing is fine",
    "shop-api-memory: AWS/ECS MemoryUtilization Maximum above 90, 5 of 5 × 60 s, missing is fine",
];

test("a service behind the load balancer", () => {
    expect(table(SERVICE)).toEqual([
        "shop-api-errors: AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum at least 10, 1 of 1 × 300 s, missing is fine",
        "shop-api-latency: AWS/ApplicationELB TargetResponseTime p95 above 2, 5 of 5 × 60 s, missing is fine",
        "shop-api-unhealthy: AWS/ApplicationELB UnHealthyHostCount Maximum at least 1, 3 of 5 × 60 s, missing is fine",
        "shop-api-healthy: AWS/ApplicationELB HealthyHostCount Minimum below 2, 5 of 5 × 60 s, missing is wrong",
        ...OF_EVERY_SERVICE,
    ]);
});

test("each further published port has alarms of its own; thresholds may be others", () => {
    const [port] = SERVICE.ports;
    const two = { ...SERVICE, ports: [port!, { ...port!, name: "shop-api-port-9000" }] };
    const found = table(two, { errors: 3, latencySeconds: 0.5 });
    expect(found.filter((line) => /-(errors|latency):/.test(line))).toEqual([
        "shop-api-errors: AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum at least 3, 1 of 1 × 300 s, missing is fine",
        "shop-api-latency: AWS/ApplicationELB TargetResponseTime p95 above 0.5, 5 of 5 × 60 s, missing is fine",
        "shop-api-port-9000-errors: AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum at least 3, 1 of 1 × 300 s, missing is fine",
        "shop-api-port-9000-latency: AWS/ApplicationELB TargetResponseTime p95 above 0.5, 5 of 5 × 60 s, missing is fine",
    ]);
});

test("a service that nobody reaches from outside, such as Express's: whether it runs at all", () => {
    const RUNNING = "shop-api-running: AWS/ECS CPUUtilization SampleCount below 1, 5 of 5 × 60 s, missing is wrong";
    expect(table({ ...SERVICE, ports: [] })).toEqual([RUNNING, ...OF_EVERY_SERVICE]);
});

test("a service of which no copy may run is not missed", () => {
    expect(table({ ...SERVICE, ports: [], copies: 0 })).toEqual(OF_EVERY_SERVICE);
    expect(table({ ...SERVICE, copies: 0 }).filter((line) => line.includes("missing is wrong"))).toEqual([]);
});

test("a service on App Runner, whose latency is in milliseconds", () => {
    expect(table(RUNNER, { latencySeconds: 1.5 })).toEqual([
        "shop-api-errors: AWS/AppRunner 5xxStatusResponses Sum at least 10, 1 of 1 × 300 s, missing is fine",
        "shop-api-latency: AWS/AppRunner RequestLatency p95 above 1500, 5 of 5 × 60 s, missing is fine",
        "shop-api-cpu: AWS/AppRunner CPUUtilization Average above 90, 3 of 3 × 300 s, missing is fine",
        "shop-api-memory: AWS/AppRunner MemoryUtilization Maximum above 90, 5 of 5 × 60 s, missing is fine",
    ]);
});

test("a host, as AWS sees it from outside; credits only where its type has them", () => {
    const STATUS = "shared-host-status: AWS/EC2 StatusCheckFailed Maximum at least 1, 3 of 3 × 60 s, missing is wrong";
    expect(table(HOST)).toEqual([
        STATUS,
        "shared-host-credits: AWS/EC2 CPUCreditBalance Minimum below 10, 6 of 6 × 300 s, missing is fine",
    ]);
    expect(table({ ...HOST, burstable: false } as Watched)).toEqual([STATUS]);
});

test("a host that tells how full its disks are, and whose silence is told", () => {
    expect(table(REPORTING).slice(2)).toEqual([
        "shared-host-disk: Slipway/Host DiskUsedPercent Maximum above 85, 3 of 3 × 300 s, missing is wrong",
    ]);
    expect(table(REPORTING, { diskPercent: 70 }).at(-1)).toContain("Maximum above 70, ");
});

test("an app on a host: copies without health, and containers that end by themselves", () => {
    const UNHEALTHY = "shop-unhealthy: Slipway/Host UnhealthyCopies Maximum at least 1, 3 of 5 × 60 s, missing is fine";
    expect(table(ON_HOST)).toEqual([
        UNHEALTHY,
        "shop-restarts: Slipway/Host ContainerRestarts Sum at least 3, 1 of 1 × 3600 s, missing is fine",
    ]);
    expect(table(ON_HOST, { restarts: 10, errors: 1, latencySeconds: 1 })).toEqual([
        UNHEALTHY,
        "shop-restarts: Slipway/Host ContainerRestarts Sum at least 10, 1 of 1 × 3600 s, missing is fine",
    ]);
});

test("the host sends numbers under the names that the alarms ask for", () => {
    const program = readFileSync(join(__dirname, "../../../host/slipway_host/numbers.py"), "utf8");
    const sent = Object.fromEntries(
        [...program.matchAll(/^([A-Z]+) = "([^"]+)"$/gm)].map(([, key, value]) => [key, value]),
    );
    const { disk, restarts, unhealthy } = HOST_NUMBERS;
    expect(sent).toEqual({ NAMESPACE: HOST_NAMESPACE, DISK: disk, RESTARTS: restarts, UNHEALTHY: unhealthy });
});

test("a database: a tenth of its storage, and connections as its class allows", () => {
    expect(table(DATABASE)).toEqual([
        `shop-db-storage: AWS/RDS FreeStorageSpace Minimum below ${2 * 1024 ** 3}, 6 of 6 × 300 s, missing is fine`,
        "shop-db-cpu: AWS/RDS CPUUtilization Average above 90, 3 of 3 × 300 s, missing is fine",
        "shop-db-connections: AWS/RDS DatabaseConnections Maximum above 126, 5 of 5 × 60 s, missing is fine",
    ]);
});

test.each([
    ["db.t4g.micro", 63],
    ["db.t4g.medium", 252],
    ["db.r7g.large", 504],
    ["db.r7g.16xlarge", undefined],
])("connections of %s: %s", (instanceClass, expected) => {
    expect(mostConnections(instanceClass)).toBe(expected);
    const kinds = table({ ...DATABASE, instanceClass } as Watched).map((line) => line.split(":")[0]);
    expect(kinds.includes("shop-db-connections")).toBe(expected !== undefined);
});

test("a cache", () => {
    expect(table(CACHE)).toEqual([
        "shop-cache-memory: AWS/ElastiCache DatabaseMemoryUsagePercentage Maximum above 90, 5 of 5 × 60 s, missing is fine",
        "shop-cache-cpu: AWS/ElastiCache CPUUtilization Average above 90, 3 of 3 × 300 s, missing is fine",
    ]);
});

test("names of alarms differ, whatever is watched beside each other", () => {
    const names = [SERVICE, REPORTING, ON_HOST, DATABASE, CACHE].flatMap((one) =>
        alarmsOf(one, {}).map(({ name, definition }) => `${name}-${definition.suffix}`),
    );
    expect(new Set(names).size).toBe(names.length);
});

describe("how CloudWatch is asked", () => {
    const request = (watched: Watched, suffix: string) =>
        alarmRequest(alarmsOf(watched, {}).find(({ definition }) => definition.suffix === suffix)!);
    const known = (value: object) => new Promise((done) => pulumi.output(value).apply((made) => done(made)));

    test("a number over a threshold", () => {
        const { dimensions: _, ...rest } = request(SERVICE, "errors");
        expect(rest).toEqual({
            alarmDescription: "shop-api answers with 5xx: 10 times or more in five minutes.",
            namespace: "AWS/ApplicationELB",
            metricName: "HTTPCode_Target_5XX_Count",
            period: 300,
            statistic: "Sum",
            comparisonOperator: "GreaterThanOrEqualToThreshold",
            threshold: 10,
            evaluationPeriods: 1,
            datapointsToAlarm: 1,
            treatMissingData: "notBreaching",
            actionsEnabled: true,
        });
    });

    test("a percentile is another statistic, which few requests do not set off", () => {
        const latency = request(SERVICE, "latency");
        expect(latency).toMatchObject({ extendedStatistic: "p95", evaluateLowSampleCountPercentiles: "ignore" });
        expect(latency).not.toHaveProperty("statistic");
    });

    test("what is not there may be wrong", () => {
        expect(request(SERVICE, "healthy")).toMatchObject({
            comparisonOperator: "LessThanThreshold",
            treatMissingData: "breaching",
            alarmDescription: "shop-api has fewer than 2 healthy copies.",
        });
    });

    test("who is woken up by a host is told where to look", () => {
        expect(request(REPORTING, "disk").alarmDescription).toBe(
            "shared-host is about to run out of disk: more than 85 % of one are in use (`df -h / /var/lib/slipway` there says of which); or it has told nothing for a quarter of an hour, and no alarm about its apps can go off.",
        );
        expect(request(ON_HOST, "restarts").alarmDescription).toBe(
            "shop has containers that end by themselves: 3 times or more in an hour: `sudo journalctl -u slipway-watch` on the host says which.",
        );
    });

    test.each([
        [
            SERVICE,
            "errors",
            { LoadBalancer: "app/slip-1/0123456789abcdef", TargetGroup: "targetgroup/slip-2/fedcba9876543210" },
        ],
        [SERVICE, "cpu", { ClusterName: "main", ServiceName: "shop-api-1234567" }],
        [RUNNER, "errors", { ServiceName: "shop-api-1234567", ServiceID: "0123456789abcdef" }],
        [HOST, "status", { InstanceId: "i-1" }],
        [REPORTING, "disk", { Host: "slipway-prod-shared-host" }],
        [ON_HOST, "unhealthy", { Host: "slipway-prod-shared-host", App: "shop" }],
        [DATABASE, "cpu", { DBInstanceIdentifier: "slipway-prod-shop-db-abcdef" }],
        [CACHE, "memory", { CacheClusterId: "slipway-prod-shop-cache-abcdef-001" }],
    ] as const)("%# whose number it is, of the alarm %s", async (watched, suffix, expected) => {
        expect(await known(request(watched as Watched, suffix).dimensions)).toEqual(expected);
    });

    test("names of things, from their ARNs, in every partition", () => {
        const elb = "arn:aws-cn:elasticloadbalancing:cn-north-1:123456789012";
        expect(loadBalancerDimension(`${elb}:loadbalancer/app/a/1`)).toBe("app/a/1");
        expect(targetGroupDimension(`${elb}:targetgroup/a/1`)).toBe("targetgroup/a/1");
        expect(clusterName("arn:aws-cn:ecs:cn-north-1:123456789012:cluster/main")).toBe("main");
    });
});

describe("tasks that stopped", () => {
    const cluster = "arn:aws:ecs:eu-central-1:123456789012:cluster/main";
    /** What EventBridge does with a pattern, as far as this one needs it. */
    const matches = (pattern: unknown, event: unknown): boolean => {
        if (Array.isArray(pattern))
            return pattern.some((one: unknown) =>
                typeof one === "object" ? String(event).startsWith((one as { prefix: string }).prefix) : one === event,
            );
        const fields = event as Record<string, unknown>;
        return Object.entries(pattern as Record<string, unknown>).every(([key, part]) =>
            key === "$or" ? (part as unknown[]).some((one) => matches(one, event)) : matches(part, fields[key]),
        );
    };
    const pattern: unknown = JSON.parse(stoppedTasksPattern(cluster, ["shop-web-2", "shop-api-1"]));
    const event = (detail: object) => ({
        source: "aws.ecs",
        "detail-type": "ECS Task State Change",
        detail: { clusterArn: cluster, lastStatus: "STOPPED", group: "service:shop-api-1", ...detail },
    });
    const CRASH = { stopCode: "EssentialContainerExited", stoppedReason: "Essential container in task exited" };

    test.each([
        ["a container that ended", CRASH, true],
        [
            "an image that cannot be pulled",
            { stopCode: "TaskFailedToStart", stoppedReason: "CannotPullContainerError" },
            true,
        ],
        [
            "the load balancer's check",
            {
                stopCode: "ServiceSchedulerInitiated",
                stoppedReason: "Task failed ELB health checks in (target-group x)",
            },
            true,
        ],
        [
            "the container's own check",
            { stopCode: "ServiceSchedulerInitiated", stoppedReason: "Task failed container health checks" },
            true,
        ],
        [
            "a release or less to do",
            {
                stopCode: "ServiceSchedulerInitiated",
                stoppedReason: "Scaling activity initiated by deployment ecs-svc/1",
            },
            false,
        ],
        ["somebody's wish", { stopCode: "UserInitiated", stoppedReason: "Task stopped by user" }, false],
        ["Spot", { stopCode: "SpotInterruption", stoppedReason: "Your Spot Task was interrupted." }, false],
        ["a task that still runs", { ...CRASH, lastStatus: "DEACTIVATING" }, false],
        ["another service", { ...CRASH, group: "service:shop-db-1" }, false],
        ["a job", { ...CRASH, group: "family:shop-migrate" }, false],
        ["another cluster", { ...CRASH, clusterArn: `${cluster}2` }, false],
    ])("%s: told %s", (_what, detail, told) => {
        expect(matches(pattern, event(detail))).toBe(told);
    });

    test("the text is JSON, whatever is put into it", () => {
        const { inputPaths, inputTemplate } = stoppedTaskText("shop");
        const filled = Object.keys(inputPaths).reduce(
            (text, key) => text.replace(`<${key}>`, JSON.stringify(`a "${key}"`)),
            inputTemplate,
        );
        expect(JSON.parse(filled)).toEqual({
            app: "shop",
            what: "A task ended by itself or failed its health check. ECS starts another one.",
            service: 'a "service"',
            reason: 'a "reason"',
            at: 'a "time"',
            task: 'a "task"',
            lastLines: "npx slipway logs shop",
        });
    });
});
