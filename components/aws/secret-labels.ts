import * as pulumi from "@pulumi/pulumi";
import type { AwsAccess } from "../../provider/aws/access";
import { KEPT_RELEASES } from "./kept-releases";

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
        super("slipway:index:SecretLabels", name, { ...args, keep: KEPT_RELEASES }, opts);
    }
}
