import { rmSync } from "node:fs";
import { runInForeground } from "../../tools/command";
import { confirmed } from "../confirmed";
import type { Context } from "../context";
import { findProject, type Project, pulumiVariables, settingsPath } from "../project";
import { Refusal } from "../refusal";
import { forgotten, pullRequestStacks, restoreSettings, stackOf } from "./stacks";

/** `slipway pr down <number>`: what was deployed goes, and the stack with it. @throws Refusal where there is no such stack */
export async function down(context: Context, number: number, { yes }: { readonly yes?: boolean }): Promise<void> {
    const project = findProject(context.terminal.directory);
    const stack = stackOf(number);
    const stacks = await pullRequestStacks(project);
    if (!stacks.some(({ name }) => name === stack)) {
        const there = stacks.map(({ name }) => name).join(", ") || "none";
        throw new Refusal({ where: stack, what: "there is no such stack", todo: `there are ${there}` });
    }
    if (!(await confirmed(context, `Remove ${stack}`, yes))) return context.endsAs("failed");
    if (!(await remove(project, stack))) context.endsAs("failed");
}

export interface SweepOptions {
    /** A stack whose last deployment is older is removed. */
    readonly days: number;
    readonly yes?: boolean;
}

/** `slipway pr sweep`: removes what nobody has removed. One that cannot be removed does not keep the others. */
export async function sweep(context: Context, { days, yes }: SweepOptions): Promise<void> {
    const project = findProject(context.terminal.directory);
    const stacks = await pullRequestStacks(project);
    const busy = stacks.filter((stack) => stack.busy).map(({ name }) => name);
    if (busy.length > 0) context.say(`left alone, as an update is running: ${busy.join(", ")}`);
    const old = forgotten(stacks, days, new Date());
    for (const { name, at, resources } of old) {
        context.print(
            `${name}  ${at === undefined ? "never deployed" : `last deployed ${at.toISOString()}`}  ${resources} resources`,
        );
    }
    if (old.length === 0) return context.say(`no stack of a pull request was last deployed more than ${days} days ago`);
    const names = old.map(({ name }) => name);
    if (!(await confirmed(context, `Remove ${names.join(", ")}`, yes))) return context.endsAs("failed");
    const left: string[] = [];
    for (const name of names) if (!(await remove(project, name))) left.push(name);
    if (left.length === 0) return;
    context.say(`not removed: ${left.join(", ")}; Pulumi's own words are above`);
    context.endsAs("failed");
}

/** @returns whether it is gone */
async function remove(project: Project, stack: string): Promise<boolean> {
    await restoreSettings(project, stack);
    const command = ["destroy", "--yes", "--skip-preview", "--remove", "--stack", stack, "--cwd", project.directory];
    if ((await runInForeground("pulumi", command, pulumiVariables(project, stack))) !== 0) return false;
    rmSync(settingsPath(project, stack), { force: true });
    return true;
}
