/** A port of a service that the world may reach by HTTP, through the environment's load balancer. */
export type PublishedPort = PublishedAtPort | PublishedAtDomain;

/** At a port of the load balancer, without TLS: from known addresses only. */
export interface PublishedAtPort extends LoadBalancedTarget {
    /** The port that the world sees. */
    readonly port: number;
    /** CIDR blocks that may connect. */
    readonly allow: readonly string[];
}

/** At a host name, by HTTPS; the environment must have a domain. */
export interface PublishedAtDomain extends LoadBalancedTarget {
    /** Host name, such as `tasks.example.com`. */
    readonly domain: string;
    /** Only this path and what lies under it, such as `/api`. @default every path */
    readonly path?: string;
    /** CIDR blocks that may connect; see {@link CIDRS_IN_A_RULE}. @default everybody */
    readonly allow?: readonly string[];
    /**
     * Place among the rules of the load balancer, 1 to 50000; the lowest that matches wins.
     * @default the next free one, which AWS chooses: give it where paths of one host must be asked in order
     */
    readonly priority?: number;
    /** Whether people must sign in first, where the environment knows how. @default true */
    readonly signIn?: boolean;
}

interface LoadBalancedTarget {
    /** The port that the container listens on; each is published once. */
    readonly containerPort: number;
    /** The path that a healthy copy answers with 2xx. @default "/health" */
    readonly healthPath?: string;
    /** The container's port that answers it, published too. @default containerPort */
    readonly healthPort?: number;
}
