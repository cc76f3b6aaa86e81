import type { Task } from "@aws-sdk/client-ecs";
import type { EcsFargateDeployment } from "./deployment";

/**
 * Why the running tasks are not what was pushed: a tag that moved between the push and the start. ECS tells the digest for
 * images in ECR only; where it tells none, nothing is claimed.
 */
export function otherImage({ taskDefinition, imageDigests = {} }: EcsFargateDeployment, tasks: readonly Task[]) {
    const own = tasks.filter((task) => task.taskDefinitionArn === taskDefinition);
    for (const { name = "", imageDigest } of own.flatMap(({ containers }) => containers ?? [])) {
        const pushed = imageDigests[name];
        if (pushed === undefined || pushed === "" || imageDigest === undefined || imageDigest === pushed) continue;
        return `container ${name} runs the image ${imageDigest}, but ${pushed} was pushed`;
    }
    return undefined;
}
