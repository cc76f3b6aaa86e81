import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";

export interface VpcInputs {
    readonly cidrBlock: string;
    readonly numberOfAvailabilityZones?: number;
    readonly natGateways?: { readonly strategy?: string };
    readonly subnetSpecs?: readonly { readonly type: string }[];
    readonly enableDnsHostnames?: boolean;
    readonly enableDnsSupport?: boolean;
}

/** The children that the real component makes. What it would make by default, and costs money, must be written out. */
export class StandInVpc extends pulumi.ComponentResource {
    readonly vpcId: pulumi.Output<string>;
    readonly publicSubnetIds: pulumi.Output<string>[] = [];
    readonly privateSubnetIds: pulumi.Output<string>[] = [];
    readonly routeTables: ec2.RouteTable[] = [];
    private readonly natGateways: ec2.NatGateway[] = [];

    constructor(name: string, inputs: VpcInputs, opts: pulumi.ComponentResourceOptions) {
        super("awsx:ec2:Vpc", name, {}, opts);
        const { cidrBlock, enableDnsHostnames, enableDnsSupport, natGateways, numberOfAvailabilityZones } = inputs;
        if (natGateways?.strategy === undefined)
            throw new Error("the awsx stand-in wants the strategy of NAT gateways");
        if (numberOfAvailabilityZones === undefined) throw new Error("the awsx stand-in wants the number of zones");
        const vpc = new ec2.Vpc(name, { cidrBlock, enableDnsHostnames, enableDnsSupport }, { parent: this });
        const gateway = new ec2.InternetGateway(name, { vpcId: vpc.id }, { parent: vpc });
        for (let zone = 0; zone < numberOfAvailabilityZones; zone += 1) {
            for (const { type } of inputs.subnetSpecs ?? []) {
                const isPublic = type === "Public";
                const child = `${name}-${type.toLowerCase()}-${zone + 1}`;
                const block = zone * 16 + (isPublic ? 0 : 128);
                const subnet = new ec2.Subnet(
                    child,
                    {
                        vpcId: vpc.id,
                        availabilityZone: `eu-central-1${"abc"[zone]}`,
                        cidrBlock: cidrBlock.replace(/0\.0\/\d+$/, `${block}.0/20`),
                        mapPublicIpOnLaunch: isPublic,
                    },
                    { parent: vpc },
                );
                (isPublic ? this.publicSubnetIds : this.privateSubnetIds).push(subnet.id);
                if (isPublic) this.natGateway(name, { zone, strategy: natGateways.strategy }, subnet);
                this.route(child, { vpc, subnet, gateway, isPublic, zone });
            }
        }
        this.vpcId = vpc.id;
        this.registerOutputs(this.outputs());
    }

    /** What the program gets. */
    state(): pulumi.Output<{ vpcId: string }> {
        return pulumi.output(this.outputs()) as unknown as pulumi.Output<{ vpcId: string }>;
    }

    outputs() {
        const { vpcId, publicSubnetIds, privateSubnetIds, routeTables } = this;
        return { vpcId, publicSubnetIds, privateSubnetIds, routeTables };
    }

    private natGateway(name: string, { zone, strategy }: { zone: number; strategy: string }, subnet: ec2.Subnet): void {
        if (strategy === "None" || (strategy === "Single" && zone > 0)) return;
        const eip = new ec2.Eip(`${name}-${zone + 1}`, {}, { parent: subnet });
        this.natGateways.push(
            new ec2.NatGateway(
                `${name}-${zone + 1}`,
                { subnetId: subnet.id, allocationId: eip.allocationId },
                { parent: subnet },
            ),
        );
    }

    private route(
        child: string,
        at: { vpc: ec2.Vpc; subnet: ec2.Subnet; gateway: ec2.InternetGateway; isPublic: boolean; zone: number },
    ): void {
        const table = new ec2.RouteTable(child, { vpcId: at.vpc.id }, { parent: at.subnet });
        this.routeTables.push(table);
        const parent = { parent: table };
        new ec2.RouteTableAssociation(child, { routeTableId: table.id, subnetId: at.subnet.id }, parent);
        const nat = this.natGateways[at.zone] ?? this.natGateways[0];
        if (!at.isPublic && nat === undefined) return;
        const target = at.isPublic ? { gatewayId: at.gateway.id } : { natGatewayId: nat!.id };
        new ec2.Route(child, { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", ...target }, parent);
    }
}
