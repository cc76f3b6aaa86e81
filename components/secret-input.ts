import type * as pulumi from "@pulumi/pulumi";

/** Where the value of one of an app's secrets comes from. */
export type SecretInput =
    /** A value that Pulumi holds, such as `config.requireSecret("API_KEY")`. */
    | { readonly from: "value"; readonly value: pulumi.Input<string> }
    /** Made once and kept in state, encrypted. */
    | { readonly from: "generated" }
    /** An existing Secrets Manager entry, only ever referenced: its value is never seen. */
    | { readonly from: "arn"; readonly arn: string };
