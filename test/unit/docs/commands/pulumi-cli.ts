import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A command of the Pulumi CLI. */
interface PulumiCommand {
    /** Options by name (`--stack`, `-s`); whether the next word is the value. */
    readonly options: ReadonlyMap<string, boolean>;
    readonly takesArguments: boolean;
}

/** A command line of Pulumi's taken apart. */
export interface PulumiLine {
    /** Such as `config set`. */
    readonly command: string;
    readonly options: readonly string[];
    readonly args: readonly string[];
}

/** The real Pulumi CLI's own reference: asked as a whole once, and for what it leaves out, such as aliases, one by one. */
export class PulumiCli {
    readonly #commands = new Map<string, PulumiCommand>();
    readonly #names = new Map<string, string | undefined>();

    constructor() {
        const folder = mkdtempSync(join(tmpdir(), "slipway-pulumi-reference-"));
        try {
            execFileSync("pulumi", ["gen-markdown", folder], { stdio: "pipe" });
            for (const file of readdirSync(folder)) {
                const name = file.replace(/^pulumi_?/, "").replace(/\.md$/, "");
                const page = readFileSync(join(folder, file), "utf8");
                this.#commands.set(name.replaceAll("_", " "), commandOf(page));
            }
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    }

    /** @throws what is wrong with it */
    read(words: readonly string[]): PulumiLine {
        let command = "";
        let next = 0;
        while (next < words.length) {
            const further = this.#below(command, words[next]!);
            if (further === undefined) break;
            command = further;
            next++;
        }
        const { options: known, takesArguments } = this.#commands.get(command)!;
        const options: string[] = [];
        const args: string[] = [];
        while (next < words.length) {
            const word = words[next++]!;
            if (word === "--") {
                args.push(...words.slice(next));
                break;
            }
            if (!word.startsWith("-")) {
                args.push(word);
                continue;
            }
            const [option = "", given] = word.split("=", 2);
            const takesNext = known.get(option);
            if (takesNext === undefined) throw new Error(`pulumi ${command} has no option ${option}`);
            options.push(option);
            if (takesNext && given === undefined) next++;
        }
        if (args.length > 0 && !takesArguments) {
            throw new Error(`${`pulumi ${command}`.trim()} has no command ${args[0]}`);
        }
        return { command, options, args };
    }

    /** The command that a word names below another one. */
    #below(parent: string, word: string): string | undefined {
        const asked = `${parent} ${word}`.trim();
        if (this.#commands.has(asked)) return asked;
        if (!/^[a-z-]+$/.test(word) || word.startsWith("-") || this.#commands.get(parent)!.takesArguments)
            return undefined;
        if (!this.#names.has(asked)) this.#names.set(asked, this.#asked(parent, asked));
        return this.#names.get(asked);
    }

    #asked(parent: string, asked: string): string | undefined {
        let help: string;
        try {
            help = execFileSync("pulumi", [...asked.split(" "), "--help"], { encoding: "utf8", stdio: "pipe" });
        } catch {
            return undefined;
        }
        const [, own = ""] = /^Usage:\n {2}pulumi((?: [a-z-]+)*)/m.exec(help) ?? [];
        const name = own.trim();
        // For a word that it does not know the CLI explains the command above.
        if (name === parent) return undefined;
        if (!this.#commands.has(name)) this.#commands.set(name, commandOf(help));
        return name;
    }
}

/** From its page of the reference, or its help. */
function commandOf(text: string): PulumiCommand {
    const lines = [...text.matchAll(/^ +(?:(-\w), +)?(--[\w-]+)( [\w:]+)?(\[=\S+\])? {2,}/gm)];
    const options = lines.flatMap(([, short, long, value, optional]) =>
        [short, long].flatMap((name) => (name ? [[name, value !== undefined && optional === undefined] as const] : [])),
    );
    const [, usage = ""] = /^(?:```|Usage:)\n *(pulumi[^\n]*)/m.exec(text) ?? [];
    return { options: new Map(options), takesArguments: /[<[]/.test(usage.replaceAll(/\[(flags|--|command)\]/g, "")) };
}
