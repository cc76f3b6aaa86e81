/** The inputs of `slipway:index:Placement`: on which target each app of a stack runs, all of it known in a preview. */
export interface PlacementInputs {
    /** Unique in the stack. */
    readonly name: string;
    readonly apps: Readonly<Record<string, Placed>>;
}

export interface Placed {
    readonly target: string;
    /** Host name that leads to the app, whichever target it is on. */
    readonly domain?: string;
    /** Named volumes with data that somebody wrote: they are the target's own. */
    readonly volumes: readonly string[];
    /** Services that AWS runs in the place of a container, each with the volumes that it would write to. @default none */
    readonly managed?: Readonly<Record<string, readonly string[]>>;
}
