import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CommanderError, type Command } from "commander";
import { Context } from "../../../../cli/context";
import { program } from "../../../../cli/program";
import type { Terminal } from "../../../../cli/terminal";
import { repositoryRoot } from "../../../../tools/paths";
import { RUNGS } from "../../../../tools/rungs";
import { PulumiCli } from "./pulumi-cli";
import { coverageOf } from "./ran";
import { wrongSetting } from "./settings";

const SCRIPTS = (
    JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8")) as { scripts: Record<string, string> }
).scripts;
const testFiles = () =>
    readdirSync(join(repositoryRoot, "test"), { recursive: true, encoding: "utf8" }).filter((file) =>
        file.endsWith(".test.ts"),
    );

let pulumi: PulumiCli | undefined;

/** What is wrong with a simple command of a page; `undefined` when nothing is. */
export async function wrongWith(words: readonly string[], whole: boolean): Promise<string | undefined> {
    const [first = "", ...rest] = words[0] === "sudo" ? words.slice(1) : words;
    switch (first) {
        case "npm":
            return whole || rest.join(" ") !== "run" ? wrongNpm(rest) : undefined;
        case "npx":
            return wrongNpx(rest, whole);
        case "slipway":
            return whole ? "a reader has `npx slipway`, not `slipway`" : wrongSlipway(rest, whole);
        case "pulumi":
            return wrongPulumi(rest, whole);
        case "cd":
            return existsSync(join(repositoryRoot, rest[0] ?? "")) || rest[0] === "shop"
                ? undefined
                : `there is no folder ${rest[0]}`;
        default:
            return coverageOf(words.join(" ")) ? undefined : `nothing is known of ${first}`;
    }
}

function wrongNpm([command = "", ...rest]: readonly string[]): string | undefined {
    const options = rest.filter(
        (word, index) => word.startsWith("--") && word !== "--" && !rest.slice(0, index).includes("--"),
    );
    const unknown = options.find((option) => !["--silent", "--save-dev", "--yes", "--install-links"].includes(option));
    if (unknown) return `npm's option ${unknown} is not known here`;
    const args = rest.filter((word) => !word.startsWith("-"));
    if (["ci", "init", "install", "pack"].includes(command)) return undefined;
    const name = command === "run" ? (args.shift() ?? "") : command;
    if (command === "run" && name === "example") return undefined;
    if (!(name in SCRIPTS)) return `package.json has no script ${name}`;
    if (name === "start" || name === "stop") return wrongApp(args[0]);
    if (name === "test")
        return args.map((arg) => (RUNGS.includes(arg as never) ? undefined : wrongPattern(arg))).find(Boolean);
    return name.startsWith("test:") && name !== "test:aws" ? args.map(wrongPattern).find(Boolean) : undefined;
}

function wrongApp(app: string | undefined): string | undefined {
    if (app === undefined || app === "example") return undefined;
    return existsSync(join(repositoryRoot, "docker", app, "compose.yaml")) ? undefined : `there is no app ${app}`;
}

function wrongPattern(pattern: string): string | undefined {
    return testFiles().some((file) => file.includes(pattern)) ? undefined : `no test file is named like ${pattern}`;
}

async function wrongNpx([tool = "", ...rest]: readonly string[], whole: boolean): Promise<string | undefined> {
    if (tool === "slipway") return wrongSlipway(rest, whole);
    if (tool === "tsx")
        return existsSync(join(repositoryRoot, rest[0] ?? "")) ? undefined : `there is no file ${rest[0]}`;
    if (tool === "jest")
        return rest
            .filter((word) => !word.startsWith("-"))
            .map(wrongPattern)
            .find(Boolean);
    return `npx ${tool} is not known here`;
}

/** What is missing in running text is not said there; in a block a command is whole. */
const LACKS = ["commander.missingArgument", "commander.missingMandatoryOptionValue", "commander.help"];

async function wrongSlipway(args: readonly string[], whole: boolean): Promise<string | undefined> {
    if (args[0] === "example") return undefined;
    const stream = { isTTY: false, write: () => true };
    const silent = {
        out: stream,
        err: stream,
        in: process.stdin,
        variables: {},
        directory: "/",
    } as unknown as Terminal;
    const command = program(new Context(silent));
    for (const one of [command, ...descendants(command)]) if (one.commands.length === 0) one.action(() => undefined);
    try {
        await command.parseAsync([...args], { from: "user" });
        return undefined;
    } catch (error) {
        if (!(error instanceof CommanderError)) throw error;
        if (error.exitCode === 0 || (!whole && LACKS.includes(error.code))) return undefined;
        return `slipway: ${error.message}`;
    }
}

function descendants(command: Command): Command[] {
    return command.commands.flatMap((child) => [child, ...descendants(child)]);
}

function wrongPulumi(words: readonly string[], whole: boolean): string | undefined {
    pulumi ??= new PulumiCli();
    try {
        const { command, options, args } = pulumi.read(words);
        const pack = words[words.indexOf("--policy-pack") + 1];
        if (options.includes("--policy-pack") && !existsSync(join(repositoryRoot, pack ?? "")))
            return `there is no ${pack}`;
        if (command !== "config set" && command !== "config rm" && command !== "config remove") return undefined;
        const [key, value] = args;
        if (key === undefined) return whole ? "pulumi config set names no key" : undefined;
        if (/[.[]/.test(key.slice(key.indexOf(":"))) && !options.includes("--path"))
            return `${key} is a path: --path is missing`;
        // What the reader or another command puts there is not known here.
        const known = value === "example" || value === "substituted" ? undefined : value;
        if (command === "config set" && value !== undefined && known === undefined && options.includes("--path")) {
            return wrongSetting(key, undefined, true);
        }
        return wrongSetting(key, value, options.includes("--secret"));
    } catch (error) {
        return (error as Error).message;
    }
}
