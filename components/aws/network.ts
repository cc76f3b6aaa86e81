import * as ec2 from "@pulumi/aws/ec2";
import * as awsx from "@pulumi/awsx/ec2";
import * as pulumi from "@pulumi/pulumi";
import type { CreatedNetwork, ReferencedNetwork } from "../environment-args";
import { privateEndpoints } from "./endpoints";

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

const STRATEGY = {
    none: awsx.NatGatewayStrategy.None,
    single: awsx.NatGatewayStrategy.Single,
    "per-az": awsx.NatGatewayStrategy.OnePerAz,
} as const;

/** A network of the stack's own. As it stands in the arguments' defaults it costs nothing by the hour. */
export function createNetwork(
    name: string,
    args: CreatedNetwork,
    region: pulumi.Output<string>,
    parent: pulumi.Resource,
): Network {
    const { cidrBlock = "10.0.0.0/16", zones = 2, tasks = "public", nat = "none" } = args;
    const isPrivate = tasks === "private";
    const vpc = new awsx.Vpc(
        name,
        {
            cidrBlock,
            // awsx's own defaults are three zones with a NAT gateway each, about 110 USD a month: all is written out.
            numberOfAvailabilityZones: zones,
            natGateways: { strategy: isPrivate ? STRATEGY[nat] : awsx.NatGatewayStrategy.None },
            subnetStrategy: awsx.SubnetAllocationStrategy.Auto,
            subnetSpecs: [
                { type: awsx.SubnetType.Public, cidrMask: 20 },
                // Private with or without NAT: turning NAT on or off then changes routes, not subnets.
                ...(isPrivate ? [{ type: awsx.SubnetType.Private, cidrMask: 20 }] : []),
            ],
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
    const endpoints = isPrivate
        ? privateEndpoints(
              name,
              {
                  vpcId: vpc.vpcId,
                  cidrBlock,
                  routeTableIds: vpc.routeTables.apply((tables) => pulumi.all(tables.map(({ id }) => id))),
                  subnetIds: vpc.privateSubnetIds,
                  region,
                  withoutNat: nat === "none",
              },
              parent,
          )
        : [];
    return {
        vpcId: vpc.vpcId,
        publicSubnetIds: vpc.publicSubnetIds,
        taskSubnetIds: isPrivate ? vpc.privateSubnetIds : vpc.publicSubnetIds,
        assignPublicIp: !isPrivate,
        zones,
        ready: [vpc, ...endpoints],
    };
}

export function referencedNetwork(network: ReferencedNetwork): Network {
    return {
        vpcId: pulumi.output(network.vpcId),
        publicSubnetIds: pulumi.output(network.publicSubnetIds),
        taskSubnetIds: pulumi.output(network.taskSubnetIds ?? network.publicSubnetIds),
        zones: zonesOf(network.taskSubnetIds ?? network.publicSubnetIds),
        // Without a NAT gateway a public address is a task's only way out; nobody gets in by it (see the task's group).
        assignPublicIp: network.taskSubnetIds === undefined,
    };
}

/** Where the subnets are known only after deployment, there are two zones, as a load balancer needs. */
function zonesOf(subnetIds: pulumi.Input<string[]>): number {
    return Array.isArray(subnetIds) ? subnetIds.length : 2;
}
