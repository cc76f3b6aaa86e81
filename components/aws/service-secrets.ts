import * as pulumi from "@pulumi/pulumi";
import { AppSecrets, type SecretVariable } from "../app-secrets";
import type { FargateEnvironment } from "../service-environment";

export interface ServiceSecretsArgs {
    readonly environment: Pick<FargateEnvironment, "account" | "disposable">;
    /** Variables that reach the container by reference, never by value. @default none */
    readonly secrets?: Readonly<Record<string, SecretVariable>>;
    /** Key of the labels; needed where a secret's value is given. */
    readonly labelKey?: pulumi.Input<string>;
    /** For the people who find the entry in the console. @default it names project, stack and service */
    readonly description?: string;
}

/** The secrets entry of one service, as a child of `parent`; `undefined`: the service has no secret variable. */
export function serviceSecrets(
    name: string,
    { environment, secrets: variables = {}, labelKey, description }: ServiceSecretsArgs,
    parent: pulumi.Resource,
): AppSecrets | undefined {
    if (Object.keys(variables).length === 0) return undefined;
    const { account, disposable } = environment;
    return new AppSecrets(
        name,
        {
            variables,
            labelKey,
            description: description ?? `Secret variables of ${pulumi.getProject()}/${pulumi.getStack()}/${name}`,
            access: { ...account.access, region: account.region },
            disposable,
        },
        { parent },
    );
}
