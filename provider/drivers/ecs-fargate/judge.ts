import { shortName } from "../../aws/ecs/names";
import type { Followed } from "../../aws/ecs/work";
import type { DeploymentView, ServiceView } from "../../aws/ecs/service-view";

/** What to do next, from one look at the service. */
export type Verdict =
    /** `deployment`: the one to follow from now on, once there is one. */
    | { readonly kind: "wait"; readonly deployment?: Followed; readonly because: string }
    /** The wanted version is not what ECS works at: ask for it. */
    | { readonly kind: "request"; readonly because: string }
    | { readonly kind: "passed"; readonly deployment: string }
    /** `instead`: the task definition that serves, where it took the place of ours without saying why. */
    | { readonly kind: "failed"; readonly cause: string; readonly instead?: string };

/**
 * Judges a service by its deployments, never by its status: a service that rolled back is as ACTIVE and stable as one
 * that took the new version.
 *
 * @param wanted ARN of the task definition that must serve
 * @param followed `undefined` before one was found
 */
export function judge(service: ServiceView | undefined, wanted: string, followed?: Followed): Verdict {
    if (service === undefined || !service.active)
        return { kind: "failed", cause: "the service does not exist any more" };
    const primary = service.deployments.find((deployment) => deployment.primary);
    if (primary === undefined) return { kind: "wait", because: "ECS has not begun a deployment" };
    return followed === undefined ? find(service, primary, wanted) : follow(service, primary, wanted, followed);
}

function find(service: ServiceView, primary: DeploymentView, wanted: string): Verdict {
    const [is, should] = [shortName(primary.taskDefinition), shortName(wanted)];
    if (primary.taskDefinition === wanted && primary.state !== "FAILED")
        return follow(service, primary, wanted, primary);
    // Such as the rollback of the last attempt: a request now would end in the middle of it.
    const busy = service.deployments.find(({ state }) => state === "IN_PROGRESS");
    if (busy !== undefined) {
        return { kind: "wait", because: `waiting for the deployment of ${shortName(busy.taskDefinition)} to end` };
    }
    return primary.taskDefinition === wanted
        ? {
              kind: "request",
              because: `the last deployment of ${should} failed (${primary.reason || "no reason given"})`,
          }
        : { kind: "request", because: `${is} serves, not ${should}` };
}

function follow(service: ServiceView, primary: DeploymentView, wanted: string, followed: Followed): Verdict {
    const { id, createdAt } = followed;
    if (primary.id === id) {
        if (primary.state === "FAILED") {
            return { kind: "failed", cause: `ECS gave the deployment up: ${primary.reason || "no reason given"}` };
        }
        if (primary.state === "COMPLETED" && service.running === service.desired) {
            return { kind: "passed", deployment: id };
        }
        return { kind: "wait", deployment: { id, createdAt }, because: progress(primary) };
    }
    const own = service.deployments.find((deployment) => deployment.id === id);
    // What took its place would be younger: ECS answers from a copy of its books that lags behind.
    if (own === undefined && primary.createdAt < createdAt) {
        return { kind: "wait", because: "ECS does not show the deployment yet" };
    }
    const rolledBack = own?.state === "FAILED" || /roll(ing|ed)?[ -]?back/i.test(primary.reason);
    if (rolledBack) {
        const reason = own?.reason || primary.reason;
        return { kind: "failed", cause: `ECS rolled back to ${shortName(primary.taskDefinition)}: ${reason}` };
    }
    // Somebody asked for the same version once more: what counts is whether it comes to serve.
    if (primary.taskDefinition === wanted) return follow(service, primary, wanted, primary);
    return {
        kind: "failed",
        cause: `another deployment took over: ${shortName(primary.taskDefinition)} is being deployed instead of ${shortName(wanted)}`,
        instead: primary.taskDefinition,
    };
}

function progress({ running, desired, failedTasks }: DeploymentView): string {
    const failed = failedTasks > 0 ? `, ${failedTasks} failed so far` : "";
    return `${running} of ${desired} ${desired === 1 ? "task runs" : "tasks run"}${failed}`;
}
