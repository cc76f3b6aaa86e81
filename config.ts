import * as pulumi from "@pulumi/pulumi";
import type { AlarmSettings } from "./components/alarms/settings";
import type { AppSettings } from "./components/app-settings";
import type { EnvironmentArgs } from "./components/environment";
import type { EnvironmentSettings } from "./components/environment-settings";
import { alarmReports, alarmsOf, readAlarms } from "./config/alarms";
import { readApps, readMapping } from "./config/apps";
import { awsAccess } from "./config/aws-access";
import { checkDomains } from "./config/domains";
import { checkNetwork, checkShells, environmentOf, type Profile } from "./config/environment";
import { problem, problemsOf, show, unknownKey, type Problem } from "./config/problems";
import * as schema from "./config/schema";
import { checkLabelKey, checkSecrets, configuredSecrets } from "./config/secrets";

/** What a stack says: one environment, any number of apps. */
export interface StackConfig {
    readonly name: string;
    /** Which defaults apply. */
    readonly profile: Profile;
    readonly environment?: EnvironmentSettings;
    readonly apps: Readonly<Record<string, AppConfig>>;
    /** Of which apps numbers are watched, and who is told. @default none */
    readonly alarms?: AlarmSettings;
    /** Key of the labels by which a preview shows that a secret has changed. */
    readonly labelKey?: pulumi.Output<string>;
    /** From when on nobody needs the stack: ISO 8601, UTC. @default no end */
    readonly expires?: string;
    /** What a preview tells about these settings. */
    readonly reports: readonly Report[];
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
    const stackAlarms = readAlarms(all["slipway:alarms"], all["aws:region"], problems);
    const expires = readExpiry(all["slipway:expires"], problems);
    const settings = readApps(all["slipway:apps"], pulumi.getStack(), problems);
    problems.push(...Object.entries(settings).flatMap(([app, own]) => checkSecrets(app, own, { all, isEncrypted })));
    problems.push(...checkLabelKey(settings, { all, isEncrypted }));
    if (environment !== undefined || all["slipway:environment"] === undefined) {
        problems.push(...checkNetwork(profile, environment ?? {}), ...checkDomains(settings, environment));
        problems.push(...checkShells(profile, environment ?? {}, settings));
    }
    if (problems.length > 0) throw new ConfigurationError(problems);

    const apps = Object.entries(settings).map(([app, own]): [string, AppConfig] => [
        app,
        { ...own, secretValues: secretValues(app, own) },
    ]);
    const alarms = alarmsOf(profile, stackAlarms, settings);
    const labelKey = new pulumi.Config("slipway").getSecret("labelKey");
    return {
        profile,
        name: pulumi.getStack(),
        ...(environment ? { environment } : {}),
        apps: Object.fromEntries(apps),
        ...(alarms && { alarms }),
        reports: alarmReports(alarms, stackAlarms, settings),
        ...(labelKey ? { labelKey } : {}),
        ...(expires === undefined ? {} : { expires }),
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

function readExpiry(value: string | undefined, problems: Problem[]): string | undefined {
    if (value === undefined || schema.stack.shape.expires.safeParse(value).success) return value;
    const command = "`pulumi config set slipway:expires 2026-12-01T12:00:00Z`";
    problems.push(problem("slipway:expires", `must be a time in UTC, not ${show(value)}: ${command}.`));
    return undefined;
}

function readEnvironment(text: string | undefined, problems: Problem[]): EnvironmentSettings | undefined {
    if (text === undefined) return undefined;
    const value = readMapping({ path: "slipway:environment", text, stack: pulumi.getStack() }, problems);
    if (value === undefined) return undefined;
    const parsed = schema.environment.safeParse(value);
    if (!parsed.success) problems.push(...problemsOf(parsed.error, "slipway:environment", value));
    return parsed.data;
}

/** Whether a setting is encrypted in the stack's file. The SDK knows it, but its types do not tell; without it nobody is refused. */
function isEncrypted(key: string): boolean {
    const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret?: (key: string) => boolean };
    return isConfigSecret?.(key) ?? true;
}

function secretValues(app: string, settings: AppSettings): Record<string, pulumi.Output<string>> {
    const config = new pulumi.Config(app);
    return Object.fromEntries(configuredSecrets(settings).map((name) => [name, config.requireSecret(name)]));
}
