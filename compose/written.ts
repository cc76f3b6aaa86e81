import * as path from "node:path";
import { ComposeUnavailable, requireSupportedCompose, type ComposeRunner } from "./docker-compose-cli";
import { chosenCompose } from "./recorded";
import { renderWritten, type JsonObject } from "./render";

/** A Compose file as it is written; or why it cannot be read. */
export type Written = { readonly model: JsonObject } | { readonly problem: string };

/** Compose wants a name for what it reads; no value in a file that is read as it is written depends on it. */
const ANY_NAME = "slipway";

/**
 * A Compose file as it is written: every profile, no variable put in, paths relative to its folder, `$` doubled. For what is asked of a file and
 * of no stack, such as which images it names and builds: `loadProject` needs the settings of an app, and refuses a variable without a value.
 *
 * @param file a path, of the working directory where it is relative
 */
export async function readWritten(file: string, runner: ComposeRunner = chosenCompose()): Promise<Written> {
    const request = { app: ANY_NAME, absoluteFile: path.resolve(file), given: new Map<string, string>() };
    try {
        const [, { json, messages }] = await Promise.all([
            requireSupportedCompose(runner),
            renderWritten(request, runner),
        ]);
        return json === undefined ? { problem: `Docker Compose refuses it: ${messages.join("; ")}` } : { model: json };
    } catch (problem) {
        if (problem instanceof ComposeUnavailable) return { problem: problem.message };
        throw problem;
    }
}
