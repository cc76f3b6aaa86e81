import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/**
 * Keeps what users see of a scenario, where `SLIPWAY_KEEP_OUTPUT` names a folder: docs/releases.md quotes it. Progress, which
 * a terminal overwrites, is left out.
 */
export function keep(scenario: string, output: string): void {
    const folder = process.env.SLIPWAY_KEEP_OUTPUT;
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    const lines = output.split("\n").filter((line) => !/^@|^\s*$|warning: using pulumi-/.test(line));
    appendFileSync(join(folder, `${scenario.replaceAll(/[^\w]+/g, "-")}.txt`), `${lines.join("\n")}\n\n`);
}
