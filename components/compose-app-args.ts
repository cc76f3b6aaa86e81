import type { ContainerImageBuild } from "./container-image-args";
import type { EnvValue } from "./env-value";
import type { Json } from "./json";
import type { ManagedPlan } from "./managed/plan";

/** An app for a host with Docker Compose: what `ComposeApp` is given. Plain data, known before Pulumi starts. */
export interface ComposeAppPlan {
    readonly app: string;
    readonly services: Readonly<Record<string, ComposeServicePlan>>;
    /** Services that run to their end, in this order, before the others of a new release start. */
    readonly jobs: readonly string[];
    readonly routes: readonly ComposeRoute[];
    /** What AWS runs itself, by Compose's name of the service. @default nothing */
    readonly managed?: Readonly<Record<string, ManagedPlan>>;
    /**
     * The Compose model as JSON: without `name` and, in services, without `build`, `image`, `environment` and `ports`. A `$`
     * in a string is doubled, as Compose wants to read it.
     */
    readonly definition: { readonly [section: string]: Json };
}

export interface ComposeServicePlan {
    readonly build: ContainerImageBuild;
    readonly environment: Readonly<Record<string, EnvValue>>;
    readonly copies: number;
    /** Such as `0.5 CPU, 256 MiB`; none: no limits. */
    readonly size?: string;
    /** Has a writable volume: its old container stops before the new one starts. */
    readonly writable: boolean;
    /** How it answers HTTP. @default it speaks none */
    readonly health?: { readonly containerPort: number; readonly path: string };
    readonly stopSeconds: number;
    /** Seconds within which a container must be healthy. */
    readonly startSeconds: number;
    /** Ports on which it may call out of the host. */
    readonly egressPorts: readonly number[];
}

/** What of a service the host's proxy serves. */
export type ComposeRoute = ComposeRouteAtPort | ComposeRouteAtDomain;

/** At a port of the host, without TLS: from known addresses only. */
export interface ComposeRouteAtPort {
    readonly service: string;
    readonly port: number;
    /** CIDR blocks that may connect. */
    readonly allow: readonly string[];
}

/** At a host name, by HTTPS, with a certificate that the proxy gets by itself. */
export interface ComposeRouteAtDomain {
    readonly service: string;
    /** Such as `editor.example.com`. */
    readonly domain: string;
    /** CIDR blocks that may connect. @default everybody */
    readonly allow?: readonly string[];
}
