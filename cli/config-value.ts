import type { RunResult } from "../provider/core/run";
import { pulumi, type Project } from "./project";

/**
 * `pulumi config set`, with the value through standard input: a command line is no place for it. Pulumi takes one line break from the end, so a
 * value that ends with one, such as a key in PEM, gets one more. The caller judges the result.
 */
export function setConfigValue(
    project: Project,
    stack: string,
    [key, { value, secret }]: readonly [key: string, { readonly value: string; readonly secret: boolean }],
    more: readonly string[] = [],
): Promise<RunResult> {
    const command = ["config", "set", secret ? "--secret" : "--plaintext", key, ...more];
    return pulumi(project, stack, command, { input: `${value}\n` });
}
