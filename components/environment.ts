import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { getPartitionOutput } from "@pulumi/aws/getPartition";
import { getRegionOutput } from "@pulumi/aws/getRegion";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as pulumi from "@pulumi/pulumi";
import type { Watched } from "./alarms/watched";
import { BuildCache } from "./aws/build-cache";
import { HostNames } from "./aws/host-names";
import { HttpsFront } from "./aws/https-front";
import { createLoadBalancer, referencedLoadBalancer, type SharedLoadBalancer } from "./aws/load-balancer";
import { createNetwork, referencedNetwork, type Network } from "./aws/network";
import { ComposeHost } from "./compose-host";
import type { EnvironmentArgs } from "./environment-args";
import type { FargateEnvironment } from "./service-environment";
import { stackTags } from "./aws/stack-tags";

export type * from "./environment-args";
export type * from "./service-environment";

/**
 * What the apps of a stack share: network, ECS cluster, one load balancer and one log group.
 *
 * Each part that costs money by the hour is here once, however many apps there are, and is made when the first app asks for
 * it: a stack whose apps need no load balancer has none.
 */
export class Environment extends pulumi.ComponentResource implements FargateEnvironment {
    readonly account: FargateEnvironment["account"];
    readonly disposable: boolean;

    constructor(
        private readonly name: string,
        private readonly args: EnvironmentArgs = {},
        opts: pulumi.ComponentResourceOptions = {},
    ) {
        super("slipway:components:Environment", name, {}, opts);
        const parent = { parent: this };
        this.disposable = args.disposable ?? false;
        this.account = {
            id: getCallerIdentityOutput({}, parent).accountId,
            region: getRegionOutput({}, parent).region,
            partition: getPartitionOutput({}, parent).partition,
            access: args.access ?? {},
        };
        this.registerOutputs({});
    }

    get network(): Network {
        return this.shared.network();
    }

    get clusterArn(): pulumi.Output<string> {
        return this.shared.cluster().arn;
    }

    get spotReady(): readonly pulumi.Resource[] {
        return this.shared.cluster().ready;
    }

    get loadBalancer(): SharedLoadBalancer {
        return this.shared.loadBalancer();
    }

    get https(): HttpsFront | undefined {
        return this.shared.https();
    }

    get names(): HostNames | undefined {
        return this.shared.names();
    }

    get logs(): FargateEnvironment["logs"] {
        return this.shared.logs();
    }

    get buildCache(): BuildCache | undefined {
        return this.shared.buildCache();
    }

    /** Where apps run by Docker Compose. */
    get composeHost(): ComposeHost {
        return this.shared.composeHost();
    }

    /** What apps share of which `Alarms` can watch: the host, where one has been made. */
    get watched(): readonly Watched[] {
        return this.host ? [this.host.watched] : [];
    }

    private host?: ComposeHost;

    private readonly shared = {
        network: once(() => {
            const { network = {} } = this.args;
            return "vpcId" in network
                ? referencedNetwork(network)
                : createNetwork(this.name, network, this.account.region, this);
        }),
        cluster: once(() => this.cluster()),
        loadBalancer: once(() => this.sharedLoadBalancer()),
        https: once(() => this.httpsFront()),
        names: once(() => this.args.domain && new HostNames(this.name, this.args.domain, this)),
        logs: once(() => this.logGroup()),
        buildCache: once(() => (this.args.buildCache ? new BuildCache(this.name, { parent: this }) : undefined)),
        composeHost: once(() => {
            const own = { ...this.args.host, environment: this };
            return (this.host = new ComposeHost(`${this.name}-host`, own, { parent: this }));
        }),
    };

    private cluster(): { arn: pulumi.Output<string>; ready: pulumi.Resource[] } {
        const { name, args } = this;
        if (args.clusterArn !== undefined) return { arn: pulumi.output(args.clusterArn), ready: [] };
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
        return { arn: cluster.arn, ready: [providers] };
    }

    private sharedLoadBalancer(): SharedLoadBalancer {
        const { name, args } = this;
        if (args.loadBalancer !== undefined) return referencedLoadBalancer(args.loadBalancer, this);
        const { network, account, disposable } = this;
        const accessLogs = args.accessLogs ?? false;
        return createLoadBalancer(name, { network, accountId: account.id, disposable, accessLogs }, this);
    }

    private httpsFront(): HttpsFront | undefined {
        const { domain, signIn, loadBalancer } = this.args;
        const { names } = this;
        if (domain === undefined || names === undefined) return undefined;
        const listenerArn = loadBalancer?.httpsListenerArn;
        return new HttpsFront(
            this.name,
            {
                loadBalancer: this.loadBalancer,
                domain,
                names,
                ...(signIn && { signIn }),
                ...(listenerArn !== undefined && { listenerArn }),
            },
            { parent: this },
        );
    }

    private logGroup(): FargateEnvironment["logs"] {
        // A name of our own, not a generated one: it stands in every task definition and must be known in a preview.
        const name = `/slipway/${pulumi.getProject()}/${pulumi.getStack()}/${this.name}`;
        const retentionInDays = this.args.logRetentionDays ?? 30;
        const { arn } = new cloudwatch.LogGroup(
            this.name,
            { name, retentionInDays, tags: stackTags() },
            { parent: this },
        );
        return { name, arn };
    }
}

/** Does it when asked first, and remembers. */
function once<T>(make: () => T): () => T {
    let made: { readonly value: T } | undefined;
    return () => (made ??= { value: make() }).value;
}
