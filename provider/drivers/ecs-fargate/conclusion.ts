import type { ServiceDeploymentBrief } from "@aws-sdk/client-ecs";
import { shortName } from "../../aws/ecs/names";

/**
 * How ECS ended a deployment otherwise than with success. `undefined`: it has not ended, or it ended well.
 *
 * `DescribeServices` shows what serves; only the service deployment remembers why another one does not.
 */
export function conclusion(latest: ServiceDeploymentBrief | undefined): string | undefined {
    const { status, statusReason } = latest ?? {};
    const why = statusReason ? `: ${statusReason}` : "";
    switch (status) {
        case "STOPPED":
            return `the deployment was stopped${why || " (StopServiceDeployment)"}`;
        case "ROLLBACK_FAILED":
            return `ECS gave the deployment up and could not roll back${why}`;
        case "ROLLBACK_SUCCESSFUL":
            return `ECS rolled back${why}`;
        default:
            return undefined;
    }
}

/** Why another version serves than the one that was followed, where the service deployment says so. */
export function replacement(latest: ServiceDeploymentBrief | undefined, instead: string): string | undefined {
    const { status, statusReason } = latest ?? {};
    if (status === "STOPPED" || status === "STOP_REQUESTED") {
        return `the deployment was stopped, ${shortName(instead)} serves: ${statusReason ?? status}`;
    }
    return status?.startsWith("ROLLBACK")
        ? `ECS rolled back to ${shortName(instead)}: ${statusReason ?? status}`
        : undefined;
}

/** The same as a line of evidence; none: there is nothing to tell. */
export function concludedInWords(latest: ServiceDeploymentBrief | undefined): string[] {
    const { status, statusReason } = conclusion(latest) === undefined ? {} : (latest ?? {});
    return status === undefined ? [] : [`service deployment ${status}${statusReason ? `: ${statusReason}` : ""}`];
}
