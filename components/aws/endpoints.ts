import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";

/** What the start of a task needs of AWS, each about 7 USD a month and zone: image (its layers come from S3), log, secrets. */
const INTERFACE_ENDPOINTS = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"] as const;

interface PrivateEndpointsArgs {
    readonly vpcId: pulumi.Output<string>;
    readonly cidrBlock: string;
    readonly routeTableIds: pulumi.Output<string[]>;
    readonly subnetIds: pulumi.Output<string[]>;
    readonly region: pulumi.Output<string>;
    /** No NAT gateway: the tasks reach AWS by these endpoints or not at all. */
    readonly withoutNat: boolean;
}

/**
 * The ways of private tasks to AWS itself. S3's costs nothing and spares a NAT gateway the layers of every image; the others
 * are there only where there is no NAT gateway, for without them no task could pull its image.
 *
 * @returns what a task's start must wait for.
 */
export function privateEndpoints(name: string, args: PrivateEndpointsArgs, parent: pulumi.Resource): pulumi.Resource[] {
    const { vpcId, region } = args;
    const options = { parent };
    const s3 = new ec2.VpcEndpoint(
        `${name}-s3`,
        {
            vpcId,
            vpcEndpointType: "Gateway",
            serviceName: pulumi.interpolate`com.amazonaws.${region}.s3`,
            routeTableIds: args.routeTableIds,
        },
        options,
    );
    if (!args.withoutNat) return [s3];
    const group = new ec2.SecurityGroup(
        `${name}-endpoints`,
        { description: "Endpoints of AWS services", vpcId, revokeRulesOnDelete: true },
        options,
    );
    const rule = new vpc.SecurityGroupIngressRule(
        `${name}-endpoints-from-network`,
        {
            securityGroupId: group.id,
            description: "HTTPS from this network",
            cidrIpv4: args.cidrBlock,
            ipProtocol: "tcp",
            fromPort: 443,
            toPort: 443,
        },
        options,
    );
    const others = INTERFACE_ENDPOINTS.map(
        (service) =>
            new ec2.VpcEndpoint(
                `${name}-${service.replace(".", "-")}`,
                {
                    vpcId,
                    vpcEndpointType: "Interface",
                    serviceName: pulumi.interpolate`com.amazonaws.${region}.${service}`,
                    privateDnsEnabled: true,
                    subnetIds: args.subnetIds,
                    securityGroupIds: [group.id],
                },
                options,
            ),
    );
    return [s3, rule, ...others];
}
