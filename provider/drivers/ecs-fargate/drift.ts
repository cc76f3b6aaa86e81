import { OtherAccount } from "../../aws/account";
import type { ReleaseContext } from "../../contract";
import { connect } from "./client";
import { shortName, type EcsRecord } from "./deployment";
import type { ServiceView } from "./view";

/** How the world differs from the record. One call to AWS; where AWS cannot be asked, it says so and compares inputs only. */
export async function drift(recorded: EcsRecord, context: ReleaseContext): Promise<string[]> {
    try {
        const view = await connect(recorded.deployment, context.signal).service();
        return differences(recorded, view);
    } catch (error) {
        if (error instanceof OtherAccount) throw error;
        const why = error instanceof Error ? error.message : String(error);
        context.say(`${recorded.name}: whether it still serves could not be checked: ${why}`, "warning");
        return [];
    }
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
    if (primary.state === "FAILED") return [`${name}: the deployment of ${released} failed: ${primary.reason}`];
    if (primary.state === "IN_PROGRESS") return [`${name}: a deployment of ${released} is in progress`];
    if (view.running < view.desired) return [`${name}: ${view.running} of ${view.desired} tasks run`];
    return [];
}
