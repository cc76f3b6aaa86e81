/** The commands of the pages, run from the pages: settings, stacks, secrets and the shell's own, by the real `pulumi` and `slipway`. */
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { repositoryRoot } from "../../tools/paths";
import { ended } from "../unit/cli/terminal";
import { PAGES } from "../unit/docs/commands/pages";
import { coverageOf } from "../unit/docs/commands/ran";
import { commandsOf, simpleCommands } from "../unit/docs/commands/shell";

/** A project with a backend of its own, in which the commands of one page are run one after the other. */
class Reader {
    readonly folder = mkdtempSync(join(tmpdir(), "slipway-reader-"));
    readonly variables: NodeJS.ProcessEnv = {
        ...process.env,
        HOME: this.folder,
        PULUMI_BACKEND_URL: `file://${this.folder}`,
        PULUMI_CONFIG_PASSPHRASE: "reader",
        PULUMI_HOME: join(this.folder, "home"),
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // Who is asked answers yes.
        PULUMI_SKIP_CONFIRMATIONS: "true",
    };

    constructor() {
        const settings = ["API_KEY", "DB_PASSWORD"].map((name) => `        ${name}: config`).join("\n");
        this.#write("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
        for (const stack of ["reader", "dev", "local", "example"])
            this.#write(
                `Pulumi.${stack}.yaml`,
                `config:\n  slipway:apps:\n    shop:\n      target: local\n      secrets:\n${settings}\n    hello:\n      target: local\n      secrets:\n        API_TOKEN: config\n`,
            );
        mkdirSync(join(this.folder, "ci"));
        // What the reader has exported before.
        this.#write("example", '{ "version": 3, "deployment": { "manifest": { "time": "2026-01-01T00:00:00Z" } } }');
    }

    #write(file: string, text: string): void {
        writeFileSync(join(this.folder, file), text);
    }

    /** What it writes. @throws where it does not end with 0 */
    async run(words: readonly string[]): Promise<string> {
        const [program = "", ...args] = words;
        if (program === "npx") return this.#slipway(args.slice(1));
        if (program === "export" || program === "eval" || program === "cd") return this.#shell(words);
        const cwd = args.includes("run") && program === "npm" ? repositoryRoot : this.folder;
        if (program === "pulumi") await this.#stack(args);
        // A value is asked for, and typed; a preview is piped into a summary.
        const input = program === "npm" ? '{\n"steps": []\n}\n' : "typed-42\n";
        const running = promisify(execFile)(program, args, { cwd, env: this.variables });
        running.child.stdin?.end(input);
        return (await running).stdout;
    }

    async #slipway(args: readonly string[]): Promise<string> {
        const variables = this.variables as Record<string, string>;
        await this.#stack(args);
        const names = args[0] === "example" ? ["init", "doctor", "logs", "pr"] : [args[0]!];
        let all = "";
        for (const name of names) {
            const { code, out, err } = await ended([name, ...args.slice(1)], {
                directory: this.folder,
                input: "typed-42\n",
                variables,
            });
            if (code !== 0) throw new Error(`slipway ${name} ended with ${code}: ${err}`);
            all += out;
        }
        return all;
    }

    /** The shell's own, in the shell, from the page as it stands. */
    #shell(words: readonly string[]): string {
        const line = words.join(" ").replace("substituted", '"$(echo A=1)"');
        return execFileSync("sh", ["-ec", line], { cwd: this.folder, env: this.variables, encoding: "utf8" });
    }

    /** The stack that the reader is in by then. */
    async #stack(args: readonly string[]): Promise<void> {
        if (args[0] === "stack" && (args[1] === "init" || args[1] === "select")) return;
        const named = args[args.indexOf("--stack") + 1];
        const name = args.includes("--stack") && named !== undefined ? named : "reader";
        const folder = join(this.folder, ".pulumi/stacks/shop");
        if (existsSync(join(folder, `${name}.json`))) return;
        const choose = args.includes("--stack") ? ["--no-select"] : [];
        await promisify(execFile)("pulumi", ["stack", "init", name, ...choose], {
            cwd: this.folder,
            env: this.variables,
        });
    }

    settings(): string {
        return readdirSync(this.folder)
            .filter((file) => /^Pulumi\..+\.yaml$/.test(file))
            .map((file) => readFileSync(join(this.folder, file), "utf8"))
            .join("\n");
    }

    leave(): void {
        rmSync(this.folder, { recursive: true, force: true });
    }
}

/** The commands that are run from the pages, in their order; the same words once, on the first page that has them. */
const RUNNABLE = new Map<string, string[][]>();
const seen = new Set<string>();
for (const page of PAGES) {
    const lines = commandsOf(readFileSync(join(repositoryRoot, page), "utf8"));
    const own = lines
        .flatMap(({ line }) => simpleCommands(line))
        .filter((words) => {
            const command = words.join(" ");
            return coverageOf(command) === "from the page" && !seen.has(command) && seen.add(command);
        });
    if (own.length > 0) RUNNABLE.set(page, own);
}

/** The last word of the setting that a command sets, as it stands in the settings' file. */
const keyOf = (words: readonly string[]): string | undefined => {
    if (words[0] !== "pulumi" || words[1] !== "config" || words[2] !== "set") return undefined;
    const key = words.slice(3).find((word) => word.includes(":") && !word.startsWith("--"))!;
    return key.includes(".")
        ? key
              .split(".")
              .at(-1)!
              .replace(/\[\d+\]$/, "")
        : key;
};

describe("run from the page", () => {
    let reader: Reader;
    const own = { ...process.env };
    beforeEach(() => {
        reader = new Reader();
        // `slipway` runs in this process, and what it starts has this process's environment.
        Object.assign(process.env, reader.variables);
    });
    afterEach(() => {
        for (const name of Object.keys(reader.variables)) {
            if (own[name] === undefined) delete process.env[name];
            else process.env[name] = own[name];
        }
        reader.leave();
    });

    test.each([...RUNNABLE])("%s", async (_page, commands) => {
        for (const words of commands) {
            const out = await reader.run(words);
            if (words[0] === "openssl") expect(out).toMatch(/^[0-9a-f]{64}\n$/);
            const key = keyOf(words);
            if (key !== undefined) expect(reader.settings()).toContain(`${key}:`);
            if (words.includes("--secret")) expect(reader.settings()).not.toMatch(/typed-42|substituted/);
        }
    });

    test("negative control: a command that ends with an error is seen", async () => {
        await expect(reader.run(["pulumi", "stack", "select", "nowhere"])).rejects.toThrow("nowhere");
        await expect(reader.run(["npx", "slipway", "secrets", "set", "shop:NOT_THERE"])).rejects.toThrow("NOT_THERE");
    });
});
