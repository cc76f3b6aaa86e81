import type { Say } from "./log";
import type { Change, Properties } from "./property-values";

/** What the engine's server lends a resource during one call. */
export interface Call {
    readonly urn: string;
    readonly say: Say;
    /** Aborted when the user cancels or the engine is gone. */
    readonly signal: AbortSignal;
}

/** The last state: inputs and outputs as the engine keeps them, secrets wrapped. */
export interface State {
    readonly id: string;
    readonly inputs: Properties;
    readonly outputs: Properties;
}

export interface Difference {
    /** What differs. Empty: nothing to do. */
    readonly changes: readonly Change[];
    /** The resource must be made anew rather than updated. */
    readonly replace?: boolean;
}

/** One resource type. Property values arrive as the engine sends them: secrets wrapped, unknowns as they are. */
export interface Resource {
    /** Problems with the inputs, as `property: what is wrong`. */
    check?(news: Properties): { property: string; reason: string }[];
    diff(state: State, news: Properties, call: Call): Promise<Difference>;
    create(news: Properties, preview: boolean, call: Call): Promise<{ id: string; outputs: Properties }>;
    update(state: State, news: Properties, preview: boolean, call: Call): Promise<Properties>;
    delete(state: State, call: Call): Promise<void>;
}
