import type { EnvValue } from "../components/env-value";
import type { Json } from "../components/json";
import type { BuildConfig } from "./build-types";
import type { DeployConfig, DeviceRequest } from "./deploy-types";

/**
 * Every key that the Compose specification knows in a service; `service-keys.ts` tells which is which. A key that the
 * file does not give is `undefined`; those without `?` have an empty value instead.
 */
export interface ServiceConfig {
    readonly annotations?: Readonly<Record<string, string>>;
    readonly attach?: boolean;
    readonly blkioConfig?: Json;
    readonly build?: BuildConfig;
    readonly capAdd?: readonly string[];
    readonly capDrop?: readonly string[];
    readonly cgroup?: string;
    readonly cgroupParent?: string;
    readonly command?: readonly string[];
    readonly configs?: readonly FileReferenceConfig[];
    readonly containerName?: string;
    readonly cpuCount?: number;
    readonly cpuPercent?: number;
    readonly cpuPeriodMicroseconds?: number;
    readonly cpuQuotaMicroseconds?: number;
    readonly cpuRealtimePeriodMicroseconds?: number;
    readonly cpuRealtimeRuntimeMicroseconds?: number;
    readonly cpuShares?: number;
    readonly cpus?: number;
    readonly cpuset?: string;
    readonly credentialSpec?: Json;
    readonly dependsOn: Readonly<Record<string, DependsOnConfig>>;
    readonly deploy?: DeployConfig;
    readonly develop?: Json;
    readonly deviceCgroupRules?: readonly string[];
    readonly devices?: readonly DeviceMapping[];
    readonly dns?: readonly string[];
    readonly dnsOptions?: readonly string[];
    readonly dnsSearch?: readonly string[];
    readonly domainname?: string;
    readonly entrypoint?: readonly string[];
    /** Docker Compose has read these files into {@link environment}; the paths stay for messages. */
    readonly envFiles?: readonly string[];
    readonly environment: Readonly<Record<string, EnvValue>>;
    readonly expose?: readonly string[];
    /** Docker Compose has merged what is extended. */
    readonly extends?: Json;
    readonly externalLinks?: readonly string[];
    /** `name=address` */
    readonly extraHosts?: readonly string[];
    readonly gpus?: readonly DeviceRequest[];
    readonly groupAdd?: readonly string[];
    readonly healthcheck?: HealthCheckConfig;
    readonly hostname?: string;
    readonly image?: string;
    readonly init?: boolean;
    readonly ipc?: string;
    readonly isolation?: string;
    /** Docker Compose has read these files into {@link labels}. */
    readonly labelFiles?: readonly string[];
    readonly labels?: Readonly<Record<string, string>>;
    readonly links?: readonly string[];
    readonly logging?: { readonly driver?: string; readonly options: Readonly<Record<string, string>> };
    readonly macAddress?: string;
    readonly memLimitBytes?: number;
    readonly memReservationBytes?: number;
    readonly memSwappiness?: number;
    /** -1: as much as the host has. */
    readonly memswapLimitBytes?: number;
    readonly models?: Json;
    readonly networkMode?: string;
    readonly networks: Readonly<Record<string, ServiceNetworkConfig>>;
    readonly oomKillDisable?: boolean;
    readonly oomScoreAdj?: number;
    readonly pid?: string;
    readonly pidsLimit?: number;
    readonly platform?: string;
    readonly ports: readonly ServicePortConfig[];
    readonly postStart?: readonly ServiceHookConfig[];
    readonly preStart?: Json;
    readonly preStop?: readonly ServiceHookConfig[];
    readonly privileged?: boolean;
    /** Docker Compose has chosen the services of the active profiles. */
    readonly profiles?: readonly string[];
    readonly provider?: Json;
    readonly pullPolicy?: string;
    readonly pullRefreshAfter?: string;
    readonly readOnly?: boolean;
    readonly restart?: string;
    readonly runtime?: string;
    readonly scale?: number;
    readonly secrets?: readonly FileReferenceConfig[];
    readonly securityOpt?: readonly string[];
    readonly shmSizeBytes?: number;
    readonly stdinOpen?: boolean;
    readonly stopGracePeriodSeconds?: number;
    readonly stopSignal?: string;
    readonly storageOpt?: Readonly<Record<string, string>>;
    readonly sysctls?: Readonly<Record<string, string>>;
    /** `/path` or `/path:options` */
    readonly tmpfs?: readonly string[];
    readonly tty?: boolean;
    readonly ulimits?: Readonly<Record<string, UlimitConfig>>;
    readonly useApiSocket?: boolean;
    readonly user?: string;
    readonly usernsMode?: string;
    readonly uts?: string;
    readonly volumes: readonly ServiceVolumeConfig[];
    readonly volumesFrom?: readonly string[];
    readonly workingDir?: string;
}

export interface ServicePortConfig {
    readonly name?: string;
    readonly mode?: string;
    /** The address it is bound to; none: every address. */
    readonly hostIp?: string;
    /** In the container. */
    readonly target: number;
    /** Outside; none: not fixed. The first one where the file gives a range. */
    readonly published?: number;
    /** The last one of a range. */
    readonly publishedEnd?: number;
    readonly protocol: string;
    readonly appProtocol?: string;
}

export interface HealthCheckConfig {
    /** `["CMD", …]`, `["CMD-SHELL", command]` or `["NONE"]`; empty: the image's own. */
    readonly test: readonly string[];
    readonly intervalSeconds?: number;
    readonly timeoutSeconds?: number;
    readonly retries?: number;
    readonly startPeriodSeconds?: number;
    readonly startIntervalSeconds?: number;
    readonly disable: boolean;
}

export interface DependsOnConfig {
    readonly condition: "service_started" | "service_healthy" | "service_completed_successfully";
    readonly restart: boolean;
    readonly required: boolean;
}

export interface ServiceVolumeConfig {
    readonly type: "bind" | "volume" | "tmpfs" | "npipe" | "cluster" | "image";
    /** A path relative to the Compose file's folder, `~/…`, an absolute path outside, or a volume's key; none: anonymous. */
    readonly source?: string;
    readonly target: string;
    readonly readOnly: boolean;
    readonly consistency?: string;
    readonly bind?: Json;
    readonly volume?: { readonly nocopy: boolean; readonly subpath?: string };
    readonly tmpfs?: { readonly sizeBytes?: number; readonly mode?: number };
    readonly image?: Json;
}

export interface ServiceNetworkConfig {
    readonly aliases: readonly string[];
    readonly ipv4Address?: string;
    readonly ipv6Address?: string;
    readonly priority?: number;
}

/** A secret or config that a service may read as a file. */
export interface FileReferenceConfig {
    readonly source: string;
    readonly target?: string;
    readonly uid?: string;
    readonly gid?: string;
    /** Octal, such as `0440`. */
    readonly mode?: string;
}

export interface DeviceMapping {
    readonly source: string;
    readonly target?: string;
    readonly permissions?: string;
}

/** A command that runs in the container after its start or before its end. */
export interface ServiceHookConfig {
    readonly command: readonly string[];
    readonly user?: string;
    readonly privileged: boolean;
    readonly workingDir?: string;
    readonly environment: Readonly<Record<string, string>>;
}

export type UlimitConfig = number | { readonly soft: number; readonly hard: number };
