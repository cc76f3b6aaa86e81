import type { ReleaseContext } from "../../contract";
import type { Log } from "./evidence";
import type { Targets } from "./targets";

/** One `pulumi up`'s work on one service of ECS. */
export interface ServiceWork<Inputs> {
    readonly wanted: Inputs;
    readonly targets: Targets;
    readonly log: Log;
    readonly context: ReleaseContext;
    /** @default the driver's own */
    readonly pauses?: Pauses;
}

export interface Pauses {
    /** Shortest and longest pause between two looks at the service, in milliseconds. */
    readonly look: readonly [shortest: number, longest: number];
    /** Milliseconds after which a deployment that is not to be seen is looked for once more before it is asked for. */
    readonly confirm: number;
    /** Milliseconds between two looks at what explains the waiting. */
    readonly aside: number;
}

/** The deployment that this release asked for, or found. */
export interface Followed {
    /** As the API that tells of it has it. */
    readonly id: string;
    /** Milliseconds since 1970, by ECS's clock. */
    readonly createdAt: number;
}
