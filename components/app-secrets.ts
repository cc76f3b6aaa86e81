import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccess } from "../provider/aws/access";
import { canonicalJson } from "./aws/canonical-json";
import { SecretLabels } from "./aws/secret-labels";
import { referenceLabel, secretLabel } from "./secret-label";
import { Refusal } from "./refusal";
import { stackTags } from "./aws/stack-tags";

/** Where one secret variable's value comes from: a value of ours, or an existing entry that is only ever referenced. */
export type SecretVariable =
    | {
          readonly value: pulumi.Input<string>;
          /**
           * What stands for a value that is not known before deployment, such as `generated:1`: it changes when the value
           * does, and tells nothing about it. @default the value itself, hashed with the key
           */
          readonly identity?: pulumi.Input<string>;
      }
    | {
          /** Of a Secrets Manager entry whose whole content is the value. */
          readonly arn: string;
      };

export interface AppSecretsArgs {
    /** Variable → value. An entry that is composed around a secret counts as a secret as a whole. */
    readonly variables: Readonly<Record<string, SecretVariable>>;
    /** Key of the labels; see `secretLabel`. Needed where a value is given without an identity. */
    readonly labelKey?: pulumi.Input<string>;
    /** As whom and where AWS is asked to make room for a new content's label. */
    readonly access: Omit<AwsAccess, "region"> & { readonly region: pulumi.Input<string> };
    /** Who uses the entry, for the people who find it in the console. */
    readonly description: string;
    /** Destroy deletes the entry at once instead of leaving it for 30 days. @default false */
    readonly disposable?: boolean;
}

/** Where a secret variable's value lies. */
export interface SecretReference {
    /** ARN of the entry. */
    readonly arn: pulumi.Output<string>;
    /** Of the entry's JSON object. @default the entry as a whole */
    readonly key?: string;
    /** Staging label of the content. @default AWS's `AWSCURRENT` */
    readonly label?: pulumi.Output<string>;
}

/**
 * The secret variables of one service: one Secrets Manager entry that holds a JSON object.
 *
 * A container asks for `arn:KEY:label:`, where the label is a staging label made from the content. So a changed value
 * is another reference: it rolls out like code, and going back finds the version that belonged to the old release.
 */
export class AppSecrets extends pulumi.ComponentResource {
    /** Variable → where its value lies. Wait for this component before reading one: the version must exist. */
    readonly references: Readonly<Record<string, SecretReference>>;
    /** The same as what ECS calls `valueFrom`. Wait for this component before using one: the version must exist. */
    readonly valueFrom: Readonly<Record<string, pulumi.Output<string>>>;
    /** Variable → label of its own value: which variable changed, for previews. */
    readonly labels: Readonly<Record<string, pulumi.Output<string>>>;
    /** Every entry that a task must be allowed to read. */
    readonly arns: readonly pulumi.Output<string>[];

    constructor(name: string, args: AppSecretsArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:AppSecrets", name, {}, opts);

        const labelKey = args.labelKey ?? keyForIdentities(name, args.variables);
        const owned = pickBy(args.variables, (variable) => ("value" in variable ? variable : undefined));
        const referenced = pickBy(args.variables, (variable) => ("arn" in variable ? variable.arn : undefined));
        const entry = Object.keys(owned).length > 0 ? this.entry(name, { ...args, labelKey }, owned) : undefined;

        this.references = {
            ...mapValues(referenced, (arn) => ({ arn: pulumi.output(arn) })),
            ...(entry && mapValues(owned, (_, key) => ({ arn: entry.arn, key, label: entry.label }))),
        };
        this.valueFrom = mapValues(this.references, ({ arn, key, label }) =>
            key === undefined ? arn : pulumi.interpolate`${arn}:${key}:${label}:`,
        );
        this.labels = {
            ...mapValues(referenced, (arn) => referenceLabel(labelKey, arn)),
            ...mapValues(owned, (variable) => secretLabel(labelKey, variable.identity ?? variable.value)),
        };
        this.arns = [...(entry ? [entry.arn] : []), ...Object.values(referenced).map((arn) => pulumi.output(arn))];
        this.registerOutputs({ labels: this.labels });
    }

    private entry(
        name: string,
        args: AppSecretsArgs & { readonly labelKey: pulumi.Input<string> },
        owned: Readonly<Record<string, OwnedVariable>>,
    ) {
        const json = (pick: (variable: OwnedVariable) => pulumi.Input<string>) =>
            pulumi.all(mapValues(owned, pick)).apply((texts) => canonicalJson(texts));
        const content = pulumi.secret(json(({ value }) => value));
        // Of what is known before deployment, so that a preview shows the label that `up` will use.
        const label = secretLabel(
            args.labelKey,
            json(({ value, identity }) => identity ?? value),
        );
        const secret = new secretsmanager.Secret(
            name,
            { description: args.description, recoveryWindowInDays: args.disposable ? 0 : 30, tags: stackTags() },
            { parent: this },
        );
        const room = new SecretLabels(name, { ...args.access, secretId: secret.id, label }, { parent: this });
        new secretsmanager.SecretVersion(
            name,
            { secretId: secret.id, secretString: content, versionStages: ["AWSCURRENT", label] },
            // A kept release still refers to its version: Pulumi must not delete it when a newer one takes its place.
            { parent: this, retainOnDelete: true, additionalSecretOutputs: ["secretString"], dependsOn: [room] },
        );
        return { arn: secret.arn, label };
    }
}

type OwnedVariable = Extract<SecretVariable, { value: unknown }>;

/** Identities are no secrets, so their labels need no secret key; values do. */
function keyForIdentities(name: string, variables: AppSecretsArgs["variables"]): string {
    const bare = Object.keys(variables).filter((variable) => {
        const source = variables[variable]!;
        return "value" in source && source.identity === undefined;
    });
    if (bare.length === 0) return "identities";
    throw new Refusal(
        `${name}: the labels of ${bare.sort().join(", ")} need a key; set one with ` +
            `pulumi config set --secret slipway:labelKey "$(openssl rand -hex 32)"`,
    );
}

function pickBy<T, U>(record: Readonly<Record<string, T>>, pick: (value: T) => U | undefined): Record<string, U> {
    const picked: Record<string, U> = {};
    for (const [key, value] of Object.entries(record)) {
        const found = pick(value);
        if (found !== undefined) picked[key] = found;
    }
    return picked;
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => U): Record<string, U> {
    return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
