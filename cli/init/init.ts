import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { TARGETS } from "../../config/schema";
import type { Context } from "../context";
import { Refusal } from "../refusal";
import { composeFile, projectDrafts, stackDraft, writeAll } from "./files";
import { settled, type Written } from "./settle";

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
    readonly yes?: boolean;
    readonly json?: boolean;
}

/** Writes a project for the Compose file of the folder, or adds its app to the project there. @throws Refusal: nothing is written then */
export async function init(context: Context, options: InitOptions): Promise<void> {
    const { directory } = context.terminal;
    const asks = !options.yes && context.terminal.in.isTTY === true;
    const compose = composeFile(directory, options.compose);
    const app = options.app ?? nameFrom(directory);
    const isProject = existsSync(join(directory, "Pulumi.yaml"));
    const drafts = isProject ? [] : projectDrafts(directory, app);
    if (!isProject) requireInstalled(directory);

    const target = options.target ?? (asks ? await askTarget() : "local");
    const stack = options.stack ?? (target === "local" ? "local" : "dev");
    const flags = fromFlags(options);
    const { settings, warnings } = await settled(
        { target, compose, ...flags, ...(asks && (await askWhoMayConnect(target, flags))) },
        { directory, stack, app, ask: (name) => (asks ? askVariable(name) : Promise.resolve(undefined)) },
    );
    drafts.push(stackDraft(join(directory, `Pulumi.${stack}.yaml`), app, settings, options.region));
    writeAll(drafts);

    const files = drafts.map(({ file }) => basename(file));
    const secrets = (settings.secrets ?? []).map((name) => `${app}:${name}`);
    const next = nextSteps(stack, target, secrets, options.region);
    if (options.json) return context.printJson({ app, stack, target, files, secrets, next });
    for (const { path, message } of warnings) context.say(`${context.paint("yellow", "warning:")} ${path}: ${message}`);
    context.print(`${app} on ${target}, stack ${stack}: wrote ${files.join(", ")}. Next:`);
    for (const line of next) context.print(`  ${line}`);
}

function fromFlags({ domain, allow, secret, variable = [] }: InitOptions): Partial<Written> {
    const variables = variable.map((pair): [string, string] => {
        const at = pair.indexOf("=");
        if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
        throw new Refusal({ where: "--variable", what: "must be written as NAME=value" }, "usage");
    });
    return {
        ...(secret && { secrets: secret }),
        ...(variables.length > 0 && { variables: Object.fromEntries(variables) }),
        ...(domain !== undefined && { domain }),
        ...(allow && { allow }),
    };
}

/** What is left to do, as commands. */
function nextSteps(stack: string, target: string, secrets: readonly string[], region: string | undefined): string[] {
    return [
        `pulumi stack select --create ${stack}`,
        ...(target !== "local" && region === undefined
            ? [`pulumi config set aws:region <region> --stack ${stack}`]
            : []),
        ...secrets.map((secret) => `npx slipway secrets set ${secret} --stack ${stack}`),
        `npx slipway doctor --stack ${stack}`,
        `pulumi up --stack ${stack}`,
    ];
}

/** A name that Compose, AWS and Pulumi take, as near to the folder's as can be. */
function nameFrom(directory: string): string {
    const name = basename(directory)
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, "-")
        .replace(/^[^a-z]+/, "")
        .slice(0, 30)
        .replace(/-+$/, "");
    return name === "" ? "app" : name;
}

function requireInstalled(directory: string): void {
    if (existsSync(join(directory, "node_modules", "slipway", "bin", "program.cjs"))) return;
    throw new Refusal({
        where: directory,
        what: "Slipway is not among its packages (node_modules/slipway), and a project runs Slipway's program from there",
        todo: "`npm install <Slipway's repository or folder>` here, then `npx slipway init`",
    });
}

async function askTarget(): Promise<string> {
    const { select } = await import("@inquirer/prompts");
    return select({ message: "Where shall it run?", choices: TARGETS.map((value) => ({ value })) });
}

async function askVariable(name: string): Promise<string> {
    const { input } = await import("@inquirer/prompts");
    return input({ message: `Value of \${${name}}, which is no secret:` });
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
