import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { prepared } from "../support/host-stand-in/emulated-host";

const HOST = resolve(__dirname, "..", "..", "host");

/** Runs a check in a folder and says how it ended. */
function check(program: string, args: readonly string[], folder = HOST): { code: number | null; said: string } {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: "utf8" });
    return { code: status, said: `${stdout}${stderr}` };
}

/** Its shell scripts are checked with all others: `npm run lint`. */
describe("the program that runs on EC2 hosts", () => {
    const python = prepared("SLIPWAY_PYTHON_HOST");
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "slipway-check-"));
    });

    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    test("its own tests pass, by Python's standard library alone", () => {
        const { code, said } = check(python, ["-I", "-m", "unittest", "discover", "--top-level-directory", "."]);
        expect(said).toMatch(/^Ran \d\d+ tests in/m);
        expect({ code, said: code === 0 ? "" : said }).toEqual({ code: 0, said: "" });
    });

    test("ruff finds nothing, for Python 3.9; it finds what is newer in a control", () => {
        for (const args of [["check"], ["format", "--check"]]) {
            const { code, said } = check(python, ["-m", "ruff", ...args, "--no-cache", "."]);
            expect({ code, said: code === 0 ? "" : said }).toEqual({ code: 0, said: "" });
        }
        writeFileSync(join(folder, "newer.py"), '"""A control."""\n\nmatch 1:\n    case _:\n        pass\n');
        const config = ["--config", join(HOST, "pyproject.toml"), "--no-cache", "newer.py"];
        expect(check(python, ["-m", "ruff", "check", ...config], folder).said).toContain("on Python 3.9");
    });

    test("mypy finds nothing in strict mode; it finds a wrong type in a control", () => {
        const cache = `--cache-dir=${join(folder, "cache")}`;
        const { code, said } = check(python, ["-m", "mypy", cache]);
        expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/^Success: no issues found/) as string });
        writeFileSync(join(folder, "wrong.py"), '"""A control."""\n\nCOUNT: int = "one"\n');
        expect(check(python, ["-m", "mypy", cache, "--strict", "wrong.py"], folder).said).toContain("[assignment]");
    });
});
