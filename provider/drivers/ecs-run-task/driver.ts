import type * as Sdk from "@aws-sdk/client-ecs";
import { clientConfiguration } from "../../aws/access";
import { refuseOtherAccount } from "../../aws/account";
import { lastLines } from "../../aws/log-lines";
import { markReleased } from "../../aws/released-images";
import { loadSdk } from "../../aws/sdk";
import type { ReleaseContext } from "../../contract";
import { ecsTasks } from "./client";
import type { JobInputs, JobOutcome } from "./job";
import { runJob } from "./run";

/** Runs a job on ECS Fargate, see {@link runJob}, and has ECR keep its image: who goes back to its release runs it again. */
export async function runOnEcs(wanted: JobInputs, context: ReleaseContext): Promise<JobOutcome> {
    const { deployment } = wanted;
    const sdk = loadSdk<typeof Sdk>("@aws-sdk/client-ecs");
    const client: Sdk.ECSClient = new sdk.ECSClient(clientConfiguration(deployment));
    await refuseOtherAccount(client.config.credentials, deployment.cluster, deployment);
    const ecs = ecsTasks(sdk, client, wanted);
    const log = (taskArn: string) => lastLines(deployment, taskArn);
    const task = await runJob({ wanted, ecs, context, log });
    await markReleased(deployment.images ?? [], deployment, context);
    return { task };
}
