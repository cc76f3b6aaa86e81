import * as pulumi from "@pulumi/pulumi";
import { generatedSecret } from "../generated-secret";
import { composeProject } from "./compose-project";
import type { SecretInput } from "../secret-input";
import { secretLabel } from "../secret-label";
import type { LabelledSecret } from "./resolved-environment";
import { Refusal } from "../refusal";

/**
 * The values of an app's secrets for this machine, generated where asked.
 *
 * @throws RunError for a secret that this machine cannot read.
 */
export function labelledSecrets(
    app: string,
    secrets: Readonly<Record<string, SecretInput>>,
    labelKey: pulumi.Input<string> | undefined,
    parent: pulumi.Resource,
): Record<string, LabelledSecret> {
    return Object.fromEntries(
        Object.entries(secrets).map(([name, source]) => [name, labelled({ app, name, labelKey, parent }, source)]),
    );
}

interface Place {
    readonly app: string;
    readonly name: string;
    readonly labelKey: pulumi.Input<string> | undefined;
    readonly parent: pulumi.Resource;
}

function labelled({ app, name, labelKey, parent }: Place, source: SecretInput): LabelledSecret {
    switch (source.from) {
        case "generated":
            // Its value changes only with its generation, so that is what the label names; it is known before the value is.
            return {
                value: generatedSecret(app, name, parent, { keptFor: composeProject(app) }).value,
                label: "generated-1",
            };
        case "value":
            if (labelKey === undefined) {
                throw new Refusal(
                    `${app}: the label of the secret ${name} needs a key; set one with ` +
                        `pulumi config set --secret slipway:labelKey "$(openssl rand -hex 32)"`,
                );
            }
            return { value: pulumi.secret(source.value), label: secretLabel(labelKey, source.value) };
        case "arn":
            throw new Refusal(
                `${app}: the secret ${name} is an entry in Secrets Manager (${source.arn}), which the local target does not ` +
                    `read; give it a value of its own with pulumi config set --secret ${app}:${name}, or "generated"`,
            );
        default:
            return source satisfies never;
    }
}
