import type { HostAnswer } from "./bundle";
import type { Invocation } from "./client";

export type Verdict =
    | { readonly kind: "wait"; readonly because: string }
    | {
          readonly kind: "passed";
          readonly phases: Readonly<Record<string, number>>;
          /** What the host has to say although it went well. */
          readonly notes: readonly string[];
      }
    | { readonly kind: "failed"; readonly cause: string; readonly lines: readonly string[] };

const WAITING: Readonly<Record<string, string>> = {
    Pending: "has not begun",
    Delayed: "waits to be delivered",
    InProgress: "is at work",
    Cancelling: "is being cancelled",
};

const ENDED: Readonly<Record<string, string>> = {
    DeliveryTimedOut: "the host did not take the command in time: is it running, and is its SSM agent?",
    Undeliverable: "the host cannot be reached by Systems Manager: is it running, and is its SSM agent?",
    Terminated: "Systems Manager ended the command, as the host cannot be reached",
    ExecutionTimedOut: "the host did not end the release in time, and Systems Manager stopped it",
    Cancelled: "somebody cancelled the command",
    AccessDenied: "the host's role does not let it take commands",
};

/** How many of the last lines are told where the host did not get to tell by itself. */
const SHOWN = 20;

/** How a command stands. Its end counts: the host exits with 0 only when the wanted release serves. */
export function judge(invocation: Invocation | undefined, wanted?: string): Verdict {
    const { Status = "Pending", StatusDetails = Status } = invocation ?? {};
    const because = WAITING[Status];
    if (invocation === undefined || because !== undefined) return { kind: "wait", because: because ?? "has not begun" };
    const answer = lastLine(invocation.StandardOutputContent ?? "");
    if (Status === "Success") return passed(answer, wanted);
    const cause = answer?.cause || firstCause(invocation) || ENDED[StatusDetails] || ENDED[Status];
    return {
        kind: "failed",
        cause: cause ?? `the command ended as ${StatusDetails} with exit code ${invocation.ResponseCode ?? "unknown"}`,
        lines: answer?.lines ?? lastLines(invocation),
    };
}

/** A success of the agent's is not yet ours: what the host says of itself must not contradict it. */
function passed(answer: HostAnswer | undefined, wanted: string | undefined): Verdict {
    const failed = (cause: string): Verdict => ({ kind: "failed", cause, lines: answer?.lines ?? [] });
    if (wanted === undefined) return { kind: "passed", phases: answer?.phases ?? {}, notes: [] };
    if (answer === undefined) return failed("the host ended well without saying what serves");
    if (!answer.ok) return failed(answer.cause || "the host says that the release does not serve");
    if (answer.release !== wanted) return failed(`the host says that ${answer.release} serves, not ${wanted}`);
    return { kind: "passed", phases: answer.phases, notes: answer.lines };
}

/** The host's own account; `undefined` where it was cut off, or never came. */
function lastLine(output: string): HostAnswer | undefined {
    const line = output.trimEnd().split("\n").pop() ?? "";
    try {
        const found = JSON.parse(line) as Partial<HostAnswer> | null;
        if (typeof found?.ok !== "boolean") return undefined;
        const { ok, release = "", cause = "", lines = [], phases = {} } = found;
        return { ok, release, cause, lines, phases };
    } catch {
        return undefined;
    }
}

/** The cause comes first on standard output, since its end may be cut off. */
function firstCause({ StandardOutputContent = "" }: Invocation): string | undefined {
    return /^FAILED: (.+)$/m.exec(StandardOutputContent)?.[1];
}

function lastLines({ StandardOutputContent = "", StandardErrorContent = "" }: Invocation): string[] {
    const lines = `${StandardOutputContent}\n${StandardErrorContent}`.split("\n").map((line) => line.trimEnd());
    return lines.filter((line) => line !== "" && !line.startsWith("FAILED: ")).slice(-SHOWN);
}
