import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";
import type { Network } from "./network";

/** The group of one service's tasks: nobody gets in until somebody adds a rule, and out only on the given ports. */
export function taskSecurityGroup(
    name: string,
    args: { network: Network; egressPorts: readonly number[] },
    parent: pulumi.Resource,
): { readonly group: ec2.SecurityGroup; readonly rules: readonly pulumi.Resource[] } {
    const group = new ec2.SecurityGroup(
        `${name}-tasks`,
        { description: `Tasks of ${name}`, vpcId: args.network.vpcId, revokeRulesOnDelete: true },
        { parent },
    );
    const ports = [...new Set(args.egressPorts)].sort((a, b) => a - b);
    const rules = ports.map(
        (port) =>
            new vpc.SecurityGroupEgressRule(
                `${name}-out-${port}`,
                {
                    securityGroupId: group.id,
                    description: `${name}: out on port ${port}`,
                    cidrIpv4: "0.0.0.0/0",
                    ipProtocol: "tcp",
                    fromPort: port,
                    toPort: port,
                },
                { parent },
            ),
    );
    return { group, rules };
}
