import { line, unitPrice, type PriceContext, type PriceLine } from "./line";
import { plain, plainList, plainNumber, plainObject, type PricedResource } from "./resources";

const VPC = "awsx:ec2:Vpc";
/** awsx's own default, and the least that a load balancer takes. */
const [AWSX_ZONES, LEAST_ZONES] = [3, 2];

/** What awsx makes of a network's arguments: NAT gateways with an address each, interface endpoints. */
export function awsxVpc({ props }: PricedResource, context: PriceContext): readonly PriceLine[] {
    const zones = zonesOf(props);
    // Without an argument awsx makes a gateway in each zone where there are private subnets.
    const specs = plainList(props.subnetSpecs);
    const hasPrivate = specs === undefined || specs.some((spec) => plainObject(spec).type === "Private");
    const strategy = plain(plainObject(props.natGateways).strategy) ?? (hasPrivate ? "OnePerAz" : "None");
    const gateways = strategy === "OnePerAz" ? zones : strategy === "Single" ? 1 : 0;
    const endpoints = (plainList(props.vpcEndpointSpecs) ?? []).map(plainObject);
    return [
        ...natGateways(gateways, context),
        ...(gateways === 0
            ? []
            : line(
                  "public IPv4",
                  { price: "publicIpv4", count: gateways, how: `${gateways} of NAT gateways` },
                  context,
              )),
        ...endpoints.flatMap((props) =>
            interfaceEndpoint(String(plain(props.serviceName) ?? "one"), { props, zones }, context),
        ),
    ];
}

export function natGateways(count: number, context: PriceContext): PriceLine[] {
    if (count === 0) return [];
    context.onTop(`traffic through NAT gateways ${unitPrice("natTraffic", context.region)}`);
    return line("NAT gateways", { price: "natGateway", count, how: String(count) }, context);
}

export function vpcEndpoint({ name, props }: PricedResource, context: PriceContext): readonly PriceLine[] {
    const known = plainList(props.subnetIds)?.length;
    return interfaceEndpoint(name, { props, zones: known ?? publicZones(context) }, context);
}

function interfaceEndpoint(
    name: string,
    { props, zones }: { props: Readonly<Record<string, unknown>>; zones: number },
    context: PriceContext,
): PriceLine[] {
    // Gateway endpoints (S3, DynamoDB) cost nothing, and they are AWS's default.
    if (plain(props.vpcEndpointType) !== "Interface") return [];
    context.onTop("traffic through endpoints");
    return line("endpoints", { price: "endpoint", count: zones, how: `${name} in ${zones} zones` }, context);
}

export function loadBalancer({ name, props }: PricedResource, context: PriceContext): readonly PriceLine[] {
    const kind = plain(props.loadBalancerType) ?? "application";
    if (kind !== "application") {
        context.onTop(`load balancer ${name}: only application load balancers are in the table`);
        return [];
    }
    context.onTop(`traffic through the load balancer ${unitPrice("loadBalancerCapacity", context.region)}`);
    const known = (plainList(props.subnets) ?? plainList(props.subnetMappings))?.length;
    const count = known ?? publicZones(context);
    const assumed = known === undefined && context.of(VPC).length === 0 ? ", in two zones assumed" : "";
    const open = plain(props.internal) !== true;
    return [
        ...line("load balancer", { price: "loadBalancer", count: 1, how: "1" }, context),
        ...(open
            ? line(
                  "public IPv4",
                  { price: "publicIpv4", count, how: `${count} of the load balancer${assumed}` },
                  context,
              )
            : []),
    ];
}

/** Zones of the stack's own network; where it is somebody else's, as many as a load balancer needs. */
export function publicZones(context: PriceContext): number {
    const [vpc] = context.of(VPC);
    return vpc === undefined ? LEAST_ZONES : zonesOf(vpc.props);
}

function zonesOf(props: PricedResource["props"]): number {
    return plainList(props.availabilityZoneNames)?.length ?? plainNumber(props.numberOfAvailabilityZones) ?? AWSX_ZONES;
}
