import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { cached } from "../cache";
import { run, which } from "../command";

/**
 * The Python of an environment with the packages that a file pins, made with pip once for each content of the file.
 *
 * @throws where there is no Python or pip cannot reach a package index
 */
export async function pythonWith(requirements: string): Promise<string> {
    const python = which("python3");
    if (python === undefined) throw new Error("there is no python3 on PATH: install Python 3.10 or newer");
    const version = await run(python, ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"]);
    const content = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
    const key = { name: `python-${basename(requirements, ".txt")}`, version: `${content}-py${version}` };
    const folder = await cached(key, async (making) => {
        await run(python, ["-m", "venv", making]);
        const install = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--requirement",
            requirements,
        ];
        await run(join(making, "bin", "python"), install, { title: `pip install ${basename(requirements)}` });
    });
    return join(folder, "bin", "python");
}
