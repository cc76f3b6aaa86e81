import * as pulumi from "@pulumi/pulumi";
import type { AwsAccess } from "../../provider/aws/access";

export interface AppRunnerNameArgs extends Omit<AwsAccess, "region"> {
    readonly region: pulumi.Input<string>;
    /** What the name begins with: letters, digits, `-` and `_`. */
    readonly prefix: string;
}

/**
 * The name of a new App Runner service, asked for before anything of it is made: first of all whether this account may still use
 * App Runner. It changes when the service of that name could not be created, as such a one can only be replaced.
 * See `provider/resources/app-runner-name.ts`.
 */
export class AppRunnerName extends pulumi.CustomResource {
    declare readonly serviceName: pulumi.Output<string>;

    constructor(name: string, args: AppRunnerNameArgs, opts: pulumi.CustomResourceOptions) {
        super("slipway:index:AppRunnerName", name, { ...args, serviceName: undefined }, opts);
    }
}
