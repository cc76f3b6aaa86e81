import * as pulumi from "@pulumi/pulumi";
import type { SecretVariable } from "../app-secrets";
import type { EnvAtom, EnvValue } from "../env-value";

/** A container's variables, parted by who may read them. */
export interface ContainerVariables {
    readonly variables: Record<string, pulumi.Input<string>>;
    readonly secrets: Record<string, SecretVariable>;
}

/**
 * Puts values in the places of names. A composite that mentions a secret becomes a secret as a whole, so no part of it
 * stands in a task definition.
 *
 * @param secrets the app's secrets by name
 */
export function containerVariables(
    environment: Readonly<Record<string, EnvValue>>,
    secrets: Readonly<Record<string, SecretVariable>>,
): ContainerVariables {
    const result: ContainerVariables = { variables: {}, secrets: {} };
    for (const [variable, value] of Object.entries(environment)) {
        const atoms = value.kind === "composite" ? value.parts : [value];
        if (atoms.every((atom) => atom.kind === "plain")) {
            result.variables[variable] = atoms.map((atom) => atom.value).join("");
        } else {
            result.secrets[variable] = secretVariable(variable, atoms, secrets);
        }
    }
    return result;
}

function secretVariable(
    variable: string,
    atoms: readonly EnvAtom[],
    secrets: Readonly<Record<string, SecretVariable>>,
): SecretVariable {
    const parts = atoms.map((atom): pulumi.Input<string> | { arn: string } => {
        if (atom.kind === "plain") return atom.value;
        const secret = atom.kind === "secret" ? secrets[atom.name] : undefined;
        if (secret === undefined) throw new Error(`variable ${variable}: nothing is known about "${atom.name}"`);
        return "arn" in secret ? { arn: secret.arn } : secret.value;
    });
    const texts: pulumi.Input<string>[] = [];
    for (const part of parts) {
        if (typeof part === "object" && "arn" in part) {
            if (parts.length === 1) return { arn: part.arn as string };
            throw new Error(`variable ${variable}: a referenced secret has no value to compose with`);
        }
        texts.push(part as pulumi.Input<string>);
    }
    return { value: pulumi.secret(pulumi.all(texts).apply((known) => known.join(""))) };
}
