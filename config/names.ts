import { problem, type Problem } from "./problems";

/** Namespaces of Pulumi and its providers: an app's secrets are in the namespace of its name, so it cannot have these. */
const TAKEN = [
    "archive",
    "aws",
    "aws-native",
    "awsx",
    "azure",
    "azure-native",
    "cloudflare",
    "command",
    "datadog",
    "digitalocean",
    "docker",
    "docker-build",
    "eks",
    "esc",
    "gcp",
    "github",
    "google-native",
    "kubernetes",
    "pulumi",
    "pulumiservice",
    "random",
    "slipway",
    "std",
    "tls",
];

/** Whether an app can have a name: it becomes a Compose project, AWS names and a namespace of configuration. */
export function checkAppName(name: string): Problem[] {
    const path = `slipway:apps.${name}`;
    if (TAKEN.includes(name)) {
        return [
            problem(
                path,
                `an app cannot have the name ${name}, which is a namespace of Pulumi's: choose another, such as ${name}-app.`,
            ),
        ];
    }
    if (!/^[a-z][a-z0-9-]{0,29}$/.test(name) || name.endsWith("-")) {
        return [
            problem(
                path,
                `an app's name must be small letters, digits and -, start with a letter and have at most 30 characters, not ${JSON.stringify(name)}.`,
            ),
        ];
    }
    return [];
}
