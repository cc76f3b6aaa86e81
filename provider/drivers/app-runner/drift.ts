import { knownDrift } from "../../aws/known-drift";
import type { ReleaseContext } from "../../contract";
import { connect } from "./client";
import { differing, wantedConfiguration } from "./configuration";
import type { AppRunnerRecord } from "./deployment";
import { deploys, isGoingOn, type OperationView, type ServiceView } from "./view";

/** How the world differs from the record. Where AWS cannot be asked, it says so and compares inputs only. */
export async function drift(recorded: AppRunnerRecord, context: ReleaseContext): Promise<string[]> {
    return knownDrift(recorded, context, async () => {
        const appRunner = connect(recorded.deployment, context.signal);
        const service = await appRunner.service();
        return differences(recorded, service, service === undefined ? [] : await appRunner.operations());
    });
}

/** Sentences; none: what was released serves. */
export function differences(
    recorded: AppRunnerRecord,
    service: ServiceView | undefined,
    operations: readonly OperationView[],
): string[] {
    const { name } = recorded;
    if (service === undefined || service.status === "DELETED") return [`${name}: the service does not exist any more`];
    if (service.status === "PAUSED") return [`${name}: the service is paused`];
    const others = differing(wantedConfiguration(recorded), service.configuration);
    if (others.length > 0) return [`${name}: the service is another one than released (${others.join(", ")})`];
    const [latest] = operations.filter(deploys);
    if (latest === undefined) return [];
    if (isGoingOn(latest)) return [`${name}: ${latest.type} ${latest.id} is ${latest.status}`];
    if (latest.status !== "SUCCEEDED") return [`${name}: ${latest.type} ${latest.id} ended as ${latest.status}`];
    return [];
}
