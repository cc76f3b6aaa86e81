import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";

export interface VpcInputs {
    readonly cidrBlock: string;
    readonly numberOfAvailabilityZones?: number;
    readonly natGateways?: { readonly strategy?: string };
    readonly enableDnsHostnames?: boolean;
    readonly enableDnsSupport?: boolean;
}

/** The children that the real component makes for public subnets only; anything that costs money is refused. */
export class StandInVpc extends pulumi.ComponentResource {
    readonly vpcId: pulumi.Output<string>;
    readonly publicSubnetIds: pulumi.Output<string>[];

    constructor(name: string, inputs: VpcInputs, opts: pulumi.ComponentResourceOptions) {
        super("awsx:ec2:Vpc", name, {}, opts);
        if (inputs.natGateways?.strategy !== "None") throw new Error("the awsx stand-in knows no NAT gateways");
        if (inputs.numberOfAvailabilityZones === undefined)
            throw new Error("the awsx stand-in wants the number of zones");
        const parent = { parent: this };
        const { cidrBlock, enableDnsHostnames, enableDnsSupport } = inputs;
        const vpc = new ec2.Vpc(name, { cidrBlock, enableDnsHostnames, enableDnsSupport }, parent);
        const gateway = new ec2.InternetGateway(name, { vpcId: vpc.id }, { parent: vpc });
        this.publicSubnetIds = Array.from({ length: inputs.numberOfAvailabilityZones }, (_, index) => {
            const child = `${name}-public-${index + 1}`;
            const subnet = new ec2.Subnet(
                child,
                {
                    vpcId: vpc.id,
                    availabilityZone: `eu-central-1${"abc"[index]}`,
                    cidrBlock: cidrBlock.replace(/0\.0\/\d+$/, `${index * 16}.0/20`),
                    mapPublicIpOnLaunch: true,
                },
                { parent: vpc },
            );
            const table = new ec2.RouteTable(child, { vpcId: vpc.id }, { parent: subnet });
            new ec2.RouteTableAssociation(child, { routeTableId: table.id, subnetId: subnet.id }, { parent: table });
            new ec2.Route(
                child,
                { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: gateway.id },
                { parent: table },
            );
            return subnet.id;
        });
        this.vpcId = vpc.id;
        this.registerOutputs({ vpcId: this.vpcId, publicSubnetIds: this.publicSubnetIds });
    }

    /** What the program gets. */
    state(): pulumi.Output<{ vpcId: string; publicSubnetIds: string[] }> {
        return pulumi.output({ vpcId: this.vpcId, publicSubnetIds: this.publicSubnetIds });
    }
}
