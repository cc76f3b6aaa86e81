import type * as pulumi from "@pulumi/pulumi";

/** Something on AWS whose numbers are watched. What there is stands in the program; ids and ARNs are known once it is made. */
export type Watched =
    WatchedEcsService | WatchedAppRunnerService | WatchedHost | WatchedComposeApp | WatchedDatabase | WatchedCache;

interface Named {
    /** Of the component that it belongs to: alarms are named after it. */
    readonly name: string;
}

/** A service on ECS: Fargate's own, or Express's. */
export interface WatchedEcsService extends Named {
    readonly kind: "ecs-service";
    readonly clusterArn: pulumi.Output<string>;
    readonly serviceName: pulumi.Output<string>;
    /** Fewest copies that run. */
    readonly copies: number;
    /** Behind a load balancer of ours. */
    readonly ports: readonly WatchedPort[];
}

export interface WatchedPort extends Named {
    readonly loadBalancerArn: pulumi.Output<string>;
    readonly targetGroupArn: pulumi.Output<string>;
}

export interface WatchedAppRunnerService extends Named {
    readonly kind: "app-runner-service";
    readonly serviceName: pulumi.Output<string>;
    readonly serviceId: pulumi.Output<string>;
}

/** The machine of apps that run by Docker Compose. */
export interface WatchedHost extends Named {
    readonly kind: "host";
    readonly instanceId: pulumi.Output<string>;
    /** Of a type that is slow when it has been busy for long. */
    readonly burstable: boolean;
    /** How it is called among the numbers that it sends by itself. @default it sends none */
    readonly reportsAs?: string;
}

/** An app on such a machine, of which the machine itself sends numbers. */
export interface WatchedComposeApp extends Named {
    readonly kind: "compose-app";
    readonly app: string;
    /** How the machine is called among its numbers. */
    readonly host: string;
}

export interface WatchedDatabase extends Named {
    readonly kind: "database";
    readonly identifier: string;
    readonly instanceClass: string;
    /** At first; RDS adds more when it gets full. */
    readonly storageGiB: number;
}

export interface WatchedCache extends Named {
    readonly kind: "cache";
    readonly identifier: string;
}
