import * as pulumi from "@pulumi/pulumi";
import type { DriverName } from "../provider/contract";

/** One service's release in people's words; see `provider/contract.ts`. */
export interface ServiceReleaseArgs {
    readonly image: pulumi.Input<string>;
    readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
    readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
    readonly size?: string;
    readonly health?: string;
    readonly stopsFirst?: string;
}

export interface ReleaseArgs {
    readonly driver: DriverName;
    /** Unique in the stack. */
    readonly name: string;
    readonly services: Readonly<Record<string, ServiceReleaseArgs>>;
    /** How the driver gets there: its own words. Wrap secret values with `pulumi.secret`. */
    readonly deployment: pulumi.Input<Readonly<Record<string, unknown>>>;
    /** @default 600 */
    readonly deadlineSeconds?: number;
}

/**
 * The release of an app or service: created and updated only when the version it names is the version that serves,
 * healthy. Its diff *is* the preview: images by tag, variables by name, secrets by label.
 *
 * @throws (at `pulumi up`) with the cause first, then the last log lines, secrets taken out.
 */
export class Release extends pulumi.CustomResource {
    /** Identifies what runs; equal inputs give an equal id. */
    declare readonly releaseId: pulumi.Output<string>;
    /** The driver's evidence, such as addresses and image ids. */
    declare readonly evidence: pulumi.Output<Record<string, unknown>>;

    constructor(resourceName: string, args: ReleaseArgs, opts: pulumi.CustomResourceOptions = {}) {
        super(
            "slipway:index:Release",
            resourceName,
            { deadlineSeconds: 600, ...args, releaseId: undefined, evidence: undefined },
            opts,
        );
    }
}
