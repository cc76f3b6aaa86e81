import { knownDrift } from "../../aws/known-drift";
import type { ReleaseContext } from "../../contract";
import { connect } from "./client";
import { shortName } from "../../aws/ecs/names";
import type { EcsRecord } from "./deployment";
import { elsewhere } from "./network";
import type { ServiceView } from "../../aws/ecs/service-view";

/** How the world differs from the record. One call to AWS; where AWS cannot be asked, it says so and compares inputs only. */
export async function drift(recorded: EcsRecord, context: ReleaseContext): Promise<string[]> {
    return knownDrift(recorded, context, async () => {
        const view = await connect(recorded.deployment, context.signal).service();
        return differences(recorded, view);
    });
}

/** Sentences; none: what was released serves. */
export function differences(recorded: EcsRecord, view: ServiceView | undefined): string[] {
    const { name, deployment } = recorded;
    const released = shortName(deployment.taskDefinition);
    if (view === undefined || !view.active) return [`${name}: the service does not exist any more`];
    const primary = view.deployments.find((candidate) => candidate.primary);
    if (primary === undefined) return [`${name}: ECS has no deployment of it`];
    if (primary.taskDefinition !== deployment.taskDefinition) {
        return [`${name}: ${shortName(primary.taskDefinition)} serves, not ${released}`];
    }
    const away = elsewhere(deployment, view);
    if (away !== undefined) return [`${name}: ${away}`];
    if (primary.state === "FAILED") return [`${name}: the deployment of ${released} failed: ${primary.reason}`];
    if (primary.state === "IN_PROGRESS") return [`${name}: a deployment of ${released} is in progress`];
    if (view.running < view.desired) return [`${name}: ${view.running} of ${view.desired} tasks run`];
    return [];
}
