import { existsSync } from "node:fs";
import { z } from "zod";
import { pulumi, type Project, settingsPath, succeeded } from "../project";

/** The stack of a pull request. */
export const stackOf = (number: number): string => `pr-${number}`;

const IS_OURS = /^pr-\d+$/;

/** A stack of a pull request as `pulumi stack ls` tells it. */
export interface PullRequestStack {
    readonly name: string;
    /** When it was deployed last; none: never. */
    readonly at: Date | undefined;
    readonly resources: number;
    /** An update of it is running; then nothing tells when it was deployed last. */
    readonly busy: boolean;
}

/** @throws Refusal where Pulumi cannot list them */
export async function pullRequestStacks(project: Project): Promise<PullRequestStack[]> {
    const listing = succeeded(await pulumi(project, undefined, ["stack", "ls", "--json"]), "pulumi stack ls");
    return pullRequestStacksIn(JSON.parse(listing));
}

const listed = z.array(
    z.object({
        name: z.string(),
        lastUpdate: z.string().optional(),
        resourceCount: z.number().default(0),
        updateInProgress: z.boolean().default(false),
    }),
);

/** Those of pull requests in what `pulumi stack ls --json` says. */
export function pullRequestStacksIn(json: unknown): PullRequestStack[] {
    return listed.parse(json).flatMap(({ name, lastUpdate, resourceCount, updateInProgress }) => {
        const short = name.split("/").at(-1)!;
        if (!IS_OURS.test(short)) return [];
        const at = lastUpdate === undefined ? undefined : new Date(lastUpdate);
        return [{ name: short, at, resources: resourceCount, busy: updateInProgress }];
    });
}

/**
 * Another checkout, such as the next run in CI, lacks the stack's settings: they come back as they were last deployed, with the key of the secrets' labels.
 * One that was never deployed has none; then they are made anew.
 */
export async function restoreSettings(project: Project, stack: string): Promise<void> {
    if (existsSync(settingsPath(project, stack))) return;
    await pulumi(project, stack, ["config", "refresh", "--force"]);
}

/**
 * Those whose last deployment is older than that many days, at `now`; one that was never deployed is forgotten, too. One that is being
 * deployed is not.
 */
export function forgotten(stacks: readonly PullRequestStack[], days: number, now: Date): PullRequestStack[] {
    const before = now.getTime() - days * 24 * 3600 * 1000;
    return stacks.filter(({ at, busy }) => !busy && (at === undefined || at.getTime() < before));
}
