import * as pulumi from "@pulumi/pulumi";
import type { AppSettings } from "./components/app-settings";
import type { EnvironmentArgs } from "./components/environment";
import type { EnvironmentSettings } from "./components/environment-settings";
import { awsAccess } from "./config/aws-access";
import { checkDomains } from "./config/domains";
import { checkNetwork, checkShells, environmentOf, type Profile } from "./config/environment";
import { checkAppName } from "./config/names";
import { nearest } from "./config/nearest";
import { problem, problemsOf, show, unknownKey, type Problem } from "./config/problems";
import * as schema from "./config/schema";

/** What a stack says: one environment, any number of apps. */
export interface StackConfig {
    /** Which defaults apply. */
    readonly profile: Profile;
    readonly environment?: EnvironmentSettings;
    readonly apps: Readonly<Record<string, AppConfig>>;
    /** Key of the labels by which a preview shows that a secret has changed. */
    readonly labelKey?: pulumi.Output<string>;
}

export interface AppConfig extends AppSettings {
    /** Values of the secrets that come from configuration, by name. */
    readonly secretValues: Readonly<Record<string, pulumi.Output<string>>>;
}

/** Everything that is wrong with a stack's settings and Compose files, at once. Pulumi prints it without a stack trace. */
export class ConfigurationError extends pulumi.RunError {
    constructor(readonly issues: readonly Problem[]) {
        const errors = issues.filter(({ severity }) => severity === "error");
        const lines = errors.map(({ path, message }) => `  ${path}: ${message.replaceAll("\n", "\n    ")}`);
        const count = errors.length === 1 ? "one problem" : `${errors.length} problems`;
        super(`${count} in stack ${pulumi.getStack()}:\n${lines.join("\n")}`);
    }

    /** Pulumi inspects an uncaught error; without this it walks through everything that the program has loaded: a minute, 2.6 GB. */
    [Symbol.for("nodejs.util.inspect.custom")](): string {
        return this.message;
    }
}

/**
 * The stack's settings. Nothing else reads Pulumi's configuration.
 *
 * @throws {@link ConfigurationError} naming every problem.
 */
export function readStackConfig(): StackConfig {
    const all = pulumi.runtime.allConfig();
    const problems: Problem[] = [...unknownSettings(all)];
    const profile = readProfile(all["slipway:profile"], problems);
    const environment = readEnvironment(all["slipway:environment"], problems);
    const settings = readApps(all["slipway:apps"], problems);
    problems.push(...Object.entries(settings).flatMap(([app, own]) => checkSecrets(app, own, all)));
    problems.push(...checkLabelKey(settings, all["slipway:labelKey"]));
    if (environment !== undefined || all["slipway:environment"] === undefined) {
        problems.push(...checkNetwork(profile, environment ?? {}), ...checkDomains(settings, environment));
        problems.push(...checkShells(profile, environment ?? {}, settings));
    }
    if (problems.length > 0) throw new ConfigurationError(problems);

    const apps = Object.entries(settings).map(([app, own]): [string, AppConfig] => [
        app,
        { ...own, secretValues: secretValues(app, own) },
    ]);
    const labelKey = new pulumi.Config("slipway").getSecret("labelKey");
    return {
        profile,
        ...(environment ? { environment } : {}),
        apps: Object.fromEntries(apps),
        ...(labelKey ? { labelKey } : {}),
    };
}

/**
 * Prints the reports; stops at errors, all at once.
 *
 * @throws {@link ConfigurationError} naming every problem.
 */
export function refuseErrors(issues: readonly Problem[], reports: readonly Report[]): void {
    printReports(reports);
    if (issues.some(({ severity }) => severity === "error")) throw new ConfigurationError(issues);
}

/** What a target makes of an app other than Compose would; see `compose/targets/report.ts`. */
export interface Report {
    readonly app: string;
    readonly target: string;
    readonly text: string;
    readonly summary: string;
}

/** Prints one message an app: whole in a preview; in an update, which a preview came before, one line. */
export function printReports(reports: readonly Report[]): void {
    for (const { app, target, text, summary } of reports) {
        const short = `${app} on ${target}: ${summary}; \`pulumi preview\` tells which`;
        void pulumi.log.info(pulumi.runtime.isDryRun() ? text : short);
    }
}

/** What the apps of a stack share, in the words of its component. */
export function environmentArgs({ profile, environment }: StackConfig): EnvironmentArgs {
    return { ...environmentOf(profile, environment), access: awsAccess() };
}

type AllConfig = Readonly<Record<string, string>>;

function unknownSettings(all: AllConfig): Problem[] {
    const keys = Object.keys(all).filter((key) => key.startsWith("slipway:"));
    const names = keys.map((key) => key.slice("slipway:".length));
    return names
        .filter((name) => !(schema.KEYS.stack as readonly string[]).includes(name))
        .map((name) => problem(`slipway:${name}`, unknownKey(name, schema.KEYS.stack)));
}

function readProfile(value: string | undefined, problems: Problem[]): Profile {
    if (value === undefined || value === "dev" || value === "prod") return value ?? "dev";
    problems.push(
        problem(
            "slipway:profile",
            `must be one of dev, prod, not ${show(value)}: \`pulumi config set slipway:profile dev\`.`,
        ),
    );
    return "dev";
}

function readEnvironment(text: string | undefined, problems: Problem[]): EnvironmentSettings | undefined {
    if (text === undefined) return undefined;
    const value = parse("slipway:environment", text, problems);
    if (value === undefined) return undefined;
    const parsed = schema.environment.safeParse(value);
    if (!parsed.success) problems.push(...problemsOf(parsed.error, "slipway:environment", value));
    return parsed.data;
}

function readApps(text: string | undefined, problems: Problem[]): Record<string, AppSettings> {
    const how =
        "`pulumi config set --path 'slipway:apps.<app>.target' local` adds one, described by docker/<app>/compose.yaml.";
    if (text === undefined) {
        problems.push(problem("slipway:apps", `is missing, so the stack has no app: ${how}`));
        return {};
    }
    const value = parse("slipway:apps", text, problems);
    if (value === undefined) return {};
    if (Object.keys(value).length === 0)
        problems.push(problem("slipway:apps", `is empty, so the stack has no app: ${how}`));
    const apps: Record<string, AppSettings> = {};
    for (const [name, raw] of Object.entries(value)) {
        problems.push(...checkAppName(name));
        const parsed = schema.app.safeParse(raw);
        if (parsed.success) {
            apps[name] = schema.appSettings(name, parsed.data);
            problems.push(...twice(name, apps[name]));
        } else {
            problems.push(...problemsOf(parsed.error, `slipway:apps.${name}`, raw));
        }
    }
    return apps;
}

/** The mapping that a structured setting holds. */
function parse(path: string, text: string, problems: Problem[]): Record<string, unknown> | undefined {
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        value = text;
    }
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    problems.push(
        problem(
            path,
            `must be a mapping, not ${show(value)}: write it in Pulumi.${pulumi.getStack()}.yaml, or use \`pulumi config set --path\`.`,
        ),
    );
    return undefined;
}

function twice(app: string, settings: AppSettings): Problem[] {
    return Object.keys(settings.variables)
        .filter((name) => name in settings.secrets)
        .map((name) =>
            problem(
                `slipway:apps.${app}.variables.${name}`,
                `is among the app's secrets too: take it out of one of them.`,
            ),
        );
}

/** Whether every secret that comes from configuration is there, encrypted, and none is there that nobody asked for. */
function checkSecrets(app: string, settings: AppSettings, all: AllConfig): Problem[] {
    const names = Object.keys(settings.secrets).filter((name) => settings.secrets[name]?.from === "config");
    const problems = names.flatMap((name): Problem[] => {
        const key = `${app}:${name}`;
        const command = `\`pulumi config set --secret ${key}\``;
        if (all[key] === undefined) return [problem(key, `the secret has no value: ${command}.`)];
        if (!isEncrypted(key))
            return [
                problem(
                    key,
                    `is stored as plain text: ${command} stores it encrypted; then give the secret another value, as this one is known.`,
                ),
            ];
        return [];
    });
    const others = Object.keys(all).filter(
        (key) => key.startsWith(`${app}:`) && !names.includes(key.slice(app.length + 1)),
    );
    const unknown = others.map((key) => {
        const near = nearest(key.slice(app.length + 1), names);
        const hint =
            near === undefined
                ? `name it in slipway:apps.${app}.secrets`
                : `did you mean ${app}:${near}? Otherwise name it in slipway:apps.${app}.secrets`;
        return problem(
            key,
            `is no secret of the app that comes from configuration: ${hint}, or \`pulumi config rm ${key}\`.`,
        );
    });
    return [...problems, ...unknown];
}

function checkLabelKey(settings: Readonly<Record<string, AppSettings>>, value: string | undefined): Problem[] {
    const needed = Object.values(settings).some(({ secrets }) =>
        Object.values(secrets).some(({ from }) => from === "config"),
    );
    const command = '`pulumi config set --secret slipway:labelKey "$(openssl rand -hex 32)"`';
    if (value === undefined) {
        return needed ? [problem("slipway:labelKey", `is missing, and secrets are labelled with it: ${command}.`)] : [];
    }
    if (!isEncrypted("slipway:labelKey")) {
        return [problem("slipway:labelKey", `is stored as plain text: ${command} makes a new one, encrypted.`)];
    }
    return value.length < 32
        ? [problem("slipway:labelKey", `has ${value.length} characters, at least 32 are needed: ${command}.`)]
        : [];
}

/** Whether a setting is encrypted in the stack's file. The SDK knows it, but its types do not tell; without it nobody is refused. */
function isEncrypted(key: string): boolean {
    const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret?: (key: string) => boolean };
    return isConfigSecret?.(key) ?? true;
}

function secretValues(app: string, settings: AppSettings): Record<string, pulumi.Output<string>> {
    const config = new pulumi.Config(app);
    const names = Object.entries(settings.secrets).flatMap(([name, { from }]) => (from === "config" ? [name] : []));
    return Object.fromEntries(names.map((name) => [name, config.requireSecret(name)]));
}
