/** Compose's `deploy`: what an orchestrator is asked for. */
export interface DeployConfig {
    readonly mode?: string;
    readonly replicas?: number;
    readonly endpointMode?: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly limits?: DeployResource;
    readonly reservations?: DeployResource;
    readonly restartPolicy?: RestartPolicyConfig;
    readonly updateConfig?: UpdateConfig;
    readonly rollbackConfig?: UpdateConfig;
    readonly placement?: {
        readonly constraints: readonly string[];
        readonly spreadBy: readonly string[];
        readonly maxReplicasPerNode?: number;
    };
}

export interface DeployResource {
    /** Such as 0.5 for half a CPU. */
    readonly cpus?: number;
    readonly memoryBytes?: number;
    readonly pids?: number;
    readonly devices: readonly DeviceRequest[];
    readonly genericResources: readonly { readonly kind: string; readonly value: number }[];
}

/** Such as a GPU. */
export interface DeviceRequest {
    readonly capabilities: readonly string[];
    readonly driver?: string;
    readonly count?: number | "all";
    readonly deviceIds: readonly string[];
    readonly options: Readonly<Record<string, string>>;
}

export interface RestartPolicyConfig {
    readonly condition?: string;
    readonly delaySeconds?: number;
    readonly maxAttempts?: number;
    readonly windowSeconds?: number;
}

export interface UpdateConfig {
    readonly parallelism?: number;
    readonly delaySeconds?: number;
    readonly failureAction?: string;
    readonly monitorSeconds?: number;
    readonly maxFailureRatio?: number;
    readonly order?: string;
}
