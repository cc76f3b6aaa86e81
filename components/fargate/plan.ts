import type { ContainerImageBuild } from "../container-image-args";
import type { EnvValue } from "../env-value";
import type { FargateContainer } from "./container";
import type { PublishedPort } from "./published-port";

/** An app for ECS Fargate: what `FargateApp` is given. Plain data, known before Pulumi starts. */
export interface FargateAppPlan {
    readonly app: string;
    readonly services: Readonly<Record<string, FargateServicePlan>>;
    /** What runs to its end before others start, such as a migration. */
    readonly jobs: Readonly<Record<string, FargateJobPlan>>;
    /** Names of services and jobs in start order: each layer needs only those before it. */
    readonly layers: readonly (readonly string[])[];
}

/** What services and jobs have in common: one container and the size of its task. */
export interface FargateTaskPlan {
    readonly build: ContainerImageBuild;
    readonly environment: Readonly<Record<string, EnvValue>>;
    readonly container: FargateContainer;
    readonly size: FargateSize;
    readonly architecture: "X86_64" | "ARM64";
    /** @default 20 */
    readonly diskGiB?: number;
}

export interface FargateServicePlan extends FargateTaskPlan {
    /** What of it the world may reach. */
    readonly publish: readonly PublishedPort[];
    readonly startPeriodSeconds: number;
    readonly copies: number;
}

export interface FargateJobPlan extends FargateTaskPlan {
    /** Names of the services and jobs that start only when it has ended well. */
    readonly before: readonly string[];
}

/** A size that Fargate offers. */
export interface FargateSize {
    /** CPU units, 1024 to a vCPU. */
    readonly cpu: number;
    readonly memoryMiB: number;
}
