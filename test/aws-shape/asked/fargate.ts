import { connectTargets } from "../../../provider/aws/ecs/targets";
import { lastLines } from "../../../provider/aws/log-lines";
import { ACTIONS, connect } from "../../../provider/drivers/ecs-fargate/client";
import type { EcsInputs } from "../../../provider/drivers/ecs-fargate/deployment";
import { rollOut } from "../../../provider/drivers/ecs-fargate/rollout";
import { runOnEcs } from "../../../provider/drivers/ecs-run-task/driver";
import type { InProcess } from "../../support/aws-stand-in/in-process";
import { contextFor } from "../../support/release-context";
import { tried } from "./tried";

/** Releases on ecs-fargate: one that passes, one that ECS rolls back, the same once more, one that never gets healthy. */
export async function askFargate(aws: InProcess): Promise<void> {
    aws.secret("api", "a value");
    const deployments = [
        { containing: "MODE=fail", outcome: "fail" },
        { containing: "MODE=unhealthy", outcome: "unhealthy" },
    ] as const;
    aws.faults({ deployments, log: ["a line"] });
    await tried(() => release(aws.point("api", "good")));
    const bad = aws.point("api", "fail");
    await tried(() => release(bad));
    await tried(() => release(bad));
    await tried(() => release(aws.point("ill", "unhealthy"), 3));
}

function release(wanted: EcsInputs, seconds = 10): Promise<unknown> {
    const context = contextFor([], { seconds });
    const ecs = connect(wanted.deployment, context.signal);
    const targets = connectTargets(wanted.deployment, ACTIONS, context.signal);
    const pauses = { look: [10, 40], confirm: 10, aside: 100 } as const;
    return rollOut({ ecs, targets, log: lastLines, context, pauses, wanted: { ...wanted, deadlineSeconds: seconds } });
}

/** Jobs: one that ends well, and one that is cancelled at work. */
export async function askJobs(aws: InProcess): Promise<void> {
    aws.faults({});
    const { deployment } = aws.define("migrate", "job");
    const network = { subnets: ["subnet-1"], securityGroups: ["sg-1"], assignPublicIp: true };
    const job = {
        name: "migrate",
        image: "api:1",
        variables: {},
        secrets: {},
        before: [],
        deadlineSeconds: 20,
        deployment: { ...deployment, ...network, container: "migrate", logGroup: "main", logStreamPrefix: "migrate" },
    };
    await runOnEcs(job, contextFor([], {}));
    aws.faults({ tasks: [{ containing: "MODE=slow", ms: 20_000 }], log: ["a line"] });
    const slow = { ...job.deployment, taskDefinition: aws.define("migrate", "slow").deployment.taskDefinition };
    const signal = AbortSignal.timeout(1500);
    await tried(() => runOnEcs({ ...job, deployment: slow }, contextFor([], { signal })));
}
