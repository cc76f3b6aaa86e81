import * as pulumi from "@pulumi/pulumi";
import type { JobDeployment } from "../provider/drivers/ecs-run-task/job";

type LaterKnown<T> = pulumi.Input<T> | (T extends readonly (infer U)[] ? readonly pulumi.Input<U>[] : never);

export interface JobArgs {
    /** Unique in the stack. */
    readonly name: string;
    readonly image: pulumi.Input<string>;
    readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
    /** Label of each secret variable's content. */
    readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
    /** Such as `256 CPU, 512 MiB`. */
    readonly size?: string;
    /** @default the image's own */
    readonly command?: readonly string[];
    /** Names of those that start only when it has ended well, for the preview. @default none */
    readonly before?: readonly string[];
    /** How it gets there. */
    readonly deployment: { readonly [K in keyof JobDeployment]: LaterKnown<JobDeployment[K]> };
    /** Seconds after which the job is stopped and has failed. @default 900 */
    readonly deadlineSeconds?: number;
}

/**
 * One task on ECS that runs to its end: created and updated only when it has ended with exit code 0. It runs again when
 * its task definition is another, and when it failed; let whatever needs its work depend on it.
 *
 * @throws (at `pulumi up`) with the cause first, then the last log lines, secrets taken out.
 */
export class Job extends pulumi.CustomResource {
    /** ARN of the task that ended well. */
    declare readonly task: pulumi.Output<string>;

    constructor(resourceName: string, args: JobArgs, opts: pulumi.CustomResourceOptions = {}) {
        super("slipway:index:Job", resourceName, { deadlineSeconds: 900, before: [], ...args, task: undefined }, opts);
    }
}
