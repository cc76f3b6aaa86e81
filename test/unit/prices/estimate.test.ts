import { describeEstimate, describePriceChange } from "../../../provider/core/describe-price";
import type { PriceInputs } from "../../../provider/price-contract";
import { estimate } from "../../../components/prices/estimate";
import type { PricedResource } from "../../../components/prices/resources";
import * as pulumi from "@pulumi/pulumi";

const parent = {} as pulumi.Resource;

function made(type: string, props: Record<string, unknown> = {}, owner = "shop"): PricedResource {
    return { type, name: `${owner}-api`, owner, parent, resource: undefined, props };
}

const VPC = made("awsx:ec2:Vpc", { numberOfAvailabilityZones: 2, natGateways: { strategy: "None" } }, "shared");
const BALANCER = made(
    "aws:lb/loadBalancer:LoadBalancer",
    { loadBalancerType: "application", internal: false },
    "shared",
);
const task = (props: Record<string, unknown> = {}) =>
    made("aws:ecs/taskDefinition:TaskDefinition", { cpu: "256", memory: "512", ...props });
const service = (props: Record<string, unknown> = {}) =>
    made("aws:ecs/service:Service", {
        launchType: "FARGATE",
        desiredCount: 1,
        networkConfiguration: { assignPublicIp: true },
        ...props,
    });

/** USD a month by part. */
const parts = (resources: readonly PricedResource[], region = "eu-central-1") =>
    Object.fromEntries(
        Object.entries(estimate(resources, region).parts).map(([part, { monthlyUsd }]) => [part, monthlyUsd]),
    );

describe("an estimate, calculated by hand from AWS's prices for 730 hours", () => {
    const secret = made("aws:secretsmanager/secret:Secret");
    const logs = made("aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 30 }, "shared");
    const images = made("aws:ecr/repository:Repository");

    test("the dev profile in Frankfurt: one small service behind the shared load balancer", () => {
        expect(parts([VPC, BALANCER, logs, images, secret, task(), service()])).toEqual({
            "shared: load balancer": 19.71, // 730 × 0.027
            "shared: logs": 0.66, // 1 GB × 0.63 + 1 GB-month × 0.0324
            "shared: public IPv4": 7.3, // 2 × 730 × 0.005
            "shop: Fargate memory": 1.87, // 730 × 0.5 × 0.00511
            "shop: Fargate vCPU": 8.5, // 730 × 0.25 × 0.04656
            "shop: images": 0.1,
            "shop: public IPv4": 3.65,
            "shop: secrets": 0.4,
        });
        expect(estimate([VPC, BALANCER, logs, images, secret, task(), service()], "eu-central-1").monthlyUsd).toBe(
            42.19,
        );
    });

    test("logs: our services write to their environment's group, a database to its own", () => {
        const ofDatabase = { name: "/aws/rds/instance/shop-db/postgresql", retentionInDays: 30 };
        const own = made("aws:cloudwatch/logGroup:LogGroup", ofDatabase, "shop");
        const two = [service(), service()];
        expect(parts([logs, own, ...two.slice(0, 1)])).toMatchObject({ "shared: logs": 0.66, "shop: logs": 0.66 });
        expect(parts([logs, own, ...two])).toMatchObject({ "shared: logs": 1.32, "shop: logs": 0.66 });
    });

    test("the same in Virginia, on ARM, two copies without public addresses", () => {
        const arm = task({ cpu: "1024", memory: "2048", runtimePlatform: { cpuArchitecture: "ARM64" } });
        const two = service({ desiredCount: 2, networkConfiguration: { assignPublicIp: false } });
        expect(parts([arm, two], "us-east-1")).toEqual({
            "shop: Fargate memory": 10.4, // 2 × 2 × 730 × 0.00356
            "shop: Fargate vCPU": 47.27, // 2 × 730 × 0.03238
        });
    });

    test.each([
        ["None", {}],
        ["Single", { "shared: NAT gateways": 37.96, "shared: public IPv4": 3.65 }],
        ["OnePerAz", { "shared: NAT gateways": 75.92, "shared: public IPv4": 7.3 }],
    ])("NAT gateways: %s", (strategy, expected) => {
        const props = { numberOfAvailabilityZones: 2, natGateways: { strategy } };
        expect(parts([made("awsx:ec2:Vpc", props, "shared")])).toEqual(expected);
    });

    test("awsx's own defaults, which Slipway never leaves to it: three zones, a gateway in each", () => {
        expect(parts([made("awsx:ec2:Vpc", {}, "shared")])).toEqual({
            "shared: NAT gateways": 113.88, // 3 × 730 × 0.052
            "shared: public IPv4": 10.95,
        });
    });

    test("interface endpoints cost by the zone, gateway endpoints nothing", () => {
        const endpoints = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"].map((name) => ({
            serviceName: `com.amazonaws.us-east-1.${name}`,
            vpcEndpointType: "Interface",
        }));
        const vpcEndpointSpecs = [
            ...endpoints,
            { serviceName: "com.amazonaws.us-east-1.s3", vpcEndpointType: "Gateway" },
        ];
        const props = { numberOfAvailabilityZones: 2, natGateways: { strategy: "None" }, vpcEndpointSpecs };
        expect(parts([made("awsx:ec2:Vpc", props, "shared")], "us-east-1")).toEqual({ "shared: endpoints": 58.4 });
    });

    test("alarms: numbers of AWS's services cost nothing, each of a host's own does, and so do its reports", () => {
        const alarm = (namespace: string, metricName: string, owner: string) =>
            made("aws:cloudwatch/metricAlarm:MetricAlarm", { namespace, metricName }, owner);
        const host = [
            alarm("AWS/EC2", "StatusCheckFailed", "shared"),
            alarm("Slipway/Host", "DiskUsedPercent", "shared"),
        ];
        const app = [
            alarm("Slipway/Host", "UnhealthyCopies", "shop"),
            alarm("Slipway/Host", "ContainerRestarts", "shop"),
        ];
        expect(parts([...host, ...app, alarm("AWS/RDS", "CPUUtilization", "wiki")])).toEqual({
            "shared: alarms": 0.2,
            "shared: metrics": 0.74, // 0.30 + 730 × 60 / 1000 × 0.01
            "shop: alarms": 0.2,
            "shop: metrics": 0.6, // 2 × 0.30
            "wiki: alarms": 0.1,
        });
        const { parts: lines } = estimate([...host, ...app], "eu-central-1");
        expect(lines["shared: metrics"]?.how).toBe("1 of the host's own; a report a minute");
        expect(lines["shop: metrics"]?.how).toBe("2 of the host's own");
    });

    test("files, alarms, zones", () => {
        const others = [
            made("aws:efs/fileSystem:FileSystem"),
            made("aws:appautoscaling/policy:Policy"),
            made("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace"),
        ];
        expect(parts(others)).toEqual({ "shop: files": 0.36, "shop: alarms": 0.2, "shop: hosted zone": 0.5 });
    });
});

describe("what an estimate says of its limits", () => {
    test("assumptions stand in the line, use stands on top", () => {
        const spot = service({
            launchType: undefined,
            capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
        });
        const scaling = made("aws:appautoscaling/target:Target", { minCapacity: 1, maxCapacity: 4 });
        const { parts: priced, onTop } = estimate([VPC, BALANCER, task(), spot, scaling], "eu-central-1");
        expect(priced["shop: Fargate vCPU"]?.how).toBe(
            "shop-api: 1 × 0.25 vCPU and 0.5 GB, x86, on Spot at 33 % of the price on demand, which changes daily, up to 4 under load, not counted",
        );
        expect(onTop).toEqual([
            "traffic through the load balancer ($0.008 per LCU-hour)",
            "data transfer to the internet and between zones",
        ]);
    });

    test("what is an output is not looked into, as a first preview does not know it", () => {
        const unknown = service({ desiredCount: pulumi.output(3) });
        const { parts: priced, onTop } = estimate([task(), unknown], "eu-central-1");
        expect(priced["shop: Fargate vCPU"]).toEqual({
            monthlyUsd: 8.5,
            how: "shop-api: 1 × 0.25 vCPU and 0.5 GB, x86, 1 copy assumed",
        });
        expect(onTop).not.toContain("shop-api: the size of its tasks is not known");
        expect(estimate([task({ cpu: pulumi.output("256") }), unknown], "eu-central-1").onTop).toContain(
            "shop-api: the size of its tasks is not known",
        );
    });

    test("a task that no service runs is a job", () => {
        const { parts: priced, onTop } = estimate([task()], "eu-central-1");
        expect([priced, onTop[0]]).toEqual([{}, "jobs, while they run"]);
    });

    test("a database in one zone and in two, and a cache; what the table does not have is on top", () => {
        const database = (props: Record<string, unknown>) =>
            made("aws:rds/instance:Instance", { instanceClass: "db.t4g.micro", allocatedStorage: 20, ...props });
        expect(parts([database({ multiAz: false })])).toEqual({
            "shop: database": 13.87, // 730 × 0.019
            "shop: database storage": 2.74, // 20 × 0.137
        });
        expect(parts([database({ instanceClass: "db.t4g.small", multiAz: true })])).toEqual({
            "shop: database": 54.02, // 2 × 730 × 0.037
            "shop: database storage": 5.48,
        });
        const cache = (engine: string) =>
            made("aws:elasticache/replicationGroup:ReplicationGroup", {
                engine,
                nodeType: "cache.t4g.micro",
                numCacheClusters: 2,
            });
        expect(parts([cache("valkey")], "us-east-1")).toEqual({ "shop: cache": 18.69 }); // 2 × 730 × 0.0128
        expect(parts([cache("redis")], "us-east-1")).toEqual({ "shop: cache": 23.36 }); // 2 × 730 × 0.016
        const { onTop } = estimate([database({ instanceClass: "db.r8g.large" }), cache("redis")], "eu-central-1");
        expect(onTop).toEqual(
            expect.arrayContaining([
                "the database shop-api: db.r8g.large is not in the table",
                "ElastiCache for Redis OSS: cache.t4g.micro, whose price in eu-central-1 is not in the table (2 × cache.t4g.micro)",
            ]),
        );
    });

    test("what the table has no price for is named, not made up", () => {
        const big = task({ ephemeralStorage: { sizeInGib: 50 } });
        expect(parts([big, service()])).toEqual(parts([task(), service()]));
        expect(estimate([big, service()], "eu-central-1").onTop).toContain("disk above 20 GB of shop-api");
        expect(estimate([task(), service()], "eu-central-1").onTop).not.toContain("disk above 20 GB of shop-api");
    });

    test("a type without a rule and a region without prices are told", () => {
        expect(estimate([made("aws:mq/broker:Broker")], "eu-central-1").notEstimated).toEqual([
            "aws:mq/broker:Broker: has no price rule",
        ]);
        expect(estimate([task(), service()], "eu-west-3")).toMatchObject({
            monthlyUsd: 0,
            notEstimated: ["everything: the table has no prices for eu-west-3, only for eu-central-1, us-east-1"],
        });
    });
});

describe("in words", () => {
    const priced = (resources: readonly PricedResource[], region = "eu-central-1"): PriceInputs => ({
        name: "price",
        ...estimate(resources, region),
    });

    test("the estimate: a line each part, then what comes on top", () => {
        expect(describeEstimate(priced([VPC, BALANCER, task(), service()])).split("\n")).toEqual([
            "≈ $41.03 a month in eu-central-1 (list prices of 2026-09-11 or later, 730 hours, without tax and free tiers):",
            "  shared $27.01",
            "    load balancer $19.71 (1)",
            "    public IPv4 $7.30 (2 of the load balancer)",
            "  shop $14.02",
            "    Fargate memory $1.87 (shop-api: 1 × 0.5 GB)",
            "    Fargate vCPU $8.50 (shop-api: 1 × 0.25 vCPU and 0.5 GB, x86)",
            "    public IPv4 $3.65 (1 of shop-api)",
            "  on top, by use: traffic through the load balancer ($0.008 per LCU-hour); data transfer to the internet and between zones",
        ]);
    });

    test("with many apps, a line each", () => {
        const apps = Array.from({ length: 11 }, (_, index) =>
            made("aws:secretsmanager/secret:Secret", {}, `app-${index}`),
        );
        const lines = describeEstimate(priced(apps)).split("\n");
        expect(lines).toHaveLength(1 + 11 + 1);
        expect(lines).toContain("  app-7 $0.40");
        expect(describeEstimate(priced(apps.slice(1)))).toContain("  app-7 $0.40\n    secrets $0.40 (app-7-api)");
    });

    test("a change: before, after, difference, and what makes it, the greatest first", () => {
        const [one, two] = [priced([task(), service()]), priced([task(), service({ desiredCount: 2 })])];
        expect(describePriceChange(one, two)).toBe(
            "≈ $14.02 → $28.02 a month (+$14.00: shop: Fargate vCPU +$8.49, shop: public IPv4 +$3.65, shop: Fargate memory +$1.86)",
        );
        expect(describePriceChange(two, one)).toMatch(/^≈ \$28\.\d\d → \$14\.02 a month \(−\$14\.\d\d: /);
        expect(describePriceChange(one, one)).toBeUndefined();
    });

    test("a part whose price is not in the table is no saving: the change says that it is paid on top", () => {
        const database = (instanceClass: string) =>
            priced([made("aws:rds/instance:Instance", { instanceClass, engine: "postgres", allocatedStorage: 20 })]);
        const [small, odd] = [database("db.t4g.micro"), database("db.x9.huge")];
        const uncounted = "the database shop-api: db.x9.huge is not in the table";
        expect(describePriceChange(small, odd)).toMatch(new RegExp(`\\(−\\$.*\\); on top from now on: ${uncounted}$`));
        expect(describePriceChange(odd, small)).toMatch(new RegExp(`\\(\\+\\$.*\\); no longer on top: ${uncounted}$`));
        expect(describePriceChange(odd, { ...odd, onTop: [...odd.onTop].reverse() })).toBeUndefined();
    });

    test("another region and another price list are named as the cause", () => {
        const [here, there] = [priced([VPC, BALANCER]), priced([VPC, BALANCER], "us-east-1")];
        expect(describePriceChange(here, there)).toBe(
            "≈ $27.01 → $23.73 a month (−$3.28: shared: load balancer −$3.28, eu-central-1 → us-east-1, prices of 2026-09-11 → 2026-06-27)",
        );
    });
});

describe("App Runner", () => {
    const runner = [
        made("aws:apprunner/service:Service", { instanceConfiguration: { cpu: "256", memory: "512" } }),
        made("aws:apprunner/autoScalingConfigurationVersion:AutoScalingConfigurationVersion", {
            minSize: 2,
            maxSize: 4,
        }),
    ];

    test("the memory of the instances that wait; their CPU is paid by use", () => {
        const { parts: found, onTop } = estimate(runner, "us-east-1");
        // 2 × 0.5 × 730 × 0.007
        expect(found).toEqual({
            "shop: App Runner memory": {
                monthlyUsd: 5.11,
                how: "shop-api: 2 × 0.5 GB, waiting, up to 4 under load, not counted",
            },
        });
        expect(onTop).toContain("CPU of App Runner's instances while they handle requests ($0.064 per hour)");
    });

    test("in a region without a known price it comes on top, by name", () => {
        const { parts: found, onTop } = estimate(runner, "eu-central-1");
        expect(found).toEqual({});
        expect(onTop).toContain(
            "App Runner: GB of memory of an instance that waits, whose price in eu-central-1 is not in the table " +
                "(shop-api: 2 × 0.5 GB, waiting, up to 4 under load, not counted)",
        );
    });

    test("a size that is not known is named", () => {
        const [service] = runner;
        const unknown = { ...service!, props: { instanceConfiguration: { cpu: "256", memory: pulumi.output("512") } } };
        expect(estimate([unknown], "us-east-1").onTop).toContain("shop-api: the size of its instances is not known");
    });
});
