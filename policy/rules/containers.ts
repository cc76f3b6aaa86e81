import { containerRule } from "../containers";
import type { Rule } from "../rule";

/** What Docker gives a container anyway, and the one that ECS Exec and debuggers need. */
const HARMLESS_CAPABILITIES = ["NET_BIND_SERVICE"];

/** Keys that AWS's own rule looks for, then forms that only a secret has. */
const SECRET_NAMES = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "ECS_ENGINE_AUTH_DATA"];
const SECRET_FORMS: readonly (readonly [what: string, form: RegExp])[] = [
    ["an AWS access key", /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
    ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
    ["a GitHub token", /\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})/],
    ["a URL with a password", /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i],
];

/** Variables that hold what only a secret is. */
export function plainSecrets(environment: readonly { readonly name: string; readonly value?: string }[]): string[] {
    return environment.flatMap(({ name, value = "" }) => {
        if (SECRET_NAMES.includes(name)) return [`the variable ${name} is plain text: make it a secret.`];
        const found = SECRET_FORMS.find(([, form]) => form.test(value));
        return found ? [`the variable ${name} holds ${found[0]}: make it a secret.`] : [];
    });
}

export const containerRules: readonly Rule[] = [
    containerRule(
        {
            name: "container-not-privileged",
            // CKV_AWS_334 reads the key `privilege`, which does not exist: it can never fail.
            controls: ["ECS.4", "CT.ECS.PR.11", "CKV_AWS_334"],
            requirement: "No container is privileged.",
        },
        ({ privileged }) => (privileged === true ? ["is privileged: leave `privileged` out."] : []),
    ),
    containerRule(
        {
            name: "container-few-capabilities",
            controls: ["ECS.4"],
            requirement: `No kernel capability is added, but ${HARMLESS_CAPABILITIES.join(", ")}.`,
        },
        ({ linuxParameters }) =>
            (linuxParameters?.capabilities?.add ?? [])
                .filter((capability) => !HARMLESS_CAPABILITIES.includes(capability))
                .map((capability) => `adds the capability ${capability}: take it out of cap_add.`),
    ),
    containerRule(
        {
            name: "container-read-only-root",
            controls: ["ECS.5", "CT.ECS.PR.6", "CKV_AWS_336"],
            requirement: "The root file system is read-only.",
        },
        ({ readonlyRootFilesystem }) =>
            readonlyRootFilesystem === true
                ? []
                : ["has a writable root file system: set read_only: true, and tmpfs for what it writes."],
    ),
    containerRule(
        {
            name: "container-not-root",
            controls: ["ECS.20", "ECS.21", "CT.ECS.PR.3"],
            requirement: "The task definition names a user other than root.",
        },
        ({ user }) => {
            if (user === undefined || user === "")
                return ["names no user, so that the image decides: set user to another than root."];
            return /^(root|0)(:|$)/.test(user) ? [`runs as ${user}: set user to another than root.`] : [];
        },
    ),
    containerRule(
        {
            name: "container-no-plain-secret",
            controls: ["ECS.8", "CT.ECS.PR.12", "AWS-0036"],
            requirement: "No variable holds a secret in plain text.",
        },
        ({ environment }) => plainSecrets(environment ?? []),
    ),
    containerRule(
        {
            name: "container-logs",
            controls: ["ECS.9", "CT.ECS.PR.5"],
            requirement: "Every container has a log.",
        },
        ({ logConfiguration }) =>
            logConfiguration?.logDriver === undefined || logConfiguration.logDriver === "none"
                ? ["writes no log: give it a logConfiguration."]
                : [],
    ),
];
