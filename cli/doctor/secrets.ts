import { checkLabelKey, checkSecrets, configuredSecrets } from "../../config/secrets";
import { lastWords } from "../project";
import { revealedConfig, type Stack } from "../stack";
import { ok, wrong, type Check, type Finding } from "./check";

/** Whether every secret that the stack declares has a value, encrypted, not empty, and none is there that nobody declared. */
export const secrets: Check = {
    name: "secrets",
    concerns: ({ stack }) => stack !== undefined,
    find: async ({ stack }, signal) => {
        const { all, failed } = await revealedConfig(stack!, signal);
        if (failed === undefined) return judgeSecrets(stack!, all);
        return wrong(
            `the stack's secrets cannot be decrypted: ${lastWords(failed)}`,
            "set PULUMI_CONFIG_PASSPHRASE (or PULUMI_CONFIG_PASSPHRASE_FILE), or sign in to the key service that the stack's file names",
        );
    },
};

/** Says names only. */
function judgeSecrets({ apps, config }: Stack, all: Readonly<Record<string, string>>): readonly Finding[] {
    const values = { all, isEncrypted: (key: string) => config[key]?.secret ?? false };
    const problems = [
        ...Object.entries(apps).flatMap(([app, own]) => checkSecrets(app, own, values)),
        ...checkLabelKey(apps, values),
    ];
    const names = Object.entries(apps).flatMap(([app, own]) => configuredSecrets(own).map((name) => `${app}:${name}`));
    const found = problems.map(({ path, message }): Finding => ({ result: "wrong", what: `${path}: ${message}` }));
    const empty = names
        .filter((key) => all[key] !== undefined && all[key].trim() === "")
        .map((key) => wrong(`${key}: the secret is empty`, `\`slipway secrets set ${key}\``));
    if (found.length + empty.length > 0) return [...found, ...empty];
    return [ok(names.length === 0 ? "none comes from the stack's configuration" : `${names.length} set, encrypted`)];
}
