import { execFile } from "node:child_process";
import { resolve } from "node:path";
import type { TestStack } from "./stack";

const COMMAND = resolve(__dirname, "..", "..", "bin", "slipway.cjs");

interface Way {
    readonly env?: NodeJS.ProcessEnv;
    /** Whether the command is told the stack. @default true */
    readonly named?: boolean;
}

/** Runs `slipway … --stack <the stack>` in the stack's project, as a user would. */
export function slipway(stack: TestStack, args: readonly string[], { env = {}, named = true }: Way = {}) {
    const begun = Date.now();
    return new Promise<{ code: number; output: string; out: string; ms: number }>((done) => {
        const child = execFile(
            process.execPath,
            [COMMAND, ...args, ...(named ? ["--stack", stack.name] : [])],
            { cwd: stack.project, env: { ...stack.env, ...env }, maxBuffer: 1 << 26 },
            (_, out, err) => done({ code: child.exitCode ?? 1, output: out + err, out, ms: Date.now() - begun }),
        );
        child.stdin?.end();
    });
}
