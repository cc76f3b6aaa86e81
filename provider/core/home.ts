import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Where Slipway keeps what belongs to this machine: `SLIPWAY_HOME`, or `.slipway` at home. */
export function slipwayHome(variables: Readonly<Record<string, string | undefined>> = process.env): string {
    return resolve(variables.SLIPWAY_HOME || join(homedir(), ".slipway"));
}
