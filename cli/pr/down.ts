import { rmSync } from "node:fs";
import { runInForeground } from "../../tools/command";
import { confirmed } from "../confirmed";
import type { Context } from "../context";
import { findProject, type Project, pulumiVariables, settingsPath } from "../project";
import { Refusal } from "../refusal";
import { DAYS, type EndingStack, forgotten, pullRequestStacks, restoreSettings, stackOf, withEnds } from "./stacks";

export interface DownOptions {
    readonly yes?: boolean;
    readonly json?: boolean;
}

/** `slipway pr down <number>`: what was deployed goes, and the stack with it. @throws Refusal where there is no such stack */
export async function down(context: Context, number: number, { yes, json = false }: DownOptions): Promise<void> {
    const project = findProject(context.terminal.directory);
    const stack = stackOf(number);
    const stacks = await pullRequestStacks(project);
    if (!stacks.some(({ name }) => name === stack)) {
        const there = stacks.map(({ name }) => name).join(", ") || "none";
        throw new Refusal({ where: stack, what: "there is no such stack", todo: `there are ${there}` });
    }
    if (!(await confirmed(context, `Remove ${stack}`, yes))) return context.endsAs("failed");
    const removed = await remove(project, stack, json);
    if (!removed) context.endsAs("failed");
    if (json) context.printJson({ stack, removed });
}

export interface SweepOptions extends DownOptions {
    /** A stack that knows no end of its own is removed so many days after its last deployment. @default 7 */
    readonly days?: number;
}

/** `slipway pr sweep`: removes what nobody has removed. One that cannot be removed does not keep the others. */
export async function sweep(context: Context, { days = DAYS, yes, json = false }: SweepOptions): Promise<void> {
    const project = findProject(context.terminal.directory);
    const stacks = await withEnds(project, await pullRequestStacks(project));
    const busy = stacks.filter((stack) => stack.busy).map(({ name }) => name);
    if (busy.length > 0) context.say(`left alone, as an update is running: ${busy.join(", ")}`);
    const old = forgotten(stacks, days, new Date());
    if (!json) for (const stack of old) context.print(told(stack));
    const names = old.map(({ name }) => name);
    if (names.length === 0) {
        context.say("no stack of a pull request has come to its end");
    } else if (!(await confirmed(context, `Remove ${names.join(", ")}`, yes))) {
        return context.endsAs("failed");
    }
    const left: string[] = [];
    for (const name of names) if (!(await remove(project, name, json))) left.push(name);
    if (left.length > 0) {
        context.say(`not removed: ${left.join(", ")}; Pulumi's own words are above`);
        context.endsAs("failed");
    }
    if (json) context.printJson({ removed: names.filter((name) => !left.includes(name)), left, busy });
}

function told({ name, at, expires, resources }: EndingStack): string {
    const last = at === undefined ? "never deployed" : `last deployed ${at.toISOString()}`;
    const end = expires === undefined ? "no end set" : `ended ${expires.toISOString()}`;
    return `${name}  ${end}  ${last}  ${resources} resources`;
}

/** @returns whether it is gone */
async function remove(project: Project, stack: string, aside: boolean): Promise<boolean> {
    await restoreSettings(project, stack);
    const command = ["destroy", "--yes", "--skip-preview", "--remove", "--stack", stack, "--cwd", project.directory];
    if ((await runInForeground("pulumi", command, pulumiVariables(project, stack), aside)) !== 0) return false;
    rmSync(settingsPath(project, stack), { force: true });
    return true;
}
