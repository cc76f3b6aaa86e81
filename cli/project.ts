import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run, type RunResult } from "../provider/core/run";
import { which } from "../tools/command";
import { environment } from "../tools/environment";
import { repositoryRoot, stateDirectory } from "../tools/paths";
import { Refusal } from "./refusal";

/** A Pulumi project: the nearest folder above the command's own that has a `Pulumi.yaml`. */
export interface Project {
    readonly directory: string;
    readonly name: string;
}

/** The project that a folder is, or lies in. @throws Refusal where it has no name */
export function projectAbove(from: string): Project | undefined {
    for (let directory = from; ; directory = dirname(directory)) {
        const file = join(directory, "Pulumi.yaml");
        if (existsSync(file)) return { directory, name: projectName(file) };
        if (dirname(directory) === directory) return undefined;
    }
}

/** @throws Refusal where there is none */
export function findProject(from: string): Project {
    const found = projectAbove(from);
    if (found !== undefined) return found;
    throw new Refusal({
        where: from,
        what: "there is no Pulumi.yaml here nor in a folder above",
        todo: "go to your project, or make one with `slipway init`",
    });
}

function projectName(file: string): string {
    const name = /^name:\s*["']?([^\s"'#]+)/m.exec(readFileSync(file, "utf8"))?.[1];
    if (name === undefined) {
        throw new Refusal({ where: file, what: "has no `name`", todo: "write one, such as `name: shop`" });
    }
    return name;
}

/** Of `organization/project/stack` the last. */
export const shortStack = (stack: string): string => stack.split("/").at(-1)!;

/** Where Pulumi looks for a stack's settings. */
export const settingsPath = ({ directory }: Project, stack: string): string =>
    join(directory, `Pulumi.${shortStack(stack)}.yaml`);

export interface PulumiOptions {
    /** Text for standard input. */
    readonly input?: string;
    readonly signal?: AbortSignal;
    /** The command is not about a stack: the name only tells which environment it has. @default false */
    readonly anyStack?: boolean;
}

/**
 * What Pulumi needs in its environment besides the user's own variables: in Slipway's own checkout what `npm start` sets for local
 * stacks, in any other project nothing.
 */
export function pulumiVariables({ directory }: Project, stack: string): Record<string, string> {
    if (directory !== repositoryRoot) return {};
    const none = { path: [], downloadsRefused: false, standInBases: false };
    return environment(process.env, none, stateDirectory(), stack);
}

/** `pulumi …` in the project, without questions. @throws Refusal where there is no `pulumi` */
export function pulumi(
    project: Project,
    stack: string | undefined,
    args: readonly string[],
    { anyStack = false, ...options }: PulumiOptions = {},
): Promise<RunResult> {
    if (which("pulumi") === undefined) {
        throw new Refusal({ where: "PATH", what: "has no command `pulumi`", todo: INSTALL_PULUMI }, "failed");
    }
    const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", ...pulumiVariables(project, stack ?? "") };
    const chosen = stack === undefined || anyStack ? [] : ["--stack", stack];
    return run("pulumi", [...args, ...chosen, "--non-interactive"], { cwd: project.directory, env, ...options });
}

export const INSTALL_PULUMI =
    'install the Pulumi CLI (pulumi.com/docs/install); in Slipway\'s own checkout `npm start` gets it, and `eval "$(npm run --silent env)"` puts it on PATH';

/** Pulumi's own last words, without its `error: `. */
export function lastWords({ stderr, stdout, code }: RunResult): string {
    const lines = (stderr.trim() || stdout.trim()).split("\n");
    const told = lines.findLast((line) => line.startsWith("error:")) ?? lines.at(-1);
    return told?.replace(/^error:\s*/, "") || `exit code ${code}`;
}

/** What Pulumi answered. @throws Refusal with its last words where it failed */
export function succeeded(result: RunResult, where: string): string {
    if (result.code !== 0) throw new Refusal({ where, what: lastWords(result) }, "failed");
    return result.stdout;
}
