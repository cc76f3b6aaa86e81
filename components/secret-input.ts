import type * as pulumi from "@pulumi/pulumi";
import type { SecretSource } from "./app-settings";

/** Where the value of one of an app's secrets comes from. */
export type SecretInput =
    /** A value that Pulumi holds, such as `config.requireSecret("API_KEY")`. */
    | { readonly from: "value"; readonly value: pulumi.Input<string> }
    /** Made once and kept in state, encrypted. */
    | { readonly from: "generated" }
    /** An existing Secrets Manager entry, only ever referenced: its value is never seen. */
    | { readonly from: "arn"; readonly arn: string };

/** An app's secret settings with the values that the stack's configuration holds. */
export function secretInputs(app: {
    readonly secrets: Readonly<Record<string, SecretSource>>;
    readonly secretValues: Readonly<Record<string, pulumi.Input<string>>>;
}): Record<string, SecretInput> {
    return Object.fromEntries(
        Object.entries(app.secrets).map(([name, source]): [string, SecretInput] => [
            name,
            source.from === "config" ? { from: "value", value: app.secretValues[name] ?? "" } : source,
        ]),
    );
}
