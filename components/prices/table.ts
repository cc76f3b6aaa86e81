/** Regions that the table has prices for. */
export const PRICED_REGIONS = ["us-east-1", "eu-central-1"] as const;

export type PricedRegion = (typeof PRICED_REGIONS)[number];

/** Hours that AWS's own calculator takes for a month. */
export const HOURS = 730;

/** A price and the day on which AWS's price list said so. */
type Dated = readonly [usd: number, read: string];

/** One list price, on demand, without tax, free tier and discounts. */
export interface Price {
    readonly what: string;
    /** What one costs that much, such as `hour` or `GB-month`. */
    readonly unit: string;
    /** AWS's page. */
    readonly source: string;
    /** What no source was found for is not in the table; its part is named as coming on top. */
    readonly in: Readonly<Partial<Record<PricedRegion, Dated>>>;
}

const FARGATE = "https://aws.amazon.com/fargate/pricing/";
const APP_RUNNER = "https://aws.amazon.com/apprunner/pricing/";
const LOAD_BALANCING = "https://aws.amazon.com/elasticloadbalancing/pricing/";
const VPC = "https://aws.amazon.com/vpc/pricing/";
const CLOUDWATCH = "https://aws.amazon.com/cloudwatch/pricing/";

/** When public cost reviews that quote AWS's price list read it. Where two reviews were found they agreed. */
const JUNE = "2026-06-27";
const [AUGUST, EARLY, MIDDLE, LATE, OCTOBER] = ["2026-08-04", "2026-09-11", "2026-09-20", "2026-09-29", "2026-10-08"];

/** As public lists of instance prices quote them; these have not moved in years. */
const LISTED = "2026-11-21";
const NOVEMBER = "2026-11-22";
const RDS = "https://aws.amazon.com/rds/pricing/";
const EC2 = "https://aws.amazon.com/ec2/pricing/";
const ELASTICACHE = "https://aws.amazon.com/elasticache/pricing/";
const EBS = "https://aws.amazon.com/ebs/pricing/";

/**
 * What Fargate Spot costs of the price on demand. It changes from day to day; the most that public sources quote is $0.01334 a
 * vCPU-hour (of 0.04048, us-east-1), the least $0.01219 (0.30). AWS says "up to 70 %" less.
 */
export const SPOT_SHARE = 0.33;

function instance(type: string, [virginia, frankfurt]: readonly [number, number]): Price {
    return price(`EC2, Linux: ${type}`, "hour", EC2, [
        [virginia, LISTED],
        [frankfurt, LISTED],
    ]);
}

/** On RDS for PostgreSQL, in one zone; in two it is twice as much. */
function database(type: string, [virginia, frankfurt]: readonly [Dated, Dated?]): Price {
    return price(`RDS for PostgreSQL, each zone: ${type}`, "hour", RDS, [virginia, frankfurt]);
}

/** ElastiCache: each node. For Frankfurt no source was found. */
function node(engine: string, type: string, virginia: number): Price {
    return price(`ElastiCache for ${engine}: ${type}`, "hour", ELASTICACHE, [[virginia, JUNE]]);
}

function price(what: string, unit: string, source: string, [virginia, frankfurt]: readonly [Dated, Dated?]): Price {
    return { what, unit, source, in: { "us-east-1": virginia, ...(frankfurt && { "eu-central-1": frankfurt }) } };
}

/** The one table of prices, in USD: us-east-1, then eu-central-1. `docs/prices.md` is made from it. */
export const PRICES = {
    vcpuX86: price("Fargate, Linux/x86: vCPU", "hour", FARGATE, [
        [0.04048, AUGUST],
        [0.04656, OCTOBER],
    ]),
    memoryX86: price("Fargate, Linux/x86: GB of memory", "hour", FARGATE, [
        [0.004445, AUGUST],
        [0.00511, OCTOBER],
    ]),
    vcpuArm: price("Fargate, Linux/ARM: vCPU", "hour", FARGATE, [
        [0.03238, AUGUST],
        [0.03725, OCTOBER],
    ]),
    memoryArm: price("Fargate, Linux/ARM: GB of memory", "hour", FARGATE, [
        [0.00356, AUGUST],
        [0.00409, OCTOBER],
    ]),
    // For Frankfurt no source was found.
    appRunnerMemory: price("App Runner: GB of memory of an instance that waits", "hour", APP_RUNNER, [[0.007, JUNE]]),
    appRunnerVcpu: price("App Runner: vCPU of an instance that handles requests", "hour", APP_RUNNER, [[0.064, JUNE]]),
    loadBalancer: price("Application Load Balancer", "hour", LOAD_BALANCING, [
        [0.0225, MIDDLE],
        [0.027, OCTOBER],
    ]),
    loadBalancerCapacity: price("Application Load Balancer: capacity unit", "LCU-hour", LOAD_BALANCING, [
        [0.008, MIDDLE],
        [0.008, "2026-09-24"],
    ]),
    publicIpv4: price("Public IPv4 address", "hour", VPC, [
        [0.005, LATE],
        [0.005, OCTOBER],
    ]),
    natGateway: price("NAT gateway", "hour", VPC, [
        [0.045, MIDDLE],
        [0.052, OCTOBER],
    ]),
    natTraffic: price("NAT gateway: traffic", "GB", VPC, [
        [0.045, MIDDLE],
        [0.052, OCTOBER],
    ]),
    endpoint: price("Interface endpoint, each zone", "hour", "https://aws.amazon.com/privatelink/pricing/", [
        [0.01, LATE],
        [0.012, "2026-09-22"],
    ]),
    logsWritten: price("CloudWatch Logs: written", "GB", CLOUDWATCH, [
        [0.5, AUGUST],
        [0.63, OCTOBER],
    ]),
    logsKept: price("CloudWatch Logs: kept", "GB-month", CLOUDWATCH, [
        [0.03, AUGUST],
        [0.0324, OCTOBER],
    ]),
    alarm: price("CloudWatch alarm", "month", CLOUDWATCH, [
        [0.1, AUGUST],
        [0.1, OCTOBER],
    ]),
    // Reviews name one price for both of these, whatever the region.
    dashboard: price("CloudWatch dashboard", "month", CLOUDWATCH, [
        [3, LISTED],
        [3, LISTED],
    ]),
    // The first 10,000 of an account; a public bill of Frankfurt fits it.
    ownMetric: price("CloudWatch: a metric of one's own", "month", CLOUDWATCH, [
        [0.3, NOVEMBER],
        [0.3, NOVEMBER],
    ]),
    metricRequests: price("CloudWatch: sending metrics", "1000 requests", CLOUDWATCH, [
        [0.01, NOVEMBER],
        [0.01, NOVEMBER],
    ]),
    secret: price("Secrets Manager entry", "month", "https://aws.amazon.com/secrets-manager/pricing/", [
        [0.4, AUGUST],
        [0.4, OCTOBER],
    ]),
    images: price("ECR: images", "GB-month", "https://aws.amazon.com/ecr/pricing/", [
        [0.1, AUGUST],
        [0.1, OCTOBER],
    ]),
    files: price("EFS Standard: files", "GB-month", "https://aws.amazon.com/efs/pricing/", [
        [0.3, EARLY],
        [0.36, EARLY],
    ]),
    t3Micro: instance("t3.micro", [0.0104, 0.012]),
    t3Small: instance("t3.small", [0.0208, 0.024]),
    t3Medium: instance("t3.medium", [0.0416, 0.048]),
    t3Large: instance("t3.large", [0.0832, 0.096]),
    t4gMicro: instance("t4g.micro", [0.0084, 0.0096]),
    t4gSmall: instance("t4g.small", [0.0168, 0.0192]),
    t4gMedium: instance("t4g.medium", [0.0336, 0.0384]),
    t4gLarge: instance("t4g.large", [0.0672, 0.0768]),
    disk: price("EBS gp3: disk", "GB-month", EBS, [
        [0.08, LISTED],
        [0.0952, LISTED],
    ]),
    snapshots: price("EBS: snapshots", "GB-month", EBS, [
        [0.05, LISTED],
        [0.054, LISTED],
    ]),
    // Virginia by public cost reviews, Frankfurt by accounts' own published bills.
    databaseT4gMicro: database("db.t4g.micro", [
        [0.016, JUNE],
        [0.019, LISTED],
    ]),
    databaseT4gSmall: database("db.t4g.small", [
        [0.032, JUNE],
        [0.037, LISTED],
    ]),
    databaseT4gMedium: database("db.t4g.medium", [[0.065, JUNE]]),
    databaseStorage: price("RDS gp3, each zone: storage", "GB-month", RDS, [
        [0.115, JUNE],
        [0.137, LISTED],
    ]),
    // For Frankfurt no source was found.
    databaseSnapshots: price("RDS: snapshots and kept backups", "GB-month", RDS, [[0.095, LISTED]]),
    cacheSnapshots: price("ElastiCache: snapshots", "GB-month", ELASTICACHE, [[0.085, LISTED]]),
    redisT4gMicro: node("Redis OSS", "cache.t4g.micro", 0.016),
    redisT4gSmall: node("Redis OSS", "cache.t4g.small", 0.032),
    valkeyT4gMicro: node("Valkey", "cache.t4g.micro", 0.0128),
    valkeyT4gSmall: node("Valkey", "cache.t4g.small", 0.0256),
    hostedZone: price("Route 53 hosted zone", "month", "https://aws.amazon.com/route53/pricing/", [
        [0.5, OCTOBER],
        [0.5, OCTOBER],
    ]),
    key: price("KMS key of one's own", "month", "https://aws.amazon.com/kms/pricing/", [
        [1, EARLY],
        [1, EARLY],
    ]),
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof PRICES;

/** The region as the table knows it, or `undefined`. */
export function pricedRegion(region: string): PricedRegion | undefined {
    return PRICED_REGIONS.find((known) => known === region);
}

/** The oldest date of a region's prices: none is older. */
export function pricesSince(region: PricedRegion): string {
    const dates = Object.values(PRICES).flatMap(({ in: at }) => at[region]?.[1] ?? []);
    return dates.sort()[0] ?? "";
}
