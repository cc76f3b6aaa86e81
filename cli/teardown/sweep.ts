import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Found } from "../../components/teardown/found";
import { costIn } from "../../components/teardown/receipt";
import { STACK_TAG } from "../../components/teardown/stack-tag";
import type { AwsAccess } from "../../provider/aws/access";
import { told } from "../../provider/contract";
import { confirmed } from "../confirmed";
import type { Context } from "../context";
import { accessOf } from "../doctor/aws/access";
import { findProject, pulumi, succeeded, type Project } from "../project";
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
    const { stack, json } = options;
    const project = findProject(context.terminal.directory);
    await mustBeGone(project, stack);
    const access = accessIn(context, project, options);
    const value = `${project.name}/${stack}`;
    const found = await tagged(access, value);
    const alive = found.filter((one) => one.alive);
    const erasable = found.filter((one) => one.erase !== undefined);
    const listed = {
        stack,
        tag: `${STACK_TAG}=${value}`,
        region: access.region,
        found: found.map((one) => line(one, access)),
    };
    if (!json) for (const text of lines(found, access, value)) context.print(text);

    if (alive.length > 0 && options.delete) {
        throw new Refusal(
            {
                where: `stack ${stack}`,
                what: `${alive.map(({ kind, id }) => `${kind} ${id}`).join(", ")} shows that it is in use, so nothing was deleted`,
                todo: "log in to the backend that has its state (`pulumi login`) and destroy it there; where the state is lost, delete that by hand first",
            },
            "failed",
        );
    }
    const deleted: string[] = [];
    const failed: string[] = [];
    if (options.delete && erasable.length > 0) {
        const names = erasable.map(({ kind, id }) => `${kind} ${id}`).join(", ");
        if (!(await confirmed(context, `Delete ${names}`, options.yes))) return context.endsAs("failed");
        for (const one of erasable) {
            try {
                await erase(access, one);
                deleted.push(one.arn);
                context.say(
                    `deleted ${one.kind} ${one.id}${one.erase === "secret" ? " (to be had back for 30 days)" : ""}`,
                );
            } catch (error) {
                failed.push(one.arn);
                context.say(`not deleted: ${told(error)}`);
            }
        }
        if (failed.length > 0) context.endsAs("failed");
    }
    if (json) context.printJson({ ...listed, deleted, failed });
}

/** A stack that Pulumi knows and that has resources is not gone: what carries its tag is in use. */
async function mustBeGone(project: Project, stack: string): Promise<void> {
    const listing = succeeded(await pulumi(project, undefined, ["stack", "ls", "--json"]), "pulumi stack ls");
    const names = (JSON.parse(listing) as { name: string }[]).map(({ name }) => name);
    const known = names.find((name) => name === stack || name.split("/").at(-1) === stack);
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
function accessIn({ terminal }: Context, { directory }: Project, { stack, region }: SweepOptions): AwsAccess {
    const file = join(directory, `Pulumi.${stack}.yaml`);
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
            what: `is not given, and neither aws:region in Pulumi.${stack}.yaml nor AWS_REGION names one`,
            todo: "name the stack's region, such as `--region eu-central-1`",
        },
        "usage",
    );
}

function line({ arn, kind, id, cost, alive, erase: how, remove }: Found, { region }: AwsAccess) {
    const known = { arn, kind, id, ...costIn(cost, region), inUse: alive === true, deletable: how !== undefined };
    return { ...known, ...(remove !== undefined && { remove }) };
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
