import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Document, parse } from "yaml";
import { runInForeground } from "../../tools/command";
import { setConfigValue } from "../config-value";
import { confirmed } from "../confirmed";
import type { Context } from "../context";
import { findProject, type Project, pulumi, pulumiVariables, settingsPath, succeeded } from "../project";
import { Refusal } from "../refusal";
import { settingsFile } from "../rollback/settings-file";
import { settingsNode } from "../settings-yaml";
import { appsFor } from "./apps";
import { type Base, type Deployed, deployedIn, outputsOf, readBase } from "./base";
import { environmentOn } from "./environment";
import { DAYS, endAfter, pullRequestStacks, restoreSettings, stackOf } from "./stacks";

export interface UpOptions {
    /** The stack it stands on. */
    readonly from: string;
    readonly preview?: boolean;
    readonly yes?: boolean;
    /** Until its end, from this deployment on. @default 7 */
    readonly days?: number;
    readonly json?: boolean;
    /** Of the base. @default Pulumi.<stack>.yaml in the project */
    readonly configFile?: string;
}

/**
 * `slipway pr up <number>`: the work tree's apps in a stack of their own, on the base's network, cluster and load balancer.
 *
 * @throws Refusal where the base has no place for it
 */
export async function up(context: Context, number: number, options: UpOptions): Promise<void> {
    const project = findProject(context.terminal.directory);
    const base = await readBase(project, options.from, settingsFile(project, options.from, options.configFile));
    const stack = stackOf(number);
    const environment = environmentOn(base);
    const { apps, left } = appsFor(base, stack, String(environment["domain"]));
    for (const [app, reason] of Object.entries(left)) context.say(`not in ${stack}: ${app}: ${reason}`);
    if (Object.keys(apps).length === 0) {
        throw new Refusal({
            where: `slipway:apps of stack ${base.stack}`,
            what: "none of them can run beside it",
            todo: "apps on ecs-fargate at a domain can, without managed data",
        });
    }
    if (
        !options.preview &&
        !(await confirmed(context, `Deploy ${Object.keys(apps).join(", ")} as ${stack}`, options.yes))
    ) {
        return context.endsAs("failed");
    }

    if ((await pullRequestStacks(project)).some(({ name }) => name === stack)) {
        await restoreSettings(project, stack);
    } else {
        succeeded(await pulumi(project, undefined, ["stack", "init", stack, "--no-select"]), "pulumi stack init");
    }
    const file = settingsPath(project, stack);
    const region = base.config["aws:region"]?.value;
    const expires = endAfter(options.days ?? DAYS, new Date());
    writeSettings(file, {
        ...(region !== undefined && { "aws:region": region }),
        "slipway:profile": "dev",
        "slipway:expires": expires,
        "slipway:environment": environment,
        "slipway:apps": apps,
    });
    await putSecrets(project, stack, base, Object.keys(apps));
    const command = options.preview ? ["preview"] : ["up", "--yes", "--skip-preview"];
    const given = [...command, "--stack", stack, "--cwd", project.directory];
    const deployed = (await runInForeground("pulumi", given, pulumiVariables(project, stack), options.json)) === 0;
    if (!deployed) context.endsAs("failed");
    const facts = { stack, from: base.stack, apps: Object.keys(apps), left, expires };
    if (options.preview || !deployed) {
        if (options.json) context.printJson({ ...facts, deployed: false });
        return;
    }
    const resources = await deployedIn(project, stack);
    const monthlyUsd = priceOf(resources);
    if (options.json) {
        const urls = outputsOf(resources)["urls"] ?? {};
        return context.printJson({ ...facts, deployed: true, urls, monthlyUsd: monthlyUsd ?? null });
    }
    const price = monthlyUsd === undefined ? "a price that is not known" : `about $${monthlyUsd.toFixed(2)} a month`;
    context.say(`${stack} is up until ${expires}, for ${price}; \`slipway pr down ${number}\` removes it`);
}

/** Dollars a month: what a preview prints in parts, and an `up` without one does not. */
function priceOf(resources: readonly Deployed[]): number | undefined {
    const monthly = resources.find(({ type }) => type === "slipway:index:PriceEstimate")?.outputs["monthlyUsd"];
    return typeof monthly === "number" ? monthly : undefined;
}

/** Pulumi's own lines of the file, such as the salt of its encryption, and secrets that it holds already, stay. */
function writeSettings(file: string, config: Readonly<Record<string, unknown>>): void {
    const { config: before = {}, ...head } = existsSync(file)
        ? (parse(readFileSync(file, "utf8")) as { config?: Readonly<Record<string, unknown>> })
        : {};
    const secrets = Object.entries(before).filter(
        ([, value]) => (value as { secure?: string } | null)?.secure !== undefined,
    );
    const settings = { ...head, config: { ...config, ...Object.fromEntries(secrets) } };
    const document = new Document();
    document.contents = settingsNode(document, settings);
    writeFileSync(file, document.toString());
}

/** The base's secrets of these apps, through standard input; the key of the labels is the stack's own, made once. */
async function putSecrets(project: Project, stack: string, base: Base, apps: readonly string[]): Promise<void> {
    const file = readFileSync(settingsPath(project, stack), "utf8");
    const has = (parse(file) as { config: Readonly<Record<string, unknown>> }).config;
    const own = Object.entries(base.config).filter(([key]) => apps.some((app) => key.startsWith(`${app}:`)));
    for (const [key, { value, secret }] of own) {
        succeeded(await setConfigValue(project, stack, [key, { value, secret }]), "pulumi config set");
    }
    if (has["slipway:labelKey"] === undefined) {
        const labelKey = { value: randomBytes(32).toString("hex"), secret: true };
        succeeded(await setConfigValue(project, stack, ["slipway:labelKey", labelKey]), "pulumi config set");
    }
}
