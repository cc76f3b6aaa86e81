import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** A Python that tools/ has made with pinned packages. @throws with the reason where it could not be made */
export function pythonNamed(name: "MODELS" | "CHECKOV"): string {
    const path = process.env[`SLIPWAY_PYTHON_${name}`];
    if (path !== undefined) return path;
    const reason = process.env.SLIPWAY_PYTHON_MISSING ?? "run it with `npm test -- aws-shape`, which prepares it";
    throw new Error(`AWS's definitions are packages of Python's index, and they could not be had: ${reason}`);
}

export interface PythonResult {
    readonly code: number | null;
    readonly output: string;
    readonly errors: string;
}

/** Runs a Python without network, with a text as its standard input. */
export function runPython(python: string, args: readonly string[], input = ""): PythonResult {
    const result = spawnSync(python, args, {
        input,
        encoding: "utf8",
        maxBuffer: 2 ** 27,
        timeout: 100_000,
        env: { PATH: process.env.PATH, HOME: process.env.HOME, PYTHONDONTWRITEBYTECODE: "1", AWS_DATA_PATH: "" },
    });
    if (result.error) throw result.error;
    return { code: result.status, output: result.stdout, errors: result.stderr };
}

/** The path of a script beside this file. */
export const script = (name: string): string => join(__dirname, "python", name);
