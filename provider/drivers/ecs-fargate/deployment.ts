import type { TaskNetwork } from "../../aws/ecs/service-view";
import type { RecordedRelease, ReleaseInputs } from "../../contract";
import type { PushedImages } from "../marking-images";

/** How the ECS driver gets there: the `deployment` of its releases. One release is one service. */
export interface EcsFargateDeployment extends PushedImages {
    /** ARN. */
    readonly cluster: string;
    /** ARN. */
    readonly service: string;
    /** ARN with revision: the version that must serve. */
    readonly taskDefinition: string;
    /** Where its tasks must run: a change of it is a new deployment of the same version. @default not compared */
    readonly network?: TaskNetwork;
    /** Digest of the image that was pushed for a container, by its name. @default not compared */
    readonly imageDigests?: Readonly<Record<string, string>>;
    /** Where the log lines of a failed task are found. */
    readonly logGroup: string;
    readonly logStreamPrefix: string;
}

export type EcsInputs = ReleaseInputs<EcsFargateDeployment>;
export type EcsRecord = RecordedRelease<EcsFargateDeployment>;
