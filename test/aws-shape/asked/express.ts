import { connectTargets } from "../../../provider/aws/ecs/targets";
import { lastLines } from "../../../provider/aws/log-lines";
import { ACTIONS, connectExpress } from "../../../provider/drivers/ecs-express/client";
import type { ExpressInputs } from "../../../provider/drivers/ecs-express/deployment";
import { rollOut } from "../../../provider/drivers/ecs-express/rollout";
import type { InProcess } from "../../support/aws-stand-in/in-process";
import { InProcessExpress } from "../../support/aws-stand-in/in-process-express";
import { contextFor } from "../../support/release-context";
import { tried } from "./tried";

/** Releases on ecs-express: one that passes, one that is rolled back, one that is asked for, one that never gets healthy. */
export async function askExpress(aws: InProcess): Promise<void> {
    const express = new InProcessExpress(aws);
    aws.secret("page", "a value");
    const deployments = (["fail", "unhealthy"] as const).map((outcome) => ({
        containing: `"MODE","value":"${outcome}"`,
        outcome,
    }));
    aws.faults({ deployments, log: ["a line"] });
    await tried(() => release(express.point("page")));
    await tried(() => release(express.point("page", "fail")));
    await tried(() => release(express.inputs("page", "better")));
    await tried(() => release(express.point("weak", "unhealthy"), 1));
}

function release(wanted: ExpressInputs, seconds = 10): Promise<unknown> {
    const context = contextFor([], { seconds });
    const express = connectExpress(wanted.deployment, context.signal);
    const targets = connectTargets(wanted.deployment, ACTIONS, context.signal);
    const pauses = { look: [10, 40], confirm: 10, aside: 50 } as const;
    const own = { ...wanted, deadlineSeconds: seconds };
    return rollOut({ express, targets, log: lastLines, context, pauses, wanted: own });
}
