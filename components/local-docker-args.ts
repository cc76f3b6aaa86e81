import type { ContainerImageBuild } from "./container-image-args";
import type { EnvValue } from "./env-value";
import type { Json } from "./json";

/** An app for this machine's Docker: what `LocalDocker` is given. */
export interface LocalAppPlan {
    readonly app: string;
    /** Folder that relative paths in {@link definition} start from, relative to the Pulumi project's folder. */
    readonly directory: string;
    readonly services: Readonly<Record<string, LocalServicePlan>>;
    /** Names of services in start order: each layer needs only those before it. */
    readonly layers: readonly (readonly string[])[];
    /**
     * The Compose model for `docker compose --file`, as JSON: without `name` and, in services, without `build`,
     * `environment` and (of built services) `image`. A `$` in a string is doubled, as Compose wants to read it.
     */
    readonly definition: Json;
    /** Variables that Docker Compose itself must find in its process environment: sources of `secrets` and `configs`. */
    readonly variables: Readonly<Record<string, EnvValue>>;
}

export interface LocalServicePlan {
    /** Either this … */
    readonly build?: ContainerImageBuild;
    /** … or a reference to an image that exists. */
    readonly image?: string;
    readonly environment: Readonly<Record<string, EnvValue>>;
    /** Runs to its end before its dependents start (`service_completed_successfully`). */
    readonly job: boolean;
    readonly copies: number;
    /** Asked over HTTP from outside before the release counts as good; none: only the container's own check, if it has one. */
    readonly health?: LocalHealth;
    /** Such as `0.5 CPU, 256 MiB`; none: no limits. */
    readonly size?: string;
    /** Reachable from other machines. */
    readonly public: boolean;
    /** Has a writable volume: never two at a time. */
    readonly stateful: boolean;
}

export interface LocalHealth {
    /** Such as `/health/ready`. */
    readonly gatePath: string;
    readonly containerPort: number;
    /** On this machine; none: Docker chooses one. */
    readonly publishedPort?: number;
    /** Address it is bound to; none: every address. */
    readonly hostIp?: string;
}
