import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { parse } from "yaml";
import type { Found } from "../../components/teardown/found";
import { inRegion } from "../../components/teardown/in-region";
import { costIn } from "../../components/teardown/receipt";
import { STACK_TAG } from "../../components/teardown/stack-tag";
import type { AwsAccess } from "../../provider/aws/access";
import { told } from "../../provider/contract";
import { confirmed } from "../confirmed";
import type { Context } from "../context";
import { accessOf } from "../doctor/aws/access";
import { findProject, pulumi, settingsPath, shortStack, succeeded, type Project } from "../project";
import { Refusal } from "../refusal";
import { readDoomed } from "./state";
import { erase, tagged } from "./tagged";

export interface SweepOptions {
    readonly stack: string;
    readonly region?: string;
    readonly delete?: boolean;
    readonly yes?: boolean;
    readonly json?: boolean;
}

/**
 * `slipway sweep`: what carries the tag of a stack that is gone, and its price. Deletes what can be made again or had back, after a
 * question; for data it tells the command.
 *
 * @throws Refusal where the stack is not gone
 */
export async function sweep(context: Context, options: SweepOptions): Promise<void> {
    const project = findProject(context.terminal.directory);
    const stack = shortStack(options.stack);
    await mustBeGone(project, stack);
    const access = accessIn(context, project, options);
    const value = `${project.name}/${stack}`;
    const found = await tagged(access, value);
    if (!options.json) for (const text of lines(found, access, value)) context.print(text);
    if (options.delete) mustNotBeInUse(stack, found);

    const erasable = found.filter((one) => one.erase !== undefined);
    const ended: Ended = { deleted: [], failed: [] };
    if (options.delete && erasable.length > 0) {
        const names = erasable.map(({ kind, id }) => `${kind} ${id}`).join(", ");
        if (!(await confirmed(context, `Delete ${names}`, options.yes))) return context.endsAs("failed");
        for (const one of erasable) ended[await erased(context, access, one)].push(one.arn);
        if (ended.failed.length > 0) context.endsAs("failed");
    }
    const tag = `${STACK_TAG}=${value}`;
    const listed = { stack, tag, region: access.region, found: found.map((one) => line(one, access)) };
    if (options.json) context.printJson({ ...listed, ...ended });
}

/** ARNs by what became of them. */
type Ended = Record<"deleted" | "failed", string[]>;

async function erased(context: Context, access: AwsAccess, one: Found): Promise<keyof Ended> {
    try {
        await erase(access, one);
    } catch (error) {
        context.say(`not deleted: ${told(error)}`);
        return "failed";
    }
    context.say(`deleted ${one.kind} ${one.id}${one.erase === "secret" ? " (to be had back for 30 days)" : ""}`);
    return "deleted";
}

/** The stack's state may lie in a backend that is not the one asked. */
function mustNotBeInUse(stack: string, found: readonly Found[]): void {
    const alive = found.filter((one) => one.alive).map(({ kind, id }) => `${kind} ${id}`);
    if (alive.length === 0) return;
    throw new Refusal(
        {
            where: `stack ${stack}`,
            what: `${alive.join(", ")} shows that it is in use, so nothing was deleted`,
            todo: "log in to the backend that has its state (`pulumi login`) and destroy it there; where the state is lost, delete that by hand first",
        },
        "failed",
    );
}

/** A stack that Pulumi knows and that has resources is not gone: what carries its tag is in use. */
async function mustBeGone(project: Project, stack: string): Promise<void> {
    const listing = succeeded(await pulumi(project, undefined, ["stack", "ls", "--json"]), "pulumi stack ls");
    const names = (JSON.parse(listing) as { name: string }[]).map(({ name }) => name);
    const known = names.find((name) => shortStack(name) === stack);
    if (known === undefined) return;
    const { length } = await readDoomed(project, known);
    if (length === 0) return;
    throw new Refusal(
        {
            where: `stack ${stack}`,
            what: `is not gone: it has ${length} resources`,
            todo: `\`slipway receipt --stack ${stack}\` tells what a destroy leaves, \`pulumi destroy --stack ${stack}\` is the way there`,
        },
        "failed",
    );
}

/** As whom and where to ask, by the stack's file of settings, which may be there still. */
function accessIn({ terminal }: Context, project: Project, { stack, region }: SweepOptions): AwsAccess {
    const file = settingsPath(project, stack);
    const settings = existsSync(file)
        ? ((parse(readFileSync(file, "utf8")) as { config?: Record<string, unknown> } | null)?.config ?? {})
        : {};
    const texts = Object.entries(settings).flatMap(([key, value]) => {
        const text = typeof value === "string" ? value : JSON.stringify(value);
        return key.startsWith("aws:") ? [[key, { value: text, secret: false }] as const] : [];
    });
    const access = accessOf({ config: Object.fromEntries(texts) }, terminal.variables);
    const where = region ?? access.region;
    if (where !== undefined) return { ...access, region: where };
    throw new Refusal(
        {
            where: "--region",
            what: `is not given, and neither aws:region in ${basename(file)} nor AWS_REGION names one`,
            todo: "name the stack's region, such as `--region eu-central-1`",
        },
        "usage",
    );
}

function line({ arn, kind, id, cost, alive, erase: how, remove }: Found, { region }: AwsAccess) {
    const known = { arn, kind, id, ...costIn(cost, region), inUse: alive === true, deletable: how !== undefined };
    return { ...known, ...(remove !== undefined && { remove: inRegion(remove, region) }) };
}

function lines(found: readonly Found[], access: AwsAccess, value: string): string[] {
    if (found.length === 0) return [`nothing in ${access.region} carries the tag ${STACK_TAG}=${value}`];
    const erasable = found.some((one) => one.erase !== undefined);
    return [
        `In ${access.region}, with the tag ${STACK_TAG}=${value}:`,
        ...found.flatMap((one) => {
            const { kind, id, cost, remove, deletable } = line(one, access);
            return [
                `  ${kind} ${id}: ${cost}`,
                ...(remove === undefined || deletable ? [] : [`      to remove: ${remove}`]),
            ];
        }),
        ...(erasable ? ["`--delete` deletes images and secrets of it; data is yours to delete"] : []),
    ];
}
