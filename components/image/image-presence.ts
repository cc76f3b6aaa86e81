import * as pulumi from "@pulumi/pulumi";

/**
 * Notices that an image which was loaded into Docker is gone: `generation` then goes up by one.
 * See `provider/resources/image-presence.ts` for why docker-build needs it.
 */
export class ImagePresence extends pulumi.CustomResource {
    declare readonly generation: pulumi.Output<number>;

    constructor(name: string, args: { readonly image: pulumi.Input<string> }, opts: pulumi.CustomResourceOptions) {
        super("slipway:index:ImagePresence", name, { ...args, generation: undefined }, opts);
    }
}
