import { mendCheckpoint } from "../../tools/backend-checkpoint";
import { backendFolder } from "../../tools/backend-folder";
import { backendLocks, holdOn } from "../../tools/backend-lock";
import { endOrphanedProviders } from "../../tools/orphans";
import { confirmed } from "../confirmed";
import type { Context } from "../context";
import { findProject, lastWords, pulumi, type Project, shortStack } from "../project";
import { Refusal } from "../refusal";
import { selectedStack } from "../stack";
import { adviceOn, pendingOf, type Pending } from "./pending";

export interface RecoverOptions {
    readonly stack?: string;
    readonly yes?: boolean;
    readonly json?: boolean;
}

/** Makes a stack usable again that a killed run has left. @throws Refusal where another run is alive */
export async function recover(context: Context, { stack: asked, yes, json }: RecoverOptions): Promise<void> {
    const project = findProject(context.terminal.directory);
    const stack = asked ?? (await selectedStack(project));
    const state = await fileBackend(project, stack);

    // First, as a run that is alive may be writing that very state.
    const hold = state === undefined ? UNSEEN : leftHold(state, stack);
    const mended = state === undefined ? undefined : mendCheckpoint(state, project.name, shortStack(stack));
    if (mended !== undefined) context.say(`the state of ${stack} was cut off: mended ${mended}`);
    const pending = await pendingOperations(project, stack);
    for (const { type, resource } of pending) context.say(`interrupted while ${type} ${resource}`);
    if (hold !== undefined) context.say(hold.told);
    const released = hold !== undefined && (await release({ context, project, stack, yes }, hold));
    if (hold !== undefined && !released) context.endsAs("failed");

    const todo = adviceOn(pending, stack);
    if (json) return context.printJson({ stack, mended: mended ?? null, pending, released, todo });
    for (const line of todo) context.print(line);
    if (mended === undefined && hold === undefined && pending.length === 0) {
        context.print(
            `stack ${stack} is not locked, nothing is pending, and its state can be read: there is nothing to recover`,
        );
    } else if (todo.length === 0 && (released || hold === undefined)) {
        context.print(`stack ${stack} is usable again: \`pulumi up --stack ${stack}\` goes on from here`);
    }
}

/** What is to be released. */
interface Releasable {
    readonly told: string;
    readonly question: string;
}

/** Other backends than a folder: they tell of no lock beforehand. */
const UNSEEN: Releasable = {
    told: "whether a run is alive cannot be seen from here: this backend does not tell. Look in CI, and ask those who deploy",
    question: "Is no other run alive, so that `pulumi cancel` may release the stack",
};

/** A hold that nobody has any more. @throws Refusal where another run has the stack */
function leftHold(state: string, stack: string): Releasable | undefined {
    const hold = holdOn(stack, backendLocks(state, shortStack(stack)));
    if (hold === undefined) return undefined;
    if (hold.by === "another run") {
        throw new Refusal({ where: `stack ${stack}`, what: hold.what, todo: hold.todo }, "failed");
    }
    return { told: `stack ${stack} ${hold.what}`, question: "Release the stack (pulumi cancel)" };
}

interface Releasing {
    readonly context: Context;
    readonly project: Project;
    readonly stack: string;
    readonly yes: boolean | undefined;
}

async function release({ context, project, stack, yes }: Releasing, { question }: Releasable): Promise<boolean> {
    if (!(await confirmed(context, question, yes))) return false;
    await endOrphanedProviders(); // they would go on building and pushing beside the next update
    const result = await pulumi(project, stack, ["cancel", "--yes"]);
    if (result.code === 0) {
        context.say(`released stack ${stack} (pulumi cancel)`);
        return true;
    }
    throw new Refusal({ where: `pulumi cancel, stack ${stack}`, what: lastWords(result) }, "failed");
}

/** The folder of a `file://` backend, which is the only one whose locks tell who holds them. */
async function fileBackend(project: Project, stack: string): Promise<string | undefined> {
    const result = await pulumi(project, stack, ["whoami", "--json"], { anyStack: true });
    if (result.code !== 0) {
        const todo = "`pulumi login`, or set PULUMI_BACKEND_URL; `slipway doctor` looks at the rest";
        throw new Refusal({ where: "Pulumi backend", what: lastWords(result), todo }, "failed");
    }
    const { url } = JSON.parse(result.stdout) as { url: string };
    return backendFolder(url, project.directory);
}

async function pendingOperations(project: Project, stack: string): Promise<Pending[]> {
    const result = await pulumi(project, stack, ["stack", "export"]);
    if (result.code === 0) return pendingOf(result.stdout);
    const todo = "`pulumi stack ls` lists the stacks";
    throw new Refusal({ where: `stack ${stack}`, what: lastWords(result), todo });
}
