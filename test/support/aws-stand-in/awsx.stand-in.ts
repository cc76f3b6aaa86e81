/** STAND-IN for the provider `awsx`: `ec2.Vpc` with public subnets, as a component. Prints its port. */
import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import { main, type ConstructResult, type Provider } from "@pulumi/pulumi/provider";

interface VpcInputs {
    readonly cidrBlock: string;
    readonly numberOfAvailabilityZones?: number;
    readonly natGateways?: { readonly strategy?: string };
    readonly enableDnsHostnames?: boolean;
    readonly enableDnsSupport?: boolean;
}

/** The children that the real component makes for public subnets only; anything that costs money is refused. */
class Vpc extends pulumi.ComponentResource {
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
}

class AwsxStandIn implements Provider {
    readonly version = "3.9.0";
    readonly schema = JSON.stringify({ name: "awsx", version: "3.9.0" });

    async construct(
        name: string,
        type: string,
        inputs: pulumi.Inputs,
        options: pulumi.ComponentResourceOptions,
    ): Promise<ConstructResult> {
        if (type !== "awsx:ec2:Vpc") throw new Error(`the awsx stand-in does not know the type ${type}`);
        const vpc = new Vpc(name, inputs as unknown as VpcInputs, options);
        return { urn: vpc.urn, state: { vpcId: vpc.vpcId, publicSubnetIds: vpc.publicSubnetIds } };
    }
}

// Ends with the test that started it.
process.stdin.resume().on("end", () => process.exit(0));
// The engine attaches to the port; the address on the command line is replaced by the one in `attach`.
void main(new AwsxStandIn(), ["127.0.0.1:1"]);
