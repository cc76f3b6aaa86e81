import type { AppSettings } from "../components/app-settings";
import { readApps } from "../config/apps";
import type { Problem } from "../config/problems";
import type { RunResult } from "../provider/core/run";
import { lastWords, pulumi, type Project } from "./project";
import { Refusal } from "./refusal";

/** A value of the stack's configuration as `pulumi config --json` tells it: a secret's is left out. */
interface Configured {
    readonly value?: string;
    readonly secret: boolean;
}

/** A stack's settings, without any secret's value. */
export interface Stack {
    readonly project: Project;
    readonly name: string;
    readonly config: Readonly<Record<string, Configured>>;
    /** The apps whose settings are right. */
    readonly apps: Readonly<Record<string, AppSettings>>;
    /** What is wrong with `slipway:apps`. */
    readonly problems: readonly Problem[];
}

/** The stack that is named, or the one that `pulumi stack select` has chosen. @throws Refusal */
export async function readStack(project: Project, asked: string | undefined, signal?: AbortSignal): Promise<Stack> {
    const name = asked ?? (await selectedStack(project, signal));
    const result = await pulumi(project, name, ["config", "--json"], { signal });
    if (result.code !== 0) {
        throw new Refusal({
            where: `stack ${name}`,
            what: lastWords(result),
            todo: `\`pulumi stack ls\` lists the stacks, \`pulumi stack init ${name}\` makes this one`,
        });
    }
    const config = JSON.parse(result.stdout) as Stack["config"];
    const problems: Problem[] = [];
    const apps = readApps(config["slipway:apps"]?.value, name, problems);
    return { project, name, config, apps, problems };
}

/** The stack's configuration with its secrets: never to be shown. `failed`: it cannot be decrypted. */
export async function revealedConfig(
    { project, name }: Stack,
    signal?: AbortSignal,
): Promise<{ readonly all: Readonly<Record<string, string>>; readonly failed?: RunResult }> {
    const result = await pulumi(project, name, ["config", "--json", "--show-secrets"], { signal });
    if (result.code !== 0) return { all: {}, failed: result };
    const config = JSON.parse(result.stdout) as Readonly<Record<string, Configured>>;
    return { all: Object.fromEntries(Object.entries(config).map(([key, { value = "" }]) => [key, value])) };
}

/** The stack that `pulumi stack select` has chosen. @throws Refusal where there is none */
export async function selectedStack(project: Project, signal?: AbortSignal): Promise<string> {
    const result = await pulumi(project, undefined, ["stack", "--show-name"], { signal });
    const name = result.stdout.trim();
    if (result.code === 0 && name !== "") return name;
    throw new Refusal(
        {
            where: "--stack",
            what: `is not given, and no stack is selected (${lastWords(result)})`,
            todo: "name one, such as `--stack dev`, or `pulumi stack select dev`",
        },
        "usage",
    );
}

/** One of the stack's apps. @throws Refusal with those that there are */
export function appOf(stack: Stack, app: string): AppSettings {
    const settings = stack.apps[app];
    if (settings !== undefined) return settings;
    const known = Object.keys(stack.apps).join(", ") || "none";
    const [problem] = stack.problems;
    if (problem !== undefined)
        throw new Refusal({ where: `${problem.path} of stack ${stack.name}`, what: problem.message });
    throw new Refusal({
        where: `slipway:apps of stack ${stack.name}`,
        what: `there is no app "${app}"`,
        todo: `its apps are ${known}`,
    });
}

/** Whether AWS is concerned at all. */
export function onAws({ apps }: Stack): boolean {
    return Object.values(apps).some(({ target }) => target !== "local");
}
