import type { ContainerHealthCheck, TmpfsMount } from "../aws/container-definition";
import type { ContainerImageBuild } from "../container-image-args";
import type { EnvValue } from "../env-value";

/** An app for ECS Fargate: what `FargateApp` is given. Plain data, known before Pulumi starts. */
export interface FargateAppPlan {
    readonly app: string;
    readonly services: Readonly<Record<string, FargateServicePlan>>;
    /** Names of services in start order: each layer needs only those before it. */
    readonly layers: readonly (readonly string[])[];
}

export interface FargateServicePlan {
    readonly build: ContainerImageBuild;
    readonly environment: Readonly<Record<string, EnvValue>>;
    readonly entryPoint?: readonly string[];
    readonly command?: readonly string[];
    readonly workingDirectory?: string;
    readonly user?: string;
    readonly readOnlyRoot: boolean;
    readonly dropCapabilities: readonly string[];
    readonly tmpfs: readonly TmpfsMount[];
    readonly healthCheck?: ContainerHealthCheck;
    readonly stopTimeoutSeconds: number;
    /** Ports that the container listens on. */
    readonly ports: readonly number[];
    readonly publish?: {
        readonly port: number;
        readonly containerPort: number;
        readonly allow: readonly string[];
        readonly healthPath: string;
    };
    readonly startPeriodSeconds: number;
    readonly size: FargateSize;
    readonly copies: number;
    readonly architecture: "X86_64" | "ARM64";
}

/** A size that Fargate offers. */
export interface FargateSize {
    /** CPU units, 1024 to a vCPU. */
    readonly cpu: number;
    readonly memoryMiB: number;
}
