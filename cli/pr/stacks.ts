import { existsSync } from "node:fs";
import { z } from "zod";
import { pulumi, type Project, settingsPath, succeeded } from "../project";
import { type Deployed, deployedIn, outputsOf } from "./base";

/** The stack of a pull request. */
export const stackOf = (number: number): string => `pr-${number}`;

const IS_OURS = /^pr-\d+$/;
const DAY_MS = 24 * 3600 * 1000;

/** Days after which nobody needs one any more, where nothing else is said. */
export const DAYS = 7;

/** A stack of a pull request as `pulumi stack ls` tells it. */
export interface PullRequestStack {
    readonly name: string;
    /** When it was deployed last; none: never. */
    readonly at: Date | undefined;
    readonly resources: number;
    /** An update of it is running; then nothing tells when it was deployed last. */
    readonly busy: boolean;
}

/** With what its own state says about its end. */
export interface EndingStack extends PullRequestStack {
    /** Its output `expires`; none: it was never deployed to the end, or by an earlier Slipway. */
    readonly expires: Date | undefined;
}

/** @throws Refusal where the state of one cannot be read */
export async function withEnds(project: Project, stacks: readonly PullRequestStack[]): Promise<EndingStack[]> {
    const ending: EndingStack[] = [];
    // One after the other: each is a Pulumi of its own.
    for (const stack of stacks) ending.push({ ...stack, expires: expiryOf(await deployedIn(project, stack.name)) });
    return ending;
}

/** When a stack ends, as its outputs say. */
export function expiryOf(resources: readonly Deployed[]): Date | undefined {
    const said = outputsOf(resources)["expires"];
    const at = new Date(typeof said === "string" ? said : Number.NaN);
    return Number.isNaN(at.getTime()) ? undefined : at;
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
 * Those whose end has come at `now`. One without an end counts by its last deployment: that many days later it is forgotten, and so is one that was
 * never deployed. One that is being deployed is not.
 */
export function forgotten(stacks: readonly EndingStack[], days: number, now: Date): EndingStack[] {
    const before = now.getTime() - days * DAY_MS;
    return stacks.filter(({ at, busy, expires }) => {
        if (busy) return false;
        if (expires !== undefined) return expires.getTime() <= now.getTime();
        return at === undefined || at.getTime() < before;
    });
}

/** So many days after `now`, to the second: what `slipway:expires` is set to. */
export function endAfter(days: number, now: Date): string {
    return new Date(now.getTime() + days * DAY_MS).toISOString().replace(/\.\d+Z$/, "Z");
}
