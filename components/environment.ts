import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { getPartitionOutput } from "@pulumi/aws/getPartition";
import { getRegionOutput } from "@pulumi/aws/getRegion";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import type { Provider as ImageBuilder } from "@pulumi/docker-build";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccess } from "../provider/aws/access";
import { HttpsFront } from "./aws/https-front";
import { createLoadBalancer, referencedLoadBalancer, type SharedLoadBalancer } from "./aws/load-balancer";
import { createNetwork, referencedNetwork, type Network } from "./aws/network";
import { imageBuilder } from "./container-image";
import type { EnvironmentArgs } from "./environment-args";

export type * from "./environment-args";

/** What a service needs to know of the environment it runs in. */
export interface FargateEnvironment {
    readonly network: Network;
    readonly clusterArn: pulumi.Output<string>;
    /** To be waited for before a task starts on Spot. */
    readonly spotReady: readonly pulumi.Resource[];
    readonly loadBalancer: SharedLoadBalancer;
    /** Where host names lead; `undefined` without a domain. */
    readonly https: HttpsFront | undefined;
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
    readonly loadBalancer: SharedLoadBalancer;
    readonly https: HttpsFront | undefined;
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
        const { network = {} } = args;
        this.network =
            "vpcId" in network ? referencedNetwork(network) : createNetwork(name, network, this.account.region, this);
        const created = args.clusterArn === undefined ? this.cluster(name) : undefined;
        this.clusterArn = created?.cluster.arn ?? pulumi.output(args.clusterArn ?? "");
        this.spotReady = created ? [created.providers] : [];
        this.loadBalancer = this.sharedLoadBalancer(name, args);
        this.https = this.httpsFront(name, args);

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

    private sharedLoadBalancer(name: string, args: EnvironmentArgs): SharedLoadBalancer {
        if (args.loadBalancer !== undefined) return referencedLoadBalancer(args.loadBalancer, this);
        const { network, account: owner, disposable } = this;
        return createLoadBalancer(name, { network, owner, disposable, accessLogs: args.accessLogs ?? false }, this);
    }

    private httpsFront(name: string, { domain, signIn, loadBalancer }: EnvironmentArgs): HttpsFront | undefined {
        if (domain === undefined) return undefined;
        const listenerArn = loadBalancer?.httpsListenerArn;
        return new HttpsFront(
            name,
            {
                loadBalancer: this.loadBalancer,
                domain,
                ...(signIn && { signIn }),
                ...(listenerArn !== undefined && { listenerArn }),
            },
            { parent: this },
        );
    }
}
