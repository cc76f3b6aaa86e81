import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { SecretVariable } from "../app-secrets";
import type { BuildSecret } from "../container-image-args";
import type { EnvAtom, EnvValue } from "../env-value";
import { joinedOutput, knownOutput, type OutputValue } from "../managed/output-value";

/** A container's variables, parted by who may read them. */
export interface ContainerVariables {
    readonly variables: Record<string, pulumi.Input<string>>;
    readonly secrets: Record<string, SecretVariable>;
}

type Secrets = Readonly<Record<string, SecretVariable>>;
/** What managed services tell, by variable. */
type Outputs = Readonly<Record<string, OutputValue>>;

/**
 * Puts sources in the places of names. A composite that mentions a secret becomes a secret as a whole, so no part of it
 * stands in a task definition.
 *
 * @throws Error for a name that is not given; the loader has refused such a file before.
 */
export function containerVariables(
    environment: Readonly<Record<string, EnvValue>>,
    secrets: Secrets,
    outputs: Outputs = {},
): ContainerVariables {
    const result: ContainerVariables = { variables: {}, secrets: {} };
    for (const [variable, value] of Object.entries(environment)) {
        const open = openText(value, outputs);
        if (open !== undefined) result.variables[variable] = open;
        else if (value.kind === "composite")
            result.secrets[variable] = composed(variable, value.parts, { secrets, outputs });
        else result.secrets[variable] = sourceOf(variable, value, { secrets, outputs });
    }
    return result;
}

/** A value in which there is no secret. */
function openText(value: EnvValue, outputs: Outputs): pulumi.Input<string> | undefined {
    if (value.kind === "plain") return value.value;
    const parts = (value.kind === "composite" ? value.parts : [value]).map((atom) => {
        if (atom.kind === "plain") return knownOutput(atom.value);
        return atom.kind === "output" ? outputs[atom.name] : undefined;
    });
    const open = parts.filter((part) => part !== undefined && !part.secret) as OutputValue[];
    if (open.length < parts.length) return undefined;
    return open.length === 1 ? open[0]!.value : joinedOutput(open).value;
}

/** The values of BuildKit secrets, by id. */
export function buildSecretValues(
    wanted: Readonly<Record<string, BuildSecret>>,
    secrets: Secrets,
): Record<string, pulumi.Input<string>> {
    return Object.fromEntries(
        Object.entries(wanted).map(([id, source]) => {
            if (source.kind === "file") return [id, pulumi.secret(readFileSync(source.path, "utf8"))];
            const { variables, secrets: hidden } = containerVariables({ [id]: source }, secrets);
            return [id, variables[id] ?? owned(id, hidden[id]!).value];
        }),
    );
}

interface Sources {
    readonly secrets: Secrets;
    readonly outputs: Outputs;
}

function composed(variable: string, atoms: readonly EnvAtom[], sources: Sources): SecretVariable {
    const parts = atoms.map((atom) =>
        atom.kind === "plain" ? { value: atom.value } : owned(variable, sourceOf(variable, atom, sources)),
    );
    const joined = (texts: pulumi.Input<string>[]) => pulumi.secret(pulumi.all(texts).apply((known) => known.join("")));
    const value = joined(parts.map((part) => part.value));
    if (parts.every((part) => part.identity === undefined)) return { value };
    // One part is known only after deployment, so the whole is: its label is made of what is known of each part.
    return { value, identity: joined(parts.map((part) => part.identity ?? part.value)) };
}

function sourceOf(variable: string, atom: EnvAtom, { secrets, outputs }: Sources): SecretVariable {
    if (atom.kind === "plain") return { value: atom.value };
    const found = atom.kind === "secret" ? secrets[atom.name] : outputs[atom.name];
    if (found === undefined) throw new Error(`${variable} mentions ${atom.kind} ${atom.name}, which is not given`);
    return found;
}

function owned(variable: string, source: SecretVariable): Extract<SecretVariable, { value: unknown }> {
    if ("value" in source) return source;
    throw new Error(`${variable} needs the value of ${source.arn}, which is only ever referenced`);
}
