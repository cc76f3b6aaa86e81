import * as os from "node:os";
import * as path from "node:path";
import type { Json } from "../components/json";
import { composeEnvironment, type ComposeResult, type ComposeRunner } from "./docker-compose-cli";
import { relativePaths } from "./paths";

export type JsonObject = { readonly [key: string]: Json };

/** What Docker Compose is asked to read. */
export interface RenderRequest {
    readonly app: string;
    readonly absoluteFile: string;
    readonly profiles: readonly string[];
    readonly given: ReadonlyMap<string, string>;
}

/** One answer of `docker compose config`: JSON, or what it says is wrong. */
export interface Rendered {
    readonly json?: JsonObject;
    /** Compose's own words, without times and levels, one line each. */
    readonly messages: readonly string[];
    readonly stderr: string;
}

/**
 * The file twice: as written (no variable put in, no `env_file` read, every profile), which tells where each value comes
 * from, and resolved. Docker Compose can leave out `env_file` only where it also leaves variables alone.
 */
export async function render(
    request: RenderRequest,
    runner: ComposeRunner,
): Promise<{ written: Rendered; resolved: Rendered }> {
    const [written, resolved] = await Promise.all([
        renderWritten(request, runner),
        config(
            request,
            runner,
            request.profiles.flatMap((profile) => ["--profile", profile]),
            [],
        ),
    ]);
    return { written, resolved };
}

/** The first of the two alone. */
export function renderWritten(request: Omit<RenderRequest, "profiles">, runner: ComposeRunner): Promise<Rendered> {
    return config(request, runner, ["--profile", "*"], ["--no-interpolate", "--no-env-resolution"]);
}

async function config(
    { app, absoluteFile, given }: Omit<RenderRequest, "profiles">,
    runner: ComposeRunner,
    profiles: readonly string[],
    options: readonly string[],
): Promise<Rendered> {
    const folder = path.dirname(absoluteFile);
    const result = await runner({
        // With a file for variables named, Compose looks for no `.env` of its own accord.
        args: [
            "--project-name",
            app,
            "--env-file",
            os.devNull,
            "--file",
            absoluteFile,
            ...profiles,
            "config",
            "--format",
            "json",
            ...options,
        ],
        env: composeEnvironment(Object.fromEntries([...given].filter(([name]) => name !== "COMPOSE_PROJECT_NAME"))),
        cwd: folder,
    });
    const messages = composeMessages(result, folder);
    if (result.exitCode !== 0) return { messages, stderr: result.stderr };
    return { json: relativePaths(JSON.parse(result.stdout) as JsonObject, folder), messages, stderr: result.stderr };
}

/** What Compose says on standard error, with paths relative to the file's folder. */
function composeMessages(result: ComposeResult, folder: string): string[] {
    return result.stderr
        .split("\n")
        .map((line) => /^time="[^"]*" level=\w+ msg="(.*)"$/.exec(line)?.[1]?.replaceAll('\\"', '"') ?? line)
        .map((line) => line.replaceAll(`${folder}/`, "").replaceAll(folder, ".").trim())
        .filter(Boolean);
}
