import { homedir } from "node:os";
import { join } from "node:path";

/** Where Slipway keeps what belongs to this machine: `SLIPWAY_HOME`, or `.slipway` at home. */
export function slipwayHome(): string {
    return process.env.SLIPWAY_HOME ?? join(homedir(), ".slipway");
}
