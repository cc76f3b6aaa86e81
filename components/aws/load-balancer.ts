import * as ec2 from "@pulumi/aws/ec2";
import * as lb from "@pulumi/aws/lb";
import * as pulumi from "@pulumi/pulumi";
import type { ReferencedLoadBalancer } from "../environment-args";
import { accessLogBucket } from "./access-log-bucket";
import type { Network } from "./network";

/** The load balancer that all apps of an environment share. */
export interface SharedLoadBalancer {
    readonly arn: pulumi.Output<string>;
    readonly dnsName: pulumi.Output<string>;
    /** The hosted zone of its name, for alias records. */
    readonly zoneId: pulumi.Output<string>;
    readonly securityGroupId: pulumi.Output<string>;
}

export interface LoadBalancerArgs {
    readonly network: Network;
    readonly accountId: pulumi.Output<string>;
    readonly accessLogs: boolean;
    readonly disposable: boolean;
}

export function createLoadBalancer(name: string, args: LoadBalancerArgs, parent: pulumi.Resource): SharedLoadBalancer {
    const { network, accountId, disposable } = args;
    const group = new ec2.SecurityGroup(
        `${name}-load-balancer`,
        // Each service adds the rules for its own port; without one nobody gets in.
        { description: "The shared load balancer", vpcId: network.vpcId, revokeRulesOnDelete: true },
        { parent },
    );
    const logs = args.accessLogs ? accessLogBucket(name, { accountId, disposable }, parent) : undefined;
    const balancer = new lb.LoadBalancer(
        name,
        {
            namePrefix: "slip-",
            loadBalancerType: "application",
            internal: false,
            subnets: network.publicSubnetIds,
            securityGroups: [group.id],
            idleTimeout: 60,
            dropInvalidHeaderFields: true,
            desyncMitigationMode: "defensive",
            enableDeletionProtection: !disposable,
            ...(logs && { accessLogs: { bucket: logs.bucket, enabled: true } }),
        },
        // AWS tries to write when logging is turned on: it must be allowed to by then.
        { parent, dependsOn: logs ? [logs.policy] : [] },
    );
    return { arn: balancer.arn, dnsName: balancer.dnsName, zoneId: balancer.zoneId, securityGroupId: group.id };
}

export function referencedLoadBalancer(
    { arn, securityGroupId }: ReferencedLoadBalancer,
    parent: pulumi.Resource,
): SharedLoadBalancer {
    const found = lb.getLoadBalancerOutput({ arn }, { parent });
    return {
        arn: pulumi.output(arn),
        dnsName: found.dnsName,
        zoneId: found.zoneId,
        securityGroupId: pulumi.output(securityGroupId),
    };
}
