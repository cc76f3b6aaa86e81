import type * as pulumi from "@pulumi/pulumi";
import type { AwsAccess } from "../provider/aws/access";
import type { BuildCache } from "./aws/build-cache";
import type { HostNames } from "./aws/host-names";
import type { HttpsFront } from "./aws/https-front";
import type { SharedLoadBalancer } from "./aws/load-balancer";
import type { Network } from "./aws/network";

/** What a service needs to know of the environment it runs in. */
export interface FargateEnvironment {
    readonly network: Network;
    readonly clusterArn: pulumi.Output<string>;
    /** To be waited for before a task starts on Spot. */
    readonly spotReady: readonly pulumi.Resource[];
    readonly loadBalancer: SharedLoadBalancer;
    /** Where host names lead; `undefined` without a domain. */
    readonly https: HttpsFront | undefined;
    /** The records of host names; `undefined` without a domain. */
    readonly names: HostNames | undefined;
    readonly logs: { readonly name: string; readonly arn: pulumi.Output<string> };
    readonly account: {
        readonly id: pulumi.Output<string>;
        readonly region: pulumi.Output<string>;
        readonly partition: pulumi.Output<string>;
        /** Of the aws provider: profile and assumed roles. */
        readonly access: Omit<AwsAccess, "region">;
    };
    readonly disposable: boolean;
    /** Where builds leave what later builds need not do again. @default each builder's own cache */
    readonly buildCache?: BuildCache;
}
