import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../../tools/paths";
import type { Command } from "commander";
import { Context } from "../../../cli/context";
import { EXIT_CODES } from "../../../cli/exit-codes";
import { program } from "../../../cli/program";
import { painter, processTerminal } from "../../../cli/terminal";
import { ended } from "./terminal";

test("the file that npm links runs from any folder", () => {
    const { status, stdout } = spawnSync(join(repositoryRoot, "bin", "slipway.cjs"), ["--version"], {
        cwd: "/",
        encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "0.1.0\n" });
});

test("help tells every command and every exit code, and is no failure", async () => {
    const { code, out, err } = await ended(["--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^ {2}doctor \[options\] +look whether this machine/m);
    for (const { code: number, means } of Object.values(EXIT_CODES)) {
        expect(out).toContain(`\n  ${String(number).padEnd(4)} ${means}`);
    }
});

test("a command's help teaches by examples", async () => {
    const { code, out } = await ended(["doctor", "--help"]);
    expect(code).toBe(0);
    expect(out).toContain("  slipway doctor --stack prod       the same for the stack prod\n");
});

describe("a wrong command line ends with 2, and says what is wrong with it", () => {
    it.each([
        [
            "no such command",
            ["docter"],
            "error: unknown command 'docter'\n(Did you mean doctor?)\n(--help explains it)\n",
        ],
        [
            "no such option",
            ["doctor", "--stak", "x"],
            "error: unknown option '--stak'\n(Did you mean --stack?)\n(--help explains it)\n",
        ],
        [
            "an argument too much",
            ["doctor", "dev"],
            "error: too many arguments for 'doctor'. Expected 0 arguments but got 1.\n(--help explains it)\n",
        ],
        [
            "an option without its value",
            ["doctor", "-s"],
            "error: option '-s, --stack <name>' argument missing\n(--help explains it)\n",
        ],
    ])("%s", async (_, args, expected) => {
        expect(await ended(args)).toEqual({ code: 2, out: "", err: expected });
    });

    it("nothing at all: the help", async () => {
        const { code, out, err } = await ended([]);
        expect({ code, out }).toEqual({ code: 2, out: "" });
        expect(err).toContain("Usage: slipway [options] [command]");
    });
});

test("every command takes --json, as docs/command.md says", () => {
    const leaves = (command: Command): Command[] =>
        command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
    const all = leaves(program(new Context(processTerminal())));
    expect(all.length).toBeGreaterThan(12);
    const without = all.filter(({ options }) => !options.some(({ long }) => long === "--json"));
    expect(without.map((command) => command.name())).toEqual([]);
});

describe("colours", () => {
    const terminal = { isTTY: true, write: () => true };

    it.each([
        ["on a terminal", terminal, {}, "\u001b[31mx\u001b[39m"],
        ["not into a file", { ...terminal, isTTY: false }, {}, "x"],
        ["not with NO_COLOR", terminal, { NO_COLOR: "1" }, "x"],
        ["not on a dumb terminal", terminal, { TERM: "dumb" }, "x"],
        ["an empty NO_COLOR says nothing", terminal, { NO_COLOR: "" }, "\u001b[31mx\u001b[39m"],
    ])("%s", (_, stream, variables, expected) => expect(painter(stream, variables)("red", "x")).toBe(expected));

    it("an error's first word is red there", async () => {
        const { err } = await ended(["docter"], { isTTY: true });
        expect(err).toContain("\u001b[31merror:\u001b[39m unknown command 'docter'");
    });
});

test("docs/command.md tells every command and every exit code", async () => {
    const page = readFileSync(join(repositoryRoot, "docs", "command.md"), "utf8");
    const { out } = await ended(["--help"]);
    const commands = [...out.matchAll(/^ {2}([a-z]+) [ [<]/gm)]
        .map(([, name]) => name!)
        .filter((name) => name !== "help");
    expect(commands.length).toBeGreaterThan(5);
    for (const command of commands) expect(page).toMatch(new RegExp(`^\\| .*\`${command}\``, "m"));
    for (const { code, means } of Object.values(EXIT_CODES)) {
        expect(page.replaceAll(/ +/g, " ")).toContain(`\n| ${code} | ${means} |`);
    }
});
