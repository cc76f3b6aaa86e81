import { spawn } from "node:child_process";

export interface RunResult {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

export interface RunOptions {
    /** Text for standard input. */
    readonly input?: string;
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    /** Ends the command when aborted. */
    readonly signal?: AbortSignal;
    /** Called with the process id, so that a lock can name it. */
    readonly onStart?: (pid: number) => void;
    /** Called with each line of standard error as it comes. */
    readonly onErrorLine?: (line: string) => void;
}

/**
 * Runs a command without a shell and waits for its end. A non-zero exit is a result, not an exception.
 *
 * @throws when the command cannot be started, or was aborted.
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return new Promise((resolve, reject) => {
        options.signal?.throwIfAborted();
        const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env, stdio: "pipe" });
        const abort = () => child.kill("SIGKILL");
        options.signal?.addEventListener("abort", abort, { once: true });
        let stdout = "";
        let stderr = "";
        let line = "";
        child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
        child.stderr.setEncoding("utf8").on("data", (text: string) => {
            stderr += text;
            const lines = (line + text).split("\n");
            line = lines.pop() ?? "";
            for (const whole of lines) options.onErrorLine?.(whole);
        });
        child.on("error", (error) => reject(new Error(`cannot run ${command}: ${error.message}`)));
        child.on("close", (code) => {
            options.signal?.removeEventListener("abort", abort);
            if (options.signal?.aborted) reject(options.signal.reason as Error);
            else resolve({ code: code ?? 1, stdout, stderr });
        });
        // A command that ends without reading its input is judged by its exit code, not by the broken pipe.
        child.stdin.on("error", () => undefined);
        child.stdin.end(options.input ?? "");
        if (child.pid !== undefined) options.onStart?.(child.pid);
    });
}
