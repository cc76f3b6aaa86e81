import * as pulumi from "@pulumi/pulumi";
import type { Placed } from "../provider/placement-contract";

export type { Placed };

export interface PlacementArgs {
    /** Every app of the stack by name. */
    readonly apps: Readonly<Record<string, Placed>>;
}

/**
 * On which target each app runs. When one moves, a preview says in words what that means for its address and its data, and the
 * update keeps the old one until resolvers have forgotten its address.
 *
 * Make it last, depending on every app: what is old goes after it.
 */
export class Placement extends pulumi.CustomResource {
    constructor(resourceName: string, args: PlacementArgs, opts: pulumi.CustomResourceOptions = {}) {
        super("slipway:index:Placement", resourceName, { name: resourceName, ...args }, opts);
    }
}
