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
    readonly in: Readonly<Record<PricedRegion, Dated>>;
}

const FARGATE = "https://aws.amazon.com/fargate/pricing/";
const LOAD_BALANCING = "https://aws.amazon.com/elasticloadbalancing/pricing/";
const VPC = "https://aws.amazon.com/vpc/pricing/";
const CLOUDWATCH = "https://aws.amazon.com/cloudwatch/pricing/";

/** When public cost reviews that quote AWS's price list read it. Where two reviews were found they agreed. */
const [AUGUST, EARLY, MIDDLE, LATE, OCTOBER] = ["2026-08-04", "2026-09-11", "2026-09-20", "2026-09-29", "2026-10-08"];

function price(what: string, unit: string, source: string, [virginia, frankfurt]: readonly [Dated, Dated]): Price {
    return { what, unit, source, in: { "us-east-1": virginia, "eu-central-1": frankfurt } };
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
    const dates = Object.values(PRICES).map(({ in: at }) => at[region][1]);
    return dates.sort()[0] ?? "";
}
