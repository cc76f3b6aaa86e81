import type { Task } from "@aws-sdk/client-ecs";

/** What shall run. */
export interface Pushed {
    /** ARN with revision. */
    readonly taskDefinition: string;
    /** Digest of the image that was pushed for a container, by its name. @default not compared */
    readonly imageDigests?: Readonly<Record<string, string>>;
}

/**
 * Why the running tasks are not what was pushed: a tag that moved between the push and the start. ECS tells the digest for
 * images in ECR only; where it tells none, nothing is claimed.
 */
export function otherImage({ taskDefinition, imageDigests = {} }: Pushed, tasks: readonly Task[]): string | undefined {
    const own = tasks.filter((task) => task.taskDefinitionArn === taskDefinition);
    for (const { name = "", imageDigest } of own.flatMap(({ containers }) => containers ?? [])) {
        const pushed = imageDigests[name];
        if (pushed === undefined || pushed === "" || imageDigest === undefined || imageDigest === pushed) continue;
        return `container ${name} runs the image ${imageDigest}, but ${pushed} was pushed`;
    }
    return undefined;
}
