/** Regions that the table has prices for. */
export type PricedRegion = "us-east-1" | "eu-central-1";

/** Hours that AWS's own calculator takes for a month. */
export const HOURS = 730;

/** One list price, on demand, in USD, without tax, free tier and discounts. */
export interface Price {
    readonly what: string;
    /** What one costs that much, such as `hour` or `GB-month`. */
    readonly unit: string;
    /** AWS's page. */
    readonly source: string;
    /** A region is missing where no source was found: then it is not estimated. */
    readonly usd: Readonly<Partial<Record<PricedRegion, number>>>;
}

/**
 * When AWS's price list said so, by region. The figures are those of AWS's public price list (offers/v1.0/aws/<service>/current/<region>),
 * as public cost reviews that quote it give them; where two were found they agreed.
 */
export const PRICES_OF: Readonly<Record<PricedRegion, string>> = {
    "us-east-1": "2026-09-20",
    "eu-central-1": "2026-10-08",
};

const FARGATE = "https://aws.amazon.com/fargate/pricing/";
const LOAD_BALANCING = "https://aws.amazon.com/elasticloadbalancing/pricing/";
const VPC = "https://aws.amazon.com/vpc/pricing/";
const CLOUDWATCH = "https://aws.amazon.com/cloudwatch/pricing/";
const EFS = "https://aws.amazon.com/efs/pricing/";

function price(what: string, unit: string, source: string, usd: readonly [number, number?]): Price {
    const [virginia, frankfurt] = usd;
    return {
        what,
        unit,
        source,
        usd: { "us-east-1": virginia, ...(frankfurt !== undefined && { "eu-central-1": frankfurt }) },
    };
}

/** The one table of prices: us-east-1, then eu-central-1. `docs/prices.md` is made from it. */
export const PRICES = {
    vcpuX86: price("Fargate, Linux/x86: vCPU", "hour", FARGATE, [0.04048, 0.04656]),
    memoryX86: price("Fargate, Linux/x86: GB of memory", "hour", FARGATE, [0.004445, 0.00511]),
    vcpuArm: price("Fargate, Linux/ARM: vCPU", "hour", FARGATE, [0.03238, 0.03725]),
    memoryArm: price("Fargate, Linux/ARM: GB of memory", "hour", FARGATE, [0.00356, 0.00409]),
    taskDisk: price("Fargate: GB of disk above 20", "hour", FARGATE, [0.000111]),
    loadBalancer: price("Application Load Balancer", "hour", LOAD_BALANCING, [0.0225, 0.027]),
    loadBalancerCapacity: price("Application Load Balancer: capacity unit", "LCU-hour", LOAD_BALANCING, [0.008, 0.008]),
    publicIpv4: price("Public IPv4 address", "hour", VPC, [0.005, 0.005]),
    natGateway: price("NAT gateway", "hour", VPC, [0.045, 0.052]),
    natTraffic: price("NAT gateway: traffic", "GB", VPC, [0.045, 0.052]),
    endpoint: price(
        "Interface endpoint, each zone",
        "hour",
        "https://aws.amazon.com/privatelink/pricing/",
        [0.01, 0.012],
    ),
    logsWritten: price("CloudWatch Logs: written", "GB", CLOUDWATCH, [0.5, 0.63]),
    logsKept: price("CloudWatch Logs: kept", "GB-month", CLOUDWATCH, [0.03, 0.0324]),
    alarm: price("CloudWatch alarm", "month", CLOUDWATCH, [0.1, 0.1]),
    secret: price("Secrets Manager entry", "month", "https://aws.amazon.com/secrets-manager/pricing/", [0.4, 0.4]),
    images: price("ECR: images", "GB-month", "https://aws.amazon.com/ecr/pricing/", [0.1, 0.1]),
    files: price("EFS Standard: files", "GB-month", EFS, [0.3, 0.36]),
    hostedZone: price("Route 53 hosted zone", "month", "https://aws.amazon.com/route53/pricing/", [0.5, 0.5]),
    key: price("KMS key of one's own", "month", "https://aws.amazon.com/kms/pricing/", [1, 1]),
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof PRICES;

/** The region as the table knows it, or `undefined`. */
export function pricedRegion(region: string): PricedRegion | undefined {
    return region in PRICES_OF ? (region as PricedRegion) : undefined;
}
