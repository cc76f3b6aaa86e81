import type * as Sdk from "@aws-sdk/client-ecs";
import { clientConfiguration } from "../../aws/access";
import { refuseOtherAccount } from "../../aws/account";
import { lastLines } from "../../aws/log-lines";
import type { ReleaseContext } from "../../contract";
import { ecsTasks } from "./client";
import type { JobInputs, JobOutcome } from "./job";
import { runJob } from "./run";

/** Runs a job on ECS Fargate; see {@link runJob}. */
export async function runOnEcs(wanted: JobInputs, context: ReleaseContext): Promise<JobOutcome> {
    const { deployment } = wanted;
    // Loaded when used: other targets start without it.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const sdk = require("@aws-sdk/client-ecs") as typeof Sdk;
    const client: Sdk.ECSClient = new sdk.ECSClient(clientConfiguration(deployment));
    await refuseOtherAccount(client.config.credentials, deployment.cluster, deployment);
    const ecs = ecsTasks(sdk, client, wanted);
    const log = (taskArn: string) => lastLines(deployment, taskArn);
    return { task: await runJob({ wanted, ecs, context, log }) };
}
