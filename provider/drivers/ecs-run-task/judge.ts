import { isNameUnknown } from "../../aws/ecs/mount-target";
import type { TaskView } from "./view";

export type Verdict =
    | { readonly kind: "wait"; readonly because: string }
    | { readonly kind: "passed" }
    | {
          readonly kind: "failed";
          readonly cause: string;
          /** The program has run, so there may be log lines; and another attempt is not ours to make. */
          readonly ran: boolean;
      };

const WORDS: Readonly<Record<string, string>> = {
    PROVISIONING: "waits for its place on Fargate",
    PENDING: "gets its image",
    ACTIVATING: "is about to run",
    RUNNING: "runs",
    DEACTIVATING: "is ending",
    STOPPING: "is ending",
    DEPROVISIONING: "is ending",
};

/**
 * How a job stands. Its exit code decides, and only at its end: a job that is quick is never seen running, and one that
 * was stopped from outside has not done its work, whatever its exit code says.
 */
export function judge(task: TaskView | undefined): Verdict {
    if (task === undefined) return { kind: "wait", because: "is not shown by ECS yet" };
    if (task.status !== "STOPPED") return { kind: "wait", because: WORDS[task.status] ?? `is ${task.status}` };
    const { exitCode, stopCode, containerReason } = task;
    const ran = exitCode !== undefined;
    const why = [task.stoppedReason, containerReason].filter((reason) => reason !== undefined).join(": ");
    if (!ran) return { kind: "failed", cause: `did not start: ${why || "ECS gives no reason"}`, ran };
    if (stopCode !== undefined && stopCode !== "EssentialContainerExited") {
        return { kind: "failed", cause: `was stopped before its end: ${why || stopCode} (exit code ${exitCode})`, ran };
    }
    if (exitCode === 0) return { kind: "passed" };
    const detail = containerReason === undefined ? "" : `: ${containerReason}`;
    return { kind: "failed", cause: `ended with exit code ${exitCode}${detail}`, ran };
}

/** Fargate has no room at the moment, or a part of it failed: the same request may go well later. */
const PASSING =
    /capacity is unavailable|RESOURCE:|limit on the number of|rate exceeded|InternalError|Timeout waiting for network interface/i;
/** A role or policy that was made a moment ago is not known everywhere yet. */
const SETTLING = /unable to assume|AccessDenied|not authorized to perform/i;
const SETTLED_MS = 120_000;

/** Whether it is worth asking again for a task that did not start. */
export function mayPass(reason: string, sinceBeginMs: number): boolean {
    if (PASSING.test(reason)) return true;
    return sinceBeginMs < SETTLED_MS && (SETTLING.test(reason) || isNameUnknown(reason));
}
