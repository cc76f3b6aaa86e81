import { createHash } from "node:crypto";
import type { JobDeployment } from "./job";

/** AWS's limits on `startedBy` and `clientToken`. */
const [STARTED_BY, CLIENT_TOKEN] = [128, 64];
/** ECS shows a task for at least this long after its end. */
const SHOWN_MS = 3_600_000;

/** The task definition's name without its revision. */
export function familyOf(taskDefinitionArn: string): string {
    const name = taskDefinitionArn.split("/").pop() ?? taskDefinitionArn;
    return name.split(":")[0] ?? name;
}

/** What marks a task as a run of this job, whichever version of it: it stays the same from one `pulumi up` to the next. */
export function startedBy({ taskDefinition }: Pick<JobDeployment, "taskDefinition">): string {
    // ECS takes letters, digits, hyphens, underscores and slashes: all that a family's name may have.
    const whole = `slipway/${familyOf(taskDefinition)}`;
    if (whole.length <= STARTED_BY) return whole;
    const hash = createHash("sha256").update(whole).digest("hex").slice(0, 16);
    return `${whole.slice(0, STARTED_BY - hash.length - 1)}-${hash}`;
}

/** What tells one start from another. */
export interface Start {
    /** ARN of the newest run that has ended; a run after it is another one. */
    readonly after: string | undefined;
    /** How often ECS has said in this `pulumi up` that it started nothing. */
    readonly refusals: number;
    /** Milliseconds since 1970. */
    readonly now: number;
}

/**
 * The same for the same start, however often it is asked for, so ECS starts one task: for the SDK's own retries, and for
 * a repeated `pulumi up` that does not see the task yet which a killed one has just started.
 *
 * ECS remembers a token for up to 24 hours, but a job that failed must run again. So the token names the newest ended run;
 * and the hour, since ECS forgets ended runs after one: by then the hour is another.
 */
export function clientToken(deployment: JobDeployment, { after, refusals, now }: Start): string {
    const { cluster, taskDefinition, subnets, securityGroups, assignPublicIp } = deployment;
    const hour = Math.floor(now / SHOWN_MS);
    const parts = [cluster, taskDefinition, subnets, securityGroups, assignPublicIp, after ?? "", refusals, hour];
    return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, CLIENT_TOKEN);
}
