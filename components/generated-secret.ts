import * as pulumi from "@pulumi/pulumi";
import { homesOfApp } from "./app/homes";

export interface GeneratedSecretArgs {
    /** Unique in the stack. */
    readonly name: string;
    /** Another number makes a new value. @default 1 */
    readonly generation?: number;
    /** The Compose project on this machine that uses it: a destroy that leaves its volumes leaves the value, too. @default none */
    readonly keptFor?: string;
}

/** A random value, made once and kept in state, encrypted: 43 characters that are safe in URLs, shells and YAML. */
export class GeneratedSecret extends pulumi.CustomResource {
    declare readonly value: pulumi.Output<string>;

    constructor(resourceName: string, args: GeneratedSecretArgs, opts: pulumi.CustomResourceOptions = {}) {
        super(
            "slipway:index:GeneratedSecret",
            resourceName,
            { generation: 1, ...args, value: undefined },
            { ...opts, additionalSecretOutputs: ["value"] },
        );
    }
}

/** The generated value of an app's secret. It stays when the app moves to another target. */
export function generatedSecret(
    app: string,
    name: string,
    parent: pulumi.Resource,
    more: Pick<GeneratedSecretArgs, "keptFor"> = {},
): GeneratedSecret {
    const args = { name: `${app}/${name}`, ...more };
    return new GeneratedSecret(`${app}-${name}`, args, { parent, aliases: homesOfApp(app) });
}
