import type * as pulumi from "@pulumi/pulumi";
import type { AwsAccess } from "../provider/aws/access";
import type { ComposeHostSettings } from "./compose-host-args";

/** A network of one's own, made with the environment. */
export interface CreatedNetwork {
    /** Sixteen bits long. @default "10.0.0.0/16" */
    readonly cidrBlock?: string;
    /** Availability zones; the load balancer pays a public address in each. @default 2 */
    readonly zones?: 2 | 3;
    /**
     * Where tasks run: in public subnets, each with a public address of its own that nobody gets in by, or in private ones.
     * @default "public"
     */
    readonly tasks?: "public" | "private";
    /**
     * The way out of private tasks: one NAT gateway in all, one in each zone (about 37 USD a month each), or none. With
     * none they reach AWS by endpoints, which are added, and nothing else.
     * @default "none"
     */
    readonly nat?: "none" | "single" | "per-az";
}

/** A network that exists already: another stack's, or one made by hand. */
export interface ReferencedNetwork {
    readonly vpcId: pulumi.Input<string>;
    /** Of at least two availability zones: the load balancer stands here. */
    readonly publicSubnetIds: pulumi.Input<string[]>;
    /** Where tasks run. @default the public subnets, each task with a public address of its own */
    readonly taskSubnetIds?: pulumi.Input<string[]>;
}

/** An application load balancer that exists already, in the referenced network. */
export interface ReferencedLoadBalancer {
    readonly arn: pulumi.Input<string>;
    /** Its group, to which the rules of published ports are added. */
    readonly securityGroupId: pulumi.Input<string>;
    /** Its HTTPS listener, with a certificate that holds for the domain. @default one is made where there is a domain */
    readonly httpsListenerArn?: pulumi.Input<string>;
}

/** A domain whose host names lead to the load balancer, by HTTPS. */
export interface EnvironmentDomain {
    /** Such as `example.com`: for itself and the names right under it. */
    readonly name: string;
    /** Id of the hosted zone in Route 53 that holds it. @default the public zone with the domain's own name */
    readonly hostedZoneId?: pulumi.Input<string>;
    /** A certificate that exists already. @default one is made, validated by DNS */
    readonly certificateArn?: pulumi.Input<string>;
}

/** An OpenID Connect provider, whom the load balancer asks who somebody is before a request reaches an app. */
export interface SignIn {
    readonly issuer: string;
    readonly authorizationEndpoint: string;
    readonly tokenEndpoint: string;
    readonly userInfoEndpoint: string;
    readonly clientId: string;
    /** ARN of the Secrets Manager entry that is the client's secret. */
    readonly clientSecretArn: string;
    /** @default "openid" */
    readonly scope?: string;
    /** Hours until somebody must sign in again. @default 12 */
    readonly sessionHours?: number;
}

export interface EnvironmentArgs {
    /** @default a new network: two availability zones, public subnets, no NAT gateway */
    readonly network?: CreatedNetwork | ReferencedNetwork;
    /** ARN of an existing ECS cluster. @default a new cluster */
    readonly clusterArn?: pulumi.Input<string>;
    /** @default a new load balancer */
    readonly loadBalancer?: ReferencedLoadBalancer;
    /** @default none: services are published at ports, to known addresses only */
    readonly domain?: EnvironmentDomain;
    /** Asked for at every host name, but where `publish` says `signIn: false`. @default nobody needs to sign in */
    readonly signIn?: SignIn;
    /** Whether a new load balancer keeps a log of requests, for ninety days, in a bucket. @default false */
    readonly accessLogs?: boolean;
    /** @default 30 */
    readonly logRetentionDays?: number;
    /** Whether what builds leave is kept in ECR, for builders that begin empty, such as CI's. @default false */
    readonly buildCache?: boolean;
    /** The machine of apps that run by Docker Compose. @default a small one, where there is such an app */
    readonly host?: ComposeHostSettings;
    /** As whom the aws provider asks AWS, so that releases are judged by whoever makes them. @default the AWS SDK's own search */
    readonly access?: Omit<AwsAccess, "region">;
    /** Nothing here is worth keeping: `destroy` leaves neither images nor secrets, and nothing is protected from it. @default false */
    readonly disposable?: boolean;
}
