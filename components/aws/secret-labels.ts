import * as pulumi from "@pulumi/pulumi";
import type { AwsAccess } from "../../provider/aws/access";

/** How many contents of a secret can be gone back to: AWS's 20 labels an entry, with room for its own and for a new one. */
export const KEPT_SECRET_CONTENTS = 15;

export interface SecretLabelsArgs extends Omit<AwsAccess, "region"> {
    readonly region: pulumi.Input<string>;
    /** ARN of the entry. */
    readonly secretId: pulumi.Input<string>;
    /** The label that comes next: wait for this resource before giving it to a version. */
    readonly label: pulumi.Input<string>;
}

/** Makes room for one more label on a Secrets Manager entry. See `provider/resources/secret-labels.ts`. */
export class SecretLabels extends pulumi.CustomResource {
    constructor(name: string, args: SecretLabelsArgs, opts: pulumi.CustomResourceOptions) {
        super("slipway:index:SecretLabels", name, { ...args, keep: KEPT_SECRET_CONTENTS }, opts);
    }
}
