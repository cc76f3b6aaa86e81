import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { getPartitionOutput } from "@pulumi/aws/getPartition";
import { getRegionOutput } from "@pulumi/aws/getRegion";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as ecs from "@pulumi/aws/ecs";
import * as lb from "@pulumi/aws/lb";
import type { Provider as ImageBuilder } from "@pulumi/docker-build";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccess } from "../provider/aws/access";
import { createNetwork, type Network } from "./aws/network";
import { imageBuilder } from "./container-image";

/** A network of one's own, made by this component. */
export interface CreatedNetwork {
    /** @default "10.0.0.0/16" */
    readonly cidrBlock?: string;
}

/** A network that exists already: another stack's, or one made by hand. */
export interface ReferencedNetwork {
    readonly vpcId: pulumi.Input<string>;
    /** Of at least two availability zones: the load balancer stands here. */
    readonly publicSubnetIds: pulumi.Input<string[]>;
    /** Where tasks run. @default the public subnets, each task with a public address of its own */
    readonly taskSubnetIds?: pulumi.Input<string[]>;
}

export interface EnvironmentArgs {
    /** @default a new network: two availability zones, public subnets, no NAT gateway */
    readonly network?: CreatedNetwork | ReferencedNetwork;
    /** ARN of an existing ECS cluster. @default a new cluster */
    readonly clusterArn?: pulumi.Input<string>;
    /** @default 30 */
    readonly logRetentionDays?: number;
    /** As whom the aws provider asks AWS, so that releases are judged by whoever makes them. @default the AWS SDK's own search */
    readonly access?: Omit<AwsAccess, "region">;
    /** Nothing here is worth keeping: `destroy` leaves neither images nor secrets. @default false */
    readonly disposable?: boolean;
}

/** What a service needs to know of the environment it runs in. */
export interface FargateEnvironment {
    readonly network: Network;
    readonly clusterArn: pulumi.Output<string>;
    /** To be waited for before a task starts on Spot. */
    readonly spotReady: readonly pulumi.Resource[];
    readonly loadBalancer: {
        readonly arn: pulumi.Output<string>;
        readonly dnsName: pulumi.Output<string>;
        readonly securityGroupId: pulumi.Output<string>;
    };
    readonly logs: { readonly name: string; readonly arn: pulumi.Output<string> };
    readonly account: {
        readonly id: pulumi.Output<string>;
        readonly region: pulumi.Output<string>;
        readonly partition: pulumi.Output<string>;
        /** Of the aws provider: profile and assumed roles. */
        readonly access: Omit<AwsAccess, "region">;
    };
    /** Builds the images; see `imageBuilder`. */
    readonly builder: ImageBuilder;
    readonly disposable: boolean;
}

/**
 * What the apps of a stack share: network, ECS cluster, one load balancer and one log group.
 *
 * Each part that costs money by the hour is here once, however many apps there are.
 */
export class Environment extends pulumi.ComponentResource implements FargateEnvironment {
    readonly network: Network;
    readonly clusterArn: pulumi.Output<string>;
    readonly spotReady: readonly pulumi.Resource[];
    readonly loadBalancer: FargateEnvironment["loadBalancer"];
    readonly logs: FargateEnvironment["logs"];
    readonly account: FargateEnvironment["account"];
    readonly builder: ImageBuilder;
    readonly disposable: boolean;

    constructor(name: string, args: EnvironmentArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:Environment", name, {}, opts);
        const parent = { parent: this };
        this.disposable = args.disposable ?? false;
        this.builder = imageBuilder(name, parent);
        this.account = {
            id: getCallerIdentityOutput({}, parent).accountId,
            region: getRegionOutput({}, parent).region,
            partition: getPartitionOutput({}, parent).partition,
            access: args.access ?? {},
        };
        this.network = networkOf(name, args.network ?? {}, this);
        const created = args.clusterArn === undefined ? this.cluster(name) : undefined;
        this.clusterArn = created?.cluster.arn ?? pulumi.output(args.clusterArn ?? "");
        this.spotReady = created ? [created.providers] : [];
        this.loadBalancer = this.sharedLoadBalancer(name);

        // A name of our own, not a generated one: it stands in every task definition and must be known in a preview.
        const logGroup = `/slipway/${pulumi.getProject()}/${pulumi.getStack()}/${name}`;
        const logs = new cloudwatch.LogGroup(
            name,
            { name: logGroup, retentionInDays: args.logRetentionDays ?? 30 },
            parent,
        );
        this.logs = { name: logGroup, arn: logs.arn };

        this.registerOutputs({ clusterArn: this.clusterArn, address: this.loadBalancer.dnsName });
    }

    private cluster(name: string) {
        const cluster = new ecs.Cluster(
            name,
            // Container Insights costs by the metric: written out, since an account's default may turn it on.
            { settings: [{ name: "containerInsights", value: "disabled" }] },
            { parent: this },
        );
        const providers = new ecs.ClusterCapacityProviders(
            name,
            { clusterName: cluster.name, capacityProviders: ["FARGATE", "FARGATE_SPOT"] },
            { parent: this },
        );
        return { cluster, providers };
    }

    private sharedLoadBalancer(name: string): FargateEnvironment["loadBalancer"] {
        const group = new ec2.SecurityGroup(
            `${name}-load-balancer`,
            // Each service adds the rules for its own port; without one nobody gets in.
            { description: "The shared load balancer", vpcId: this.network.vpcId, revokeRulesOnDelete: true },
            { parent: this },
        );
        const balancer = new lb.LoadBalancer(
            name,
            {
                namePrefix: "slip-",
                loadBalancerType: "application",
                internal: false,
                subnets: this.network.publicSubnetIds,
                securityGroups: [group.id],
                idleTimeout: 60,
                dropInvalidHeaderFields: true,
                desyncMitigationMode: "defensive",
                enableDeletionProtection: !this.disposable,
            },
            { parent: this },
        );
        return { arn: balancer.arn, dnsName: balancer.dnsName, securityGroupId: group.id };
    }
}

function networkOf(name: string, network: CreatedNetwork | ReferencedNetwork, parent: pulumi.Resource): Network {
    if (!("vpcId" in network)) return createNetwork(name, network.cidrBlock ?? "10.0.0.0/16", parent);
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
