import type { ContainerImageBuild } from "../container-image-args";
import type { EnvValue } from "../env-value";
import type { ManagedPlan } from "../managed/plan";
import type { FargateContainer } from "./container";
import type { PublishedPort } from "./published-port";
import type { FargateScaling } from "./scaling";

/** An app for ECS Fargate: what `FargateApp` is given. Plain data, known before Pulumi starts. */
export interface FargateAppPlan {
    readonly app: string;
    readonly services: Readonly<Record<string, FargateServicePlan>>;
    /** What runs to its end before others start, such as a migration. */
    readonly jobs: Readonly<Record<string, FargateJobPlan>>;
    /** Named volumes that they mount. */
    readonly volumes: Readonly<Record<string, FargateVolumePlan>>;
    /** What AWS runs itself, by Compose's name of the service. @default nothing */
    readonly managed?: Readonly<Record<string, ManagedPlan>>;
    /**
     * Services whose tasks are found by DNS, as `<service>.<zone>`: by jobs, as Service Connect is for services only, and by services that
     * want the address of each task. @default none
     */
    readonly dns?: { readonly zone: string; readonly services: readonly string[] };
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
    /** Ports on which it may call out of its app. */
    readonly egressPorts: readonly number[];
    readonly mounts: readonly FargateMountPlan[];
}

export interface FargateServicePlan extends FargateTaskPlan {
    /** What of it the world may reach. */
    readonly publish: readonly PublishedPort[];
    /** Ports at which other services of the app call it by its name. @default nobody does */
    readonly offers?: readonly number[];
    /** Services of the app that it calls. @default none */
    readonly calls?: readonly { readonly service: string; readonly ports: readonly number[] }[];
    readonly startPeriodSeconds: number;
    readonly copies: number;
    /** @default always the same number of copies */
    readonly scaling?: FargateScaling;
    /** @default false */
    readonly spot?: boolean;
    /** @default false */
    readonly exec?: boolean;
    readonly tags?: Readonly<Record<string, string>>;
}

/** A volume that outlives tasks; its files belong to `owner`, or to whoever writes them. */
export interface FargateVolumePlan {
    readonly owner?: { readonly uid: number; readonly gid: number };
}

/** Where a volume appears in a container. */
export interface FargateMountPlan {
    /** In the task definition. */
    readonly name: string;
    /** Name of one of the app's volumes. @default on the task's own disk */
    readonly volume?: string;
    readonly path: string;
    readonly readOnly: boolean;
}

export interface FargateJobPlan extends FargateTaskPlan {
    /** Names of the services and jobs that start only when it has ended well. */
    readonly before: readonly string[];
    /** Services of the app that it calls. @default none */
    readonly calls?: readonly { readonly service: string; readonly ports: readonly number[] }[];
}

/** A size that Fargate offers. */
export interface FargateSize {
    /** CPU units, 1024 to a vCPU. */
    readonly cpu: number;
    readonly memoryMiB: number;
}
