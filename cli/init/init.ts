import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import type { AppSettings } from "../../components/app-settings";
import { loadProject } from "../../compose/load";
import type { ComposeProject } from "../../compose/types";
import { zoneFor } from "../../config/domains";
import { TARGETS } from "../../config/schema";
import type { Context } from "../context";
import { Refusal } from "../refusal";
import { appName } from "./app-name";
import { asked, inWords, type Asked } from "./asked";
import { beside } from "./beside";
import { requireSlipwaysProgram } from "./existing";
import { composeFile, hasZone, projectDrafts, stackDraft, writeAll } from "./files";
import { requireInstalled } from "./installed";
import { inContexts } from "./in-contexts";
import { secretLiterals } from "./literals";
import { settled, type Settled, type Written } from "./settle";

export interface InitOptions {
    readonly app?: string;
    readonly compose?: string;
    readonly target?: string;
    readonly stack?: string;
    readonly region?: string;
    readonly domain?: string;
    readonly allow?: readonly string[];
    readonly secret?: readonly string[];
    readonly variable?: readonly string[];
    readonly health?: readonly string[];
    readonly yes?: boolean;
    readonly json?: boolean;
}

/** Writes a project for the Compose file of the folder, or adds its app to the project there. @throws Refusal: nothing is written then */
export async function init(context: Context, options: InitOptions): Promise<void> {
    const { directory } = context.terminal;
    const asks = !options.yes && context.terminal.in.isTTY === true;
    const compose = composeFile(directory, options.compose);
    const { env, names, profiles, override } = beside(directory, compose);
    const app = options.app ?? appName(directory, names);
    const isProject = existsSync(join(directory, "Pulumi.yaml"));
    const drafts = isProject ? [] : projectDrafts(directory, app);
    if (isProject) requireSlipwaysProgram(directory);
    else requireInstalled(directory);

    const target = options.target ?? (asks ? await askTarget() : "local");
    const stack = options.stack ?? (target === "local" ? "local" : "dev");
    const flags = fromFlags(options);
    const question = {
        directory,
        stack,
        app,
        env,
        ask: (name: string) => (asks ? askVariable(name) : Promise.resolve(undefined)),
    };
    const first = { target, compose, ...(profiles.length > 0 && { profiles }), ...flags };
    let result = await settled({ ...first, ...(asks && (await askWhoMayConnect(target, flags))) }, question);
    let project = await projectOf(app, result.read, directory);
    const paths = asks ? await askHealth(asked(project, result.read)) : {};
    if (Object.keys(paths).length > 0) {
        const known = { ...result.settings, services: { ...result.settings.services, ...paths } };
        result = { ...(await settled(known, question)), fromEnv: result.fromEnv };
        project = await projectOf(app, result.read, directory);
    }
    drafts.push(stackDraft(join(directory, `Pulumi.${stack}.yaml`), app, result.settings, options.region));
    writeAll(drafts);

    const files = drafts.map(({ file }) => basename(file));
    const secrets = (result.settings.secrets ?? []).map((name) => `${app}:${name}`);
    const zone = hasZone(join(directory, `Pulumi.${stack}.yaml`)) ? undefined : zoneFor(result.read);
    const next = nextSteps({ stack, target, secrets, region: options.region, zone });
    const { fromEnv } = result;
    const services = asked(project, result.read);
    const warnings = [
        ...result.warnings.map(({ path, message }) => `${path}: ${message}`),
        ...(override === undefined ? [] : [notMerged(override, compose)]),
        ...inContexts(project, directory, [...files, "node_modules"]).map(takenIn),
    ];
    const literals = target === "local" ? [] : secretLiterals(project);
    const told = { warnings, notes: notes(result, { services, literals, app, stack }) };
    if (options.json)
        return context.printJson({ app, stack, target, files, secrets, fromEnv, services, ...told, next });
    for (const line of told.warnings) context.say(`${context.paint("yellow", "warning:")} ${line}`);
    for (const line of told.notes) context.say(`note: ${line}`);
    context.print(`${app} on ${target}, stack ${stack}: wrote ${files.join(", ")}. Next:`);
    for (const line of next) context.print(`  ${line}`);
}

function notMerged(override: string, compose: string): string {
    return `${override}: is not read, though \`docker compose up\` would merge it: what the app needs of it belongs in ${basename(compose)}.`;
}

function takenIn({ services, ignoreFile, lines }: ReturnType<typeof inContexts>[number]): string {
    return `${ignoreFile}: should have ${lines.join(", ")}: the image of ${services.join(" and ")} would take them in, and each changed setting would make another.`;
}

interface Found {
    readonly services: readonly Asked[];
    readonly literals: readonly string[];
    readonly app: string;
    readonly stack: string;
}

/** What was taken for granted, so that somebody can say otherwise. */
function notes({ settings, fromEnv }: Settled, { services, literals, app, stack }: Found): string[] {
    const compose = basename(settings.compose);
    const at = (setting: string): string => `slipway:apps.${app}.${setting} in Pulumi.${stack}.yaml`;
    const taken = `taken from .env, which is not read again: ${fromEnv.join(", ")}. Look through them before you commit Pulumi.${stack}.yaml`;
    const open =
        `look like secrets and stand in ${compose}, so everybody who may read it or a task definition has them: ${literals.join("; ")}. ` +
        `Those that are named in ${at("secrets")} get their values from \`slipway secrets set\` instead`;
    return [
        ...(fromEnv.length === 0 ? [] : [taken]),
        ...(literals.length === 0 ? [] : [open]),
        ...services.map((one) => inWords(one, compose, at(`services.${one.service}.health`))),
    ];
}

async function projectOf(app: string, settings: AppSettings, directory: string): Promise<ComposeProject> {
    const { project } = await loadProject({ app, settings, projectDirectory: directory });
    if (project === undefined) throw new Error("the Compose file could be read a moment ago");
    return project;
}

function fromFlags({ domain, allow, secret, variable, health }: InitOptions): Partial<Written> {
    const variables = pairs("--variable", "value", variable);
    const paths = pairs("--health", "/path", health).map(([service, path]) => [
        service,
        { health: path === "false" ? (false as const) : path },
    ]);
    return {
        ...(secret && { secrets: secret }),
        ...(variables.length > 0 && { variables: Object.fromEntries(variables) }),
        ...(paths.length > 0 && { services: Object.fromEntries(paths) }),
        ...(domain !== undefined && { domain }),
        ...(allow && { allow }),
    };
}

function pairs(flag: string, value: string, given: readonly string[] = []): [string, string][] {
    return given.map((pair) => {
        const at = pair.indexOf("=");
        if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
        throw new Refusal({ where: flag, what: `must be written as NAME=${value}` }, "usage");
    });
}

interface Open {
    readonly stack: string;
    readonly target: string;
    readonly secrets: readonly string[];
    readonly region: string | undefined;
    /** That the stack has none of yet, and the app's domain needs. */
    readonly zone: string | undefined;
}

/** What is left to do, as commands. */
function nextSteps({ stack, target, secrets, region, zone }: Open): string[] {
    return [
        `pulumi stack select --create ${stack}`,
        ...(target !== "local" && region === undefined
            ? [`pulumi config set aws:region <region> --stack ${stack}`]
            : []),
        ...(zone === undefined
            ? []
            : [`pulumi config set --path 'slipway:environment.domain' ${zone} --stack ${stack}`]),
        ...secrets.map((secret) => `npx slipway secrets set ${secret} --stack ${stack}`),
        `npx slipway doctor --stack ${stack}`,
        `pulumi up --stack ${stack}`,
    ];
}

async function askTarget(): Promise<string> {
    const { select } = await import("@inquirer/prompts");
    return select({ message: "Where shall it run?", choices: TARGETS.map((value) => ({ value })) });
}

async function askVariable(name: string): Promise<string> {
    const { input } = await import("@inquirer/prompts");
    return input({ message: `Value of \${${name}}, which is no secret:` });
}

/** Whether a service that is built here is well, only those who wrote it can say. */
async function askHealth(services: readonly Asked[]): Promise<NonNullable<Written["services"]>> {
    const paths: Record<string, { health: string }> = {};
    for (const { service, path, by } of services) {
        if (by !== "custom" || path === undefined) continue;
        const { input } = await import("@inquirer/prompts");
        const message = `Which path of ${service} answers 2xx when it is well?`;
        const answer = (await input({ message, default: path })).trim();
        if (answer !== path) paths[service] = { health: answer };
    }
    return paths;
}

/** Where Slipway publishes ports itself, nobody gets in until the stack says who; a domain is for everybody. */
async function askWhoMayConnect(target: string, { domain, allow }: Partial<Written>): Promise<Partial<Written>> {
    if (domain !== undefined || allow !== undefined) return {};
    if (target !== "ecs-fargate" && target !== "ec2-compose") return {};
    const { input } = await import("@inquirer/prompts");
    const message =
        "Who may connect? A domain of yours (app.example.com), or addresses (203.0.113.7/32, ...); empty where nothing is public:";
    const answer = (await input({ message })).trim();
    if (answer === "") return {};
    return answer.includes("/") ? { allow: answer.split(/[\s,]+/) } : { domain: answer };
}
