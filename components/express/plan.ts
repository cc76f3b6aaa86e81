import type { ContainerImageBuild } from "../container-image-args";
import type { EnvValue } from "../env-value";
import type { FargateJobPlan } from "../fargate/plan";
import type { ExpressScaling, ExpressSize } from "./settings";

/** An app for ECS Express Mode: what `ExpressApp` is given. Plain data, known before Pulumi starts. */
export interface ExpressPlan {
    readonly app: string;
    /** The one service that lasts. */
    readonly service: ExpressServicePlan & { readonly name: string };
    /** What runs to its end before it, on Fargate, such as a migration. */
    readonly jobs: Readonly<Record<string, FargateJobPlan>>;
    /** Names of the jobs in their order: each layer needs only those before it. */
    readonly layers: readonly (readonly string[])[];
}

export interface ExpressServicePlan {
    readonly build: ContainerImageBuild;
    readonly environment: Readonly<Record<string, EnvValue>>;
    /** In the container. */
    readonly port: number;
    readonly healthPath: string;
    readonly command?: readonly string[];
    readonly size: ExpressSize;
    readonly scaling: ExpressScaling;
    /** Ports on which it may call out. */
    readonly egressPorts: readonly number[];
    readonly tags?: Readonly<Record<string, string>>;
}
