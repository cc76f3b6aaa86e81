import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { sayAlive } from "./log";

const SHOWN_LINES = 15;

export interface RunOptions {
    readonly cwd?: string;
    /** Variables on top of this process's own. */
    readonly env?: Readonly<Record<string, string>>;
    /** Given for commands that may take long: shown every 20 seconds while they run. */
    readonly title?: string;
    readonly timeoutMs?: number;
}

/** A command that could not be run, or that failed; the message ends with its last lines of output. */
class CommandError extends Error {}

/** Runs a command without a shell and returns its standard output. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
    return new Promise((resolve, reject) => {
        const child = spawn(command, args, {
            cwd: options.cwd,
            env: { ...process.env, ...options.env },
            stdio: ["ignore", "pipe", "pipe"],
            timeout: options.timeoutMs,
            killSignal: "SIGKILL",
        });
        const quiet = options.title ? sayAlive(options.title) : () => undefined;
        const output: Buffer[] = [];
        const everything: Buffer[] = [];
        child.stdout.on("data", (chunk: Buffer) => void (output.push(chunk), everything.push(chunk)));
        child.stderr.on("data", (chunk: Buffer) => void everything.push(chunk));
        child.once("error", (error) => {
            quiet();
            reject(new CommandError(`cannot run ${command}: ${error.message}`));
        });
        child.once("close", (code, signal) => {
            quiet();
            if (code === 0) return resolve(Buffer.concat(output).toString("utf8").trim());
            const end = code === null ? `was ended by ${signal}` : `failed with exit code ${code}`;
            const last = Buffer.concat(everything)
                .toString("utf8")
                .trim()
                .split("\n")
                .slice(-SHOWN_LINES)
                .join("\n    ");
            reject(new CommandError(`${[command, ...args].join(" ")} ${end}:\n    ${last}`));
        });
    });
}

/** Runs a command whose failure is an answer too: undefined then. */
export async function tryRun(
    command: string,
    args: readonly string[],
    options?: RunOptions,
): Promise<string | undefined> {
    try {
        return await run(command, args, options);
    } catch {
        return undefined;
    }
}

/**
 * Runs a command in the foreground, in the user's own terminal, and returns its exit code.
 *
 * @param aside what it prints goes to standard error: standard output is for a program that reads ours
 */
export function runInForeground(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    aside = false,
): Promise<number> {
    return new Promise((resolve, reject) => {
        const stdio = aside ? (["inherit", 2, "inherit"] as const) : (["inherit", "inherit", "inherit"] as const);
        const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: [...stdio] });
        // Ctrl-C reaches the child as well: it decides what to do, and we wait to report how it ended.
        const wait = (): void => undefined;
        process.on("SIGINT", wait);
        const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
        process.on("SIGTERM", forward);
        child.once("error", (error) => reject(new CommandError(`cannot run ${command}: ${error.message}`)));
        child.once("close", (code, signal) => {
            process.off("SIGINT", wait);
            process.off("SIGTERM", forward);
            resolve(code ?? (signal === "SIGINT" ? 130 : 1));
        });
    });
}

/** The full path of a program on PATH. */
export function which(name: string, path = process.env.PATH ?? ""): string | undefined {
    return path
        .split(delimiter)
        .filter(Boolean)
        .map((folder) => join(folder, name))
        .find(isExecutable);
}

/** Whether the file is there and may be run. */
export function isExecutable(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
    } catch {
        return false;
    }
}
