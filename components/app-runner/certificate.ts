import * as pulumi from "@pulumi/pulumi";
import type { AwsAccess } from "../../provider/aws/access";

export interface AppRunnerCertificateArgs extends Omit<AwsAccess, "region"> {
    readonly region: pulumi.Input<string>;
    /** ARN of the service that the domain is associated with. */
    readonly service: pulumi.Input<string>;
    readonly domain: string;
    /** Seconds after which the update fails, with the name where it was. */
    readonly deadlineSeconds: number;
}

/** Made when App Runner serves the domain, with a certificate: see `provider/resources/app-runner-certificate.ts`. */
export class AppRunnerCertificate extends pulumi.CustomResource {
    constructor(name: string, args: AppRunnerCertificateArgs, opts: pulumi.CustomResourceOptions) {
        super("slipway:index:AppRunnerCertificate", name, { ...args }, opts);
    }
}
