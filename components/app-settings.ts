import type { AlarmThresholds } from "./alarms/settings";

/** Where an app runs. One Compose file serves them all. */
export type Target = "local" | "app-runner" | "ecs-express" | "ecs-fargate" | "ec2-compose";

/** What a stack gives one app: the value of `slipway:apps.<app>`. What the app *is* stands in its Compose file. */
export interface AppSettings {
    readonly target: Target;
    /** Path of the Compose file, relative to the project. @default docker/<app>/compose.yaml */
    readonly compose: string;
    /** A commit of the repository: the app's files are taken from there, not from the work tree. @default the work tree */
    readonly commit?: string;
    /** Variables whose values are secrets, and where each value comes from. */
    readonly secrets: Readonly<Record<string, SecretSource>>;
    /** Values for `${VAR}` in the Compose file that are not secret. */
    readonly variables: Readonly<Record<string, string>>;
    /** Compose profiles whose services are deployed too. */
    readonly profiles: readonly string[];
    /** Compose services that are not deployed here: their users get an external address. */
    readonly without: readonly string[];
    /** Compose services that AWS runs here instead of a container, such as `{ db: postgres }`. @default none */
    readonly managed?: Readonly<Record<string, ManagedSettings>>;
    /** Size, scale and health of single services. */
    readonly services: Readonly<Record<string, ServiceSettings>>;
    /** Another published port than Compose's, by service: the first published port of the service takes this value. */
    readonly publish: Readonly<Record<string, number>>;
    /** Host name that reaches the app by TLS. */
    readonly domain?: string;
    /** Whether people must sign in to reach the domain, where the environment knows how. @default true */
    readonly signIn?: boolean;
    /** CIDR blocks that may connect: to the published ports, or to the domain. @default nobody to ports, everybody to a domain */
    readonly allow: readonly string[];
    /** Whether alarms watch it, and when they go off. @default as `slipway:alarms` says, else on prod and not on dev */
    readonly alarms?: boolean | AlarmThresholds;
}

/**
 * Where a secret's value comes from:
 * `config`: `pulumi config set --secret <app>:<NAME>`; `generated`: made once, kept in state, encrypted;
 * `arn`: an existing Secrets Manager entry, only ever referenced.
 */
export type SecretSource =
    { readonly from: "config" } | { readonly from: "generated" } | { readonly from: "arn"; readonly arn: string };

/** What AWS can run in the place of a container: RDS for PostgreSQL; ElastiCache for Redis OSS or Valkey. */
export type ManagedEngine = "postgres" | "redis" | "valkey";

/** A service that AWS runs. */
export interface ManagedSettings {
    readonly engine: ManagedEngine;
    /** Such as `16`. @default what the tag of the service's image says */
    readonly version?: string;
    /** The class of its machine, such as `db.t4g.small` or `cache.t4g.small`. @default the smallest; one greater on prod */
    readonly class?: string;
    /** Of a database, at first. @default 20 */
    readonly storageGiB?: number;
    /** A snapshot whose data it begins with. @default it begins empty */
    readonly restoreFrom?: string;
}

/** What one service is given in this stack. */
export interface ServiceSettings {
    /** An image that is there already, in the place of what the Compose file builds: nothing is built. @default it is built */
    readonly image?: string;
    /** CPU units, 1024 to a vCPU. */
    readonly cpu?: number;
    readonly memoryMiB?: number;
    /** Fewest and most running copies. */
    readonly min?: number;
    readonly max?: number;
    /** Runs on AWS's spare machines: cheaper, stopped at any time. @default false */
    readonly spot?: boolean;
    /** Whether people may open a shell in its containers. @default false */
    readonly exec?: boolean;
    /** Ports on which it may call out, besides 443 and those of addresses in its variables. @default none */
    readonly egress?: readonly number[];
    /** Services of the app whose every copy it finds by DNS, such as those that a Prometheus asks. @default a name leads to one copy at a time */
    readonly discovers?: readonly string[];
    /** On app-runner: whether it calls out through the stack's network, as to a database there. @default false */
    readonly vpc?: boolean;
    /** The path that a load balancer asks; `false` for a service that speaks no HTTP. */
    readonly health?: string | false;
    /** Of the app's domain, this service answers only here and under it, such as `/api`. @default everywhere */
    readonly path?: string;
    /** Place among the rules of the load balancer, 1 to 50000. @default one that follows from domain and path */
    readonly priority?: number;
}
