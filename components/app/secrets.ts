import * as pulumi from "@pulumi/pulumi";
import type { SecretVariable } from "../app-secrets";
import { generatedSecret } from "../generated-secret";
import type { SecretInput } from "../secret-input";

/** The values of an app's secrets, generated where asked, with what is known of each before deployment. */
export function secretSources(
    app: string,
    secrets: Readonly<Record<string, SecretInput>>,
    parent: pulumi.Resource,
): Record<string, SecretVariable> {
    return Object.fromEntries(
        Object.entries(secrets).map(([name, source]) => [name, variable(app, name, source, parent)]),
    );
}

function variable(app: string, name: string, source: SecretInput, parent: pulumi.Resource): SecretVariable {
    switch (source.from) {
        case "value":
            return { value: pulumi.secret(source.value) };
        case "arn":
            return { arn: source.arn };
        case "generated": {
            return { value: generatedSecret(app, name, parent).value, identity: "generated:1" };
        }
        default:
            return source satisfies never;
    }
}
