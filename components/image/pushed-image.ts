import type * as docker from "@pulumi/docker-build";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccess } from "../../provider/aws/access";

export interface PushedImageArgs extends Omit<AwsAccess, "region"> {
    /** In people's words: the repository's name and the tag. Must be known in a preview. */
    readonly image: string;
    readonly reference: pulumi.Input<string>;
    readonly repositoryArn: pulumi.Input<string>;
    readonly build: Omit<docker.ImageArgs, "tags" | "registries" | "push" | "load" | "exports" | "buildOnPreview">;
}

/** An image in ECR, built by docker-build only when its tag is not there; see `provider/resources/pushed-image.ts`. */
export class PushedImage extends pulumi.CustomResource {
    declare readonly digest: pulumi.Output<string>;

    constructor(name: string, args: PushedImageArgs, opts: pulumi.CustomResourceOptions) {
        super("slipway:index:PushedImage", name, { ...args, digest: undefined }, opts);
    }
}
