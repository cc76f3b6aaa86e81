import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { RunRequest } from "@pulumi/pulumi/proto/language_pb";

/** What the engine is told about a finished program: nothing, an error, or "the user has already been told". */
export interface Outcome {
    readonly error?: string;
    readonly bail?: boolean;
}

/** The `runtime.options` of Pulumi.yaml that matter when a program runs. */
export interface ProgramOptions {
    readonly typescript: boolean;
    readonly tsconfig?: string;
    readonly nodeArguments: readonly string[];
}

/** The exit code with which `@pulumi/pulumi` says that it has shown the error to the user. */
const ALREADY_REPORTED = 32;
const KILL_AFTER_MS = 5000;

/** Reads and checks the options of Pulumi.yaml's `runtime`. */
export function programOptions(options: Readonly<Record<string, unknown>>): ProgramOptions {
    const { typescript = true, tsconfig, nodeargs = "" } = options;
    if (typeof typescript !== "boolean") throw optionError("typescript", "true or false", typescript);
    if (tsconfig !== undefined && typeof tsconfig !== "string") throw optionError("tsconfig", "a path", tsconfig);
    if (typeof nodeargs !== "string" || /["'\\]/.test(nodeargs)) {
        throw optionError("nodeargs", "words separated by spaces, without quotes", nodeargs);
    }
    return { typescript, tsconfig, nodeArguments: nodeargs.split(/\s+/).filter(Boolean) };
}

function optionError(name: string, wanted: string, given: unknown): Error {
    return new Error(`Pulumi.yaml: runtime.options.${name} must be ${wanted}, got ${JSON.stringify(given)}`);
}

/** The command line of `@pulumi/pulumi/cmd/run` for one request. */
export function runnerArguments(request: RunRequest, engineAddress: string): string[] {
    const info = request.getInfo();
    const flags: [string, string][] = [
        ["monitor", request.getMonitorAddress()],
        ["engine", engineAddress],
        ["organization", request.getOrganization()],
        ["project", request.getProject()],
        ["root-directory", info?.getRootDirectory() ?? ""],
        ["stack", request.getStack()],
        ["pwd", info?.getProgramDirectory() ?? ""],
        ["parallel", String(request.getParallel())],
    ];
    return [
        ...flags.filter(([, value]) => value !== "").flatMap(([flag, value]) => [`--${flag}`, value]),
        ...(request.getDryrun() ? ["--dry-run"] : []),
        info?.getEntryPoint() || ".",
        ...request.getArgsList(),
    ];
}

/** The variables in which the runner expects the stack's configuration. */
export function runnerEnvironment(request: RunRequest, options: ProgramOptions): Record<string, string> {
    const config: Record<string, string> = {};
    for (const [key, value] of request.getConfigMap().entries() as Iterable<[string, string]>) {
        config[longKey(key)] = value;
    }
    return {
        PULUMI_CONFIG: JSON.stringify(config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        ...(options.typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
        ...(options.tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig } : {}),
    };
}

/** Programs are given keys in the old spelling `namespace:config:name`, which old and new SDKs understand. */
function longKey(key: string): string {
    const [namespace, ...rest] = key.split(":");
    return rest.length === 1 ? `${namespace}:config:${rest[0]}` : key;
}

/** Judges how a program ended. */
export function outcome(code: number | null, signal: NodeJS.Signals | null): Outcome {
    if (code === 0) return {};
    if (code === ALREADY_REPORTED) return { bail: true };
    if (code === null) return { error: `Program was ended by signal ${signal ?? "unknown"}` };
    return { error: `Program exited with non-zero exit code: ${code}` };
}

/** A running program: its outcome, and a way to end it. */
export interface RunningProgram {
    readonly finished: Promise<Outcome>;
    stop(): void;
}

/** Starts the program as the real host does: with the runner of the `@pulumi/pulumi` that the program itself uses. */
export function startProgram(request: RunRequest, engineAddress: string): RunningProgram {
    const info = request.getInfo();
    const options = programOptions(info?.getOptions()?.toJavaScript() ?? {});
    const runner = locateRunner(info?.getProgramDirectory() ?? process.cwd());
    const program = spawn("node", [...options.nodeArguments, runner, ...runnerArguments(request, engineAddress)], {
        env: { ...process.env, ...runnerEnvironment(request, options) },
        stdio: ["ignore", "pipe", "pipe"],
    });
    // Piped, not inherited: Node may switch an inherited pipe to non-blocking, and then output gets lost.
    program.stdout.pipe(process.stdout, { end: false });
    program.stderr.pipe(process.stderr, { end: false });
    const finished = new Promise<Outcome>((resolve) => {
        program.once("error", (error) => resolve({ error: `Could not run node: ${error.message}` }));
        program.once("close", (code, signal) => resolve(outcome(code, signal)));
    });
    return { finished, stop: () => stopChild(program) };
}

function locateRunner(programDirectory: string): string {
    try {
        return createRequire(join(programDirectory, "noop.js")).resolve("@pulumi/pulumi/cmd/run");
    } catch {
        throw new Error(`@pulumi/pulumi is not installed for ${programDirectory}: run \`npm ci\` there`);
    }
}

function stopChild(child: ChildProcess): void {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGINT");
    setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS).unref();
}
