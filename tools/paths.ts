import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { slipwayHome } from "../provider/core/home";

type Variables = Readonly<Record<string, string | undefined>>;

/** The checkout that these tools belong to. */
export const repositoryRoot = resolve(__dirname, "..");

/** Where downloads and builds are kept, by version; may be deleted at any time. */
export function cacheDirectory(variables: Variables = process.env): string {
    const base = variables.XDG_CACHE_HOME || join(homedir(), ".cache");
    return resolve(variables.SLIPWAY_CACHE || join(base, "slipway"));
}

/** Where what must not be lost is kept: the local stacks' state, and the data of daemons that tools/ started. */
export function homeDirectory(variables: Variables = process.env): string {
    return slipwayHome(variables);
}

/** The state of the local stacks (a `file://` backend of Pulumi). */
export function stateDirectory(variables: Variables = process.env): string {
    return join(homeDirectory(variables), "state");
}
