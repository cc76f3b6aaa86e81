import type { ContainerImageBuild } from "../container-image-args";
import type { EnvValue } from "../env-value";
import type { AppRunnerHealthCheck, AppRunnerScaling, AppRunnerSize } from "./settings";

/** An app for App Runner: what `AppRunnerApp` is given. Plain data, known before Pulumi starts. */
export interface AppRunnerPlan {
    readonly app: string;
    /** The one service that runs. */
    readonly service: string;
    readonly build: ContainerImageBuild;
    readonly environment: Readonly<Record<string, EnvValue>>;
    /** In the container. */
    readonly port: number;
    readonly startCommand?: string;
    readonly healthCheck: AppRunnerHealthCheck;
    readonly size: AppRunnerSize;
    readonly scaling: AppRunnerScaling;
    /** Whether what it calls is called through the environment's network. @default false */
    readonly vpc?: boolean;
    /** Ports on which it may call out, where it does so through the network. @default [443] */
    readonly egressPorts?: readonly number[];
    /** @default App Runner's own address only */
    readonly domain?: string;
    readonly tags?: Readonly<Record<string, string>>;
}
