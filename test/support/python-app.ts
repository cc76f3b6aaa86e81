import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { run } from "./github-stand-in/app";

const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "slipway", "python-apps");

/** The beginning of a file's SHA-256: a name for what is made from it. */
export async function hashOf(file: string): Promise<string> {
    return createHash("sha256")
        .update(await readFile(file))
        .digest("hex")
        .slice(0, 16);
}

/** A Python with what an app's `requirements-dev.txt` pins, made once for each content of that file. */
export async function pythonOf(backend: string): Promise<string> {
    const requirements = join(backend, "requirements-dev.txt");
    const venv = join(CACHE, await hashOf(requirements));
    if (!existsSync(join(venv, "ready"))) {
        await run("python3", ["-m", "venv", "--clear", venv]);
        await run(join(venv, "bin/pip"), ["install", "-q", "--require-hashes", "-r", requirements]);
        await writeFile(join(venv, "ready"), "");
    }
    return join(venv, "bin/python");
}

/** black, mypy and pytest over an app's backend: what the last two say of themselves, or an error with all they said. */
export async function checkPython(backend: string): Promise<{ types: string; unit: string | undefined }> {
    const python = await pythonOf(backend);
    const env = {
        ...process.env,
        PYTHONDONTWRITEBYTECODE: "1",
        MYPY_CACHE_DIR: join(python, "../../mypy"),
        NO_COLOR: "1",
        CI: "1",
    };
    const module = (...args: string[]) => run(python, ["-m", ...args], { cwd: backend, env });
    await module("black", "--check", ".");
    const types = (await module("mypy")).out.trim();
    const unit = (await module("pytest", "-p", "no:cacheprovider")).out.match(/\d+ passed.*/)?.[0];
    return { types, unit };
}
