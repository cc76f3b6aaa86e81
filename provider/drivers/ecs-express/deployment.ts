import type { EcsServiceAt } from "../../aws/ecs/client";
import type { RecordedRelease, ReleaseInputs } from "../../contract";
import type { PushedImages } from "../marking-images";

/** How the Express driver gets there: the `deployment` of its releases. One release is one service. */
export interface EcsExpressDeployment extends EcsServiceAt, PushedImages {
    /** What must serve, as it was given to the service. */
    readonly configuration: ExpressConfiguration;
    /** Digest of the image that was pushed. @default not compared */
    readonly imageDigest?: string;
    /** Where the log lines of a failed task are found. */
    readonly logGroup: string;
    readonly logStreamPrefix: string;
}

/**
 * An Express service's configuration in AWS's words. It is what tells one version from another: Express gives a version no name
 * that is known before it is asked for.
 */
export interface ExpressConfiguration {
    readonly image: string;
    readonly containerPort: number;
    /** @default the image's own */
    readonly command?: readonly string[];
    /** Variables that anybody may read. */
    readonly environment: Readonly<Record<string, string>>;
    /** Variable → `valueFrom`. */
    readonly secrets: Readonly<Record<string, string>>;
    /** CPU units, as text. */
    readonly cpu: string;
    /** MiB, as text. */
    readonly memory: string;
    readonly healthCheckPath: string;
    /** ARN. */
    readonly executionRole: string;
    /** ARN. */
    readonly taskRole: string;
    readonly subnets: readonly string[];
    readonly securityGroups: readonly string[];
    readonly scaling: { readonly min: number; readonly max: number; readonly cpuPercent: number };
}

export type ExpressInputs = ReleaseInputs<EcsExpressDeployment>;
export type ExpressRecord = RecordedRelease<EcsExpressDeployment>;
