import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import { call, mapping, type Mapping } from "./mapping";

const EC2 = "ec2";

export const networkMappings: readonly Mapping[] = [
    mapping(ec2.Vpc, [], (inputs, { id }) => [
        call(EC2, "CreateVpc", {
            CidrBlock: inputs.cidrBlock,
            InstanceTenancy: inputs.instanceTenancy,
            AmazonProvidedIpv6CidrBlock: inputs.assignGeneratedIpv6CidrBlock,
        }),
        ...flags(inputs.enableDnsHostnames, (Value) => ({ VpcId: id, EnableDnsHostnames: { Value } })),
        ...flags(inputs.enableDnsSupport, (Value) => ({ VpcId: id, EnableDnsSupport: { Value } })),
        ...flags(inputs.enableNetworkAddressUsageMetrics, (Value) => ({
            VpcId: id,
            EnableNetworkAddressUsageMetrics: { Value },
        })),
    ]),
    mapping(ec2.Subnet, [], (inputs, { id }) => [
        call(EC2, "CreateSubnet", {
            VpcId: inputs.vpcId,
            CidrBlock: inputs.cidrBlock,
            AvailabilityZone: inputs.availabilityZone,
        }),
        ...(inputs.mapPublicIpOnLaunch === undefined
            ? []
            : [
                  call(EC2, "ModifySubnetAttribute", {
                      SubnetId: id,
                      MapPublicIpOnLaunch: { Value: inputs.mapPublicIpOnLaunch },
                  }),
              ]),
    ]),
    mapping(ec2.InternetGateway, [], ({ vpcId }, { id }) => [
        call(EC2, "CreateInternetGateway", {}),
        call(EC2, "AttachInternetGateway", { InternetGatewayId: id, VpcId: vpcId }),
    ]),
    mapping(ec2.Eip, [], ({ domain, networkInterface }, { id }) => [
        call(EC2, "AllocateAddress", { Domain: domain }),
        ...(networkInterface === undefined
            ? []
            : [call(EC2, "AssociateAddress", { AllocationId: id, NetworkInterfaceId: networkInterface })]),
    ]),
    mapping(ec2.NatGateway, [], (inputs) => [
        call(EC2, "CreateNatGateway", {
            SubnetId: inputs.subnetId,
            AllocationId: inputs.allocationId,
            ConnectivityType: inputs.connectivityType,
        }),
    ]),
    mapping(ec2.RouteTable, [], ({ vpcId }) => [call(EC2, "CreateRouteTable", { VpcId: vpcId })]),
    mapping(ec2.Route, [], (inputs) => [
        call(EC2, "CreateRoute", {
            RouteTableId: inputs.routeTableId,
            DestinationCidrBlock: inputs.destinationCidrBlock,
            GatewayId: inputs.gatewayId,
            NatGatewayId: inputs.natGatewayId,
        }),
    ]),
    mapping(ec2.RouteTableAssociation, [], ({ routeTableId, subnetId }) => [
        call(EC2, "AssociateRouteTable", { RouteTableId: routeTableId, SubnetId: subnetId }),
    ]),
    mapping(ec2.VpcEndpoint, [], (inputs) => [
        call(EC2, "CreateVpcEndpoint", {
            VpcId: inputs.vpcId,
            ServiceName: inputs.serviceName,
            VpcEndpointType: inputs.vpcEndpointType,
            SubnetIds: inputs.subnetIds,
            SecurityGroupIds: inputs.securityGroupIds,
            RouteTableIds: inputs.routeTableIds,
            PrivateDnsEnabled: inputs.privateDnsEnabled,
            PolicyDocument: inputs.policy,
        }),
    ]),
    mapping(ec2.SecurityGroup, ["revokeRulesOnDelete"], ({ description, vpcId }, { name }) => [
        call(EC2, "CreateSecurityGroup", { GroupName: name, Description: description, VpcId: vpcId }),
    ]),
    // The group exists already: the provider takes away what is in it.
    mapping(ec2.DefaultSecurityGroup, ["vpcId", "ingress", "egress"], (_, { id }) => [
        call(EC2, "RevokeSecurityGroupIngress", { GroupId: id }),
        call(EC2, "RevokeSecurityGroupEgress", { GroupId: id }),
    ]),
    mapping(vpc.SecurityGroupIngressRule, [], (inputs) => [
        call(EC2, "AuthorizeSecurityGroupIngress", {
            GroupId: inputs.securityGroupId,
            IpPermissions: [permission(inputs)],
        }),
    ]),
    mapping(vpc.SecurityGroupEgressRule, [], (inputs) => [
        call(EC2, "AuthorizeSecurityGroupEgress", {
            GroupId: inputs.securityGroupId,
            IpPermissions: [permission(inputs)],
        }),
    ]),
];

interface RuleInputs {
    readonly ipProtocol: string;
    readonly fromPort?: number;
    readonly toPort?: number;
    readonly description?: string;
    readonly cidrIpv4?: string;
    readonly cidrIpv6?: string;
    readonly prefixListId?: string;
    readonly referencedSecurityGroupId?: string;
}

function permission(inputs: RuleInputs) {
    const { ipProtocol, fromPort, toPort, description: Description } = inputs;
    return {
        IpProtocol: ipProtocol,
        FromPort: fromPort,
        ToPort: toPort,
        IpRanges: inputs.cidrIpv4 && [{ CidrIp: inputs.cidrIpv4, Description }],
        Ipv6Ranges: inputs.cidrIpv6 && [{ CidrIpv6: inputs.cidrIpv6, Description }],
        PrefixListIds: inputs.prefixListId && [{ PrefixListId: inputs.prefixListId, Description }],
        UserIdGroupPairs: inputs.referencedSecurityGroupId && [
            { GroupId: inputs.referencedSecurityGroupId, Description },
        ],
    };
}

/** AWS takes one attribute of a network a request. */
function flags(value: boolean | undefined, params: (value: boolean) => Record<string, unknown>) {
    return value === undefined ? [] : [call(EC2, "ModifyVpcAttribute", params(value))];
}
