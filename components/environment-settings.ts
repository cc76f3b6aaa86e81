import type { ComposeHostSettings } from "./compose-host-args";
import type { CreatedNetwork, SignIn } from "./environment-args";

/** What the apps of a stack share: created, or referenced where it exists already. */
export interface EnvironmentSettings {
    /** Of a network that is created. What is left out is the profile's; see `config/environment.ts`. */
    readonly network?: CreatedNetwork;
    /** Existing network, cluster and load balancer. @default a network, a cluster and a load balancer are created */
    readonly reference?: EnvironmentReference;
    /** Domain in Route 53 under which apps get host names and certificates. @default apps answer at published ports */
    readonly domain?: string;
    /** Id of the hosted zone that holds the domain. @default the public zone with the domain's own name */
    readonly hostedZone?: string;
    /** ARN of a certificate for the domain and the names under it. @default one is made */
    readonly certificate?: string;
    /** Who asks people to sign in before they reach an app with a host name. @default nobody does */
    readonly signIn?: SignIn;
    /** @default prod keeps them, dev does not */
    readonly accessLogs?: boolean;
    /** @default 30 on dev, 365 on prod */
    readonly logRetentionDays?: number;
    /** Whether builds leave a cache in ECR for the next builder. @default false */
    readonly buildCache?: boolean;
    /** The machine of the apps on ec2-compose. @default a small one */
    readonly host?: ComposeHostSettings;
}

export interface EnvironmentReference {
    readonly vpcId: string;
    readonly publicSubnetIds: readonly string[];
    /** @default tasks run in the public subnets */
    readonly privateSubnetIds?: readonly string[];
    /** @default a cluster is created in that network */
    readonly clusterArn?: string;
    /** @default a load balancer is created in that network */
    readonly loadBalancer?: {
        readonly arn: string;
        readonly securityGroupId: string;
        readonly httpsListenerArn?: string;
    };
}
