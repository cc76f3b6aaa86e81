import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { secretNames, type EnvAtom, type EnvValue } from "../env-value";

/** A secret of an app: its value, and the label that stands for it in previews. */
export interface LabelledSecret {
    readonly value: pulumi.Input<string>;
    readonly label: pulumi.Input<string>;
}

export interface ResolvedEnvironment {
    /** Readable by anybody. */
    readonly plain: Record<string, pulumi.Input<string>>;
    /** Values that hold a secret: secret as a whole. */
    readonly secret: Record<string, pulumi.Output<string>>;
    /** One label for each of {@link secret}. */
    readonly labels: Record<string, pulumi.Output<string>>;
}

/**
 * Puts values in the place of names.
 *
 * @throws Error for a name that is not given; the loader has refused such a file before.
 */
export function resolveEnvironment(
    environment: Readonly<Record<string, EnvValue>>,
    secrets: Readonly<Record<string, LabelledSecret>>,
): ResolvedEnvironment {
    const resolved: ResolvedEnvironment = { plain: {}, secret: {}, labels: {} };
    for (const [variable, value] of Object.entries(environment)) {
        if (value.kind === "plain") {
            resolved.plain[variable] = value.value;
            continue;
        }
        const atoms = value.kind === "composite" ? value.parts : [value];
        const text = pulumi
            .all(atoms.map((atom) => atomValue(atom, variable, secrets)))
            .apply((texts) => texts.join(""));
        resolved.secret[variable] = pulumi.secret(text);
        resolved.labels[variable] = labelFor(value, atoms, secrets);
    }
    return resolved;
}

function atomValue(
    atom: EnvAtom,
    variable: string,
    secrets: Readonly<Record<string, LabelledSecret>>,
): pulumi.Input<string> {
    switch (atom.kind) {
        case "plain":
            return atom.value;
        case "secret":
            return secretNamed(atom.name, variable, secrets).value;
        case "output":
            throw new Error(`${variable} needs ${atom.name}, which nothing provides on the local target`);
        default:
            return atom satisfies never;
    }
}

/** A composite's label names the secrets' labels and, hashed, the text around them: a change of either is a change. */
function labelFor(
    value: EnvValue,
    atoms: readonly EnvAtom[],
    secrets: Readonly<Record<string, LabelledSecret>>,
): pulumi.Output<string> {
    const labels = secretNames(value).map((name) => secretNamed(name, name, secrets).label);
    if (value.kind !== "composite") return pulumi.output(labels[0] ?? "");
    const frame = createHash("sha256").update(JSON.stringify(atoms)).digest("hex").slice(0, 8);
    return pulumi.all(labels).apply((known) => [...known, frame].join("+"));
}

function secretNamed(
    name: string,
    variable: string,
    secrets: Readonly<Record<string, LabelledSecret>>,
): LabelledSecret {
    const found = secrets[name];
    if (found === undefined) throw new Error(`${variable} mentions the secret ${name}, which is not given`);
    return found;
}
