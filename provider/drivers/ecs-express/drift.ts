import { knownDrift } from "../../aws/known-drift";
import type { ServiceView } from "../../aws/ecs/service-view";
import type { ReleaseContext } from "../../contract";
import { connectExpress } from "./client";
import { differences } from "./configuration";
import type { ExpressRecord } from "./deployment";
import { ending } from "./judge";
import { revisionName, type ExpressView } from "./view";

/** How the world differs from the record; where AWS cannot be asked, it says so and compares inputs only. */
export async function drift(recorded: ExpressRecord, context: ReleaseContext): Promise<string[]> {
    return knownDrift(recorded, context, async () => {
        const express = connectExpress(recorded.deployment, context.signal);
        const [view, service] = await Promise.all([express.view(), express.service()]);
        return driftOf(recorded, view, service);
    });
}

/** Sentences; none: what was released serves. */
function driftOf(
    { name, deployment }: ExpressRecord,
    view: ExpressView | undefined,
    service: ServiceView | undefined,
): string[] {
    if (view === undefined || view.status !== "ACTIVE") return [`${name}: the service does not exist any more`];
    const [newest] = view.deployments;
    if (newest === undefined) return [`${name}: ECS has no deployment of it`];
    const deployed = revisionName(newest.revision);
    if (newest.status === "PENDING" || newest.status === "IN_PROGRESS")
        return [`${name}: a deployment of ${deployed} is in progress`];
    const serves = newest.status === "SUCCESSFUL" ? newest.revision : newest.backTo;
    const is = serves === undefined ? undefined : view.versions[serves];
    if (serves === undefined) return [`${name}: the deployment of ${deployed} came to nothing: ${ending(newest)}`];
    const other = is === undefined ? [] : differences(deployment.configuration, is);
    if (other.length > 0) return [`${name}: ${revisionName(serves)} serves, which has other ${other.join(", ")}`];
    if (service !== undefined && service.running < service.desired)
        return [`${name}: ${service.running} of ${service.desired} tasks run`];
    return [];
}
