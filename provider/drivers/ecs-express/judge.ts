import type { Followed } from "../../aws/ecs/work";
import { revisionName, type DeploymentView, type ExpressView } from "./view";

/** What to do next, from one look at the service. */
export type Verdict =
    /** `deployment`: the one to follow from now on, once there is one. */
    | { readonly kind: "wait"; readonly deployment?: Followed; readonly because: string }
    /** The wanted version is not what ECS works at: ask for it. */
    | { readonly kind: "request"; readonly because: string }
    | { readonly kind: "passed"; readonly deployment: DeploymentView; readonly revision: string }
    /** `deployment`: the one that came to nothing. */
    | { readonly kind: "failed"; readonly cause: string; readonly deployment?: DeploymentView };

export interface Known {
    /** In what a version differs from the wanted one; none: it is that. */
    readonly differs: (revision: string) => readonly string[];
    /** The deployment to be judged. `undefined` before one was found. */
    readonly followed?: Followed | undefined;
    /** ARN of the newest deployment when ours was asked for: ours is a younger one. */
    readonly before?: string | undefined;
}

/** Words for how far a deployment is. */
const STAGES: Readonly<Record<string, string>> = {
    RECONCILE_SERVICE: "begins",
    PRE_SCALE_UP: "begins",
    SCALE_UP: "starts its tasks",
    POST_SCALE_UP: "has started its tasks",
    TEST_TRAFFIC_SHIFT: "is tested",
    POST_TEST_TRAFFIC_SHIFT: "is tested",
    PRE_PRODUCTION_TRAFFIC_SHIFT: "is about to get requests",
    PRODUCTION_TRAFFIC_SHIFT: "gets requests",
    POST_PRODUCTION_TRAFFIC_SHIFT: "gets all requests",
    BAKE_TIME: "is watched",
    CLEAN_UP: "serves; the earlier one goes",
};

const AT_WORK = ["PENDING", "IN_PROGRESS"];
const RETREATING = ["STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"];

/**
 * Judges a service by the deployment that was asked for, never by its status: a service that rolled back is as ACTIVE as one
 * that took the new version. Nor is a version known by its name: only what it is made of tells it from the one before.
 */
export function judge(view: ExpressView | undefined, known: Known): Verdict {
    if (view === undefined || view.status !== "ACTIVE")
        return { kind: "failed", cause: "the service does not exist any more" };
    const [newest] = view.deployments;
    if (newest === undefined) return { kind: "wait", because: "ECS has not begun a deployment" };
    if (known.followed !== undefined) return follow(view.deployments, newest, known, known.followed);
    if (known.before !== undefined)
        return newest.id === known.before
            ? { kind: "wait", because: "ECS has not begun the deployment that was asked for" }
            : progressOf(newest, known);
    return find(newest, known);
}

/** Nothing is followed yet: what ECS did last may be ours, an earlier `up`'s, or somebody else's. */
function find(newest: DeploymentView, known: Known): Verdict {
    const name = revisionName(newest.revision);
    const differs = known.differs(newest.revision);
    if (AT_WORK.includes(newest.status)) {
        return differs.length === 0
            ? progressOf(newest, known)
            : {
                  kind: "wait",
                  because: `waiting for the deployment of ${name} to end, which has other ${differs.join(", ")}`,
              };
    }
    if (RETREATING.includes(newest.status)) {
        return { kind: "wait", because: `waiting until ECS has taken ${name} back` };
    }
    if (newest.status === "SUCCESSFUL") {
        return differs.length === 0
            ? progressOf(newest, known)
            : { kind: "request", because: `${name} serves, which has other ${differs.join(", ")}` };
    }
    // Going back to a version that a rollback has brought back already: it serves, and nothing is to be done.
    if (newest.status === "ROLLBACK_SUCCESSFUL" && newest.backTo !== undefined) {
        if (known.differs(newest.backTo).length === 0)
            return { kind: "passed", deployment: newest, revision: newest.backTo };
    }
    return { kind: "request", because: `the last deployment, of ${name}, is over: ${ending(newest)}` };
}

function follow(
    deployments: readonly DeploymentView[],
    newest: DeploymentView,
    known: Known,
    followed: Followed,
): Verdict {
    const own = deployments.find(({ id }) => id === followed.id);
    if (own === undefined) return { kind: "wait", because: "ECS does not show the deployment" };
    if (newest.id === own.id) return progressOf(own, known);
    // A rollback of its own says more than who came after it.
    if (own.status.startsWith("ROLLBACK")) return progressOf(own, known);
    // Somebody asked for the same version once more: what counts is whether it comes to serve.
    if (known.differs(newest.revision).length === 0) return progressOf(newest, known);
    const cause = `another deployment took over: ${revisionName(newest.revision)} is being deployed instead`;
    return { kind: "failed", cause, deployment: own };
}

/** How the deployment itself stands. */
function progressOf(own: DeploymentView, { differs }: Known): Verdict {
    const { id, createdAt, status } = own;
    if (AT_WORK.includes(status)) return { kind: "wait", deployment: { id, createdAt }, because: progress(own) };
    if (status !== "SUCCESSFUL") return { kind: "failed", cause: ending(own), deployment: own };
    const other = differs(own.revision);
    return other.length === 0
        ? { kind: "passed", deployment: own, revision: own.revision }
        : {
              kind: "failed",
              cause: `ECS has deployed ${revisionName(own.revision)}, which has other ${other.join(", ")}`,
              deployment: own,
          };
}

function progress({ revision, stage, traffic, running, requested, failures, status }: DeploymentView): string {
    const parts = [
        `${revisionName(revision)} ${STAGES[stage] ?? (status === "PENDING" ? "waits" : "is deployed")}`,
        `${running} of ${requested} ${requested === 1 ? "task runs" : "tasks run"}`,
        ...(traffic === undefined ? [] : [`${traffic} % of the requests`]),
        ...(failures > 0 ? [`${failures} ${failures === 1 ? "task" : "tasks"} failed so far`] : []),
    ];
    return parts.join(", ");
}

/** How ECS ended a deployment otherwise than with success. */
export function ending({ status, reason, alarms, backTo }: DeploymentView): string {
    const why = [
        ...(reason === "" ? [] : [reason.replace(/\.$/, "")]),
        ...(alarms.length === 0 ? [] : [`${alarms.length === 1 ? "alarm" : "alarms"} ${alarms.join(", ")} went off`]),
    ].join("; ");
    const because = why === "" ? "" : `: ${why}`;
    const where = backTo === undefined ? "" : ` to ${revisionName(backTo)}`;
    switch (status) {
        case "ROLLBACK_REQUESTED":
        case "ROLLBACK_IN_PROGRESS":
            return `ECS is rolling back${where}${because}`;
        case "ROLLBACK_SUCCESSFUL":
            return `ECS rolled back${where}${because}`;
        case "ROLLBACK_FAILED":
            return `ECS gave the deployment up and could not roll back${because}`;
        case "STOP_REQUESTED":
        case "STOPPED":
            return `the deployment was stopped${because || " (StopServiceDeployment)"}`;
        default:
            return `the deployment is ${status}${because}`;
    }
}
