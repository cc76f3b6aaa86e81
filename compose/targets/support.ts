import type { Target } from "../../components/app-settings";
import type { DeployConfig, ServiceConfig } from "../types";

/**
 * What a target does with a key: honours it; honours it in another way (`differs`: the report says how); ignores it
 * (`unsupported`: a warning says why); or cannot run a service that has it (`incompatible`: an error says what to do).
 */
export type Support =
    "supported" | { readonly differs: string } | { readonly unsupported: string } | { readonly incompatible: string };

/** A target's answer to every key that a service can have: the compiler refuses a gap. */
export type SupportTable = Readonly<Record<keyof ServiceConfig, Support>>;

/** A target's answer to every key of `deploy`. */
export type DeploySupportTable = Readonly<Record<keyof DeployConfig, Support>>;

export interface TargetSupport {
    readonly target: Target;
    readonly service: SupportTable;
    readonly deploy: DeploySupportTable;
}
