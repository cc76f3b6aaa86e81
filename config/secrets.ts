import type { AppSettings } from "../components/app-settings";
import { nearest } from "./nearest";
import { problem, type Problem } from "./problems";

/** A stack's configuration, secrets included. */
export interface Configured {
    readonly all: Readonly<Record<string, string>>;
    /** Whether a setting is encrypted in the stack's file. */
    readonly isEncrypted: (key: string) => boolean;
}

/** The app's secrets whose values stand in the stack's configuration. */
export function configuredSecrets({ secrets }: AppSettings): string[] {
    return Object.keys(secrets).filter((name) => secrets[name]?.from === "config");
}

/** Whether every secret that comes from configuration is there, encrypted, and none is there that nobody asked for. */
export function checkSecrets(app: string, settings: AppSettings, { all, isEncrypted }: Configured): Problem[] {
    const names = configuredSecrets(settings);
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

/** Whether there is a key for the secrets' labels, encrypted and long enough, where a secret comes from configuration. */
export function checkLabelKey(
    settings: Readonly<Record<string, AppSettings>>,
    { all, isEncrypted }: Configured,
): Problem[] {
    const value = all["slipway:labelKey"];
    const needed = Object.values(settings).some((own) => configuredSecrets(own).length > 0);
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
