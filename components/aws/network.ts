import * as ec2 from "@pulumi/aws/ec2";
import * as awsx from "@pulumi/awsx/ec2";
import type * as pulumi from "@pulumi/pulumi";

/** Where load balancer and tasks stand. */
export interface Network {
    readonly vpcId: pulumi.Output<string>;
    readonly publicSubnetIds: pulumi.Output<string[]>;
    readonly taskSubnetIds: pulumi.Output<string[]>;
    /** How many of these subnets there are, each in a zone of its own. */
    readonly zones: number;
    /** Whether a task has a public address of its own, as its way out. */
    readonly assignPublicIp: boolean;
    /** To be waited for before a task is started: a subnet is known before its way out is made. @default nothing */
    readonly ready?: readonly pulumi.Resource[];
}

/** Two: the fewest that a load balancer takes. */
const ZONES = 2;

/** A network that costs nothing by the hour: two availability zones, public subnets, no NAT gateway, no endpoints. */
export function createNetwork(name: string, cidrBlock: string, parent: pulumi.Resource): Network {
    const vpc = new awsx.Vpc(
        name,
        {
            cidrBlock,
            // awsx's own defaults are three zones with a NAT gateway each, about 110 USD a month: all is written out.
            numberOfAvailabilityZones: ZONES,
            natGateways: { strategy: awsx.NatGatewayStrategy.None },
            subnetStrategy: awsx.SubnetAllocationStrategy.Auto,
            subnetSpecs: [{ type: awsx.SubnetType.Public, cidrMask: 20 }],
            vpcEndpointSpecs: [],
            assignGeneratedIpv6CidrBlock: false,
            enableDnsHostnames: true,
            enableDnsSupport: true,
            enableNetworkAddressUsageMetrics: false,
            instanceTenancy: "default",
        },
        { parent },
    );
    // AWS adds a group to each network that lets its members in from each other and out to everywhere.
    new ec2.DefaultSecurityGroup(name, { vpcId: vpc.vpcId, ingress: [], egress: [] }, { parent });
    return {
        vpcId: vpc.vpcId,
        publicSubnetIds: vpc.publicSubnetIds,
        taskSubnetIds: vpc.publicSubnetIds,
        zones: ZONES,
        assignPublicIp: true,
        ready: [vpc],
    };
}
