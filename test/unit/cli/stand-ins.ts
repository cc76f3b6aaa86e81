import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** What a stand-in answers to a command line that matches a pattern of the shell. */
export interface Answer {
    readonly out?: string;
    readonly err?: string;
    readonly code?: number;
    /** It hangs, and starts nothing that would outlive it. */
    readonly hangs?: true;
}

/** A machine of its own: a PATH on which only STAND-INS for programs are, and a folder with a project. */
export class Machine {
    readonly folder = mkdtempSync(join(tmpdir(), "slipway-cli-"));
    readonly project = join(this.folder, "project");
    readonly #path = process.env.PATH ?? "";

    constructor() {
        mkdirSync(join(this.folder, "bin"));
        mkdirSync(this.project);
        writeFileSync(join(this.project, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
        process.env.PATH = join(this.folder, "bin");
    }

    /** Puts a STAND-IN for a program on PATH. Whatever no pattern matches fails with 64. */
    program(name: string, answers: Readonly<Record<string, Answer>>): this {
        const cases = Object.entries(answers).map(([pattern, { out = "", err = "", code = 0, hangs }], index) => {
            for (const [stream, text] of [
                ["out", out],
                ["err", err],
            ] as const) {
                writeFileSync(join(this.folder, `${name}.${index}.${stream}`), text);
            }
            const files = join(this.folder, `${name}.${index}`);
            const said = hangs
                ? "exec /bin/sleep 60"
                : `/bin/cat ${files}.out; /bin/cat ${files}.err >&2; exit ${code}`;
            return `${pattern.replaceAll(" ", "\\ ")}) ${said} ;;`;
        });
        const script = [
            "#!/bin/sh",
            `# STAND-IN for ${name}`,
            `echo "$*" >> ${join(this.folder, name)}.asked`,
            `case "$*" in *"config set"*) /bin/cat > ${join(this.folder, name)}.input ;; esac`,
            `case "$*" in`,
            ...cases,
            `*) echo "stand-in for ${name}: no answer to: $*" >&2; exit 64 ;;`,
            "esac",
            "",
        ];
        const file = join(this.folder, "bin", name);
        writeFileSync(file, script.join("\n"));
        chmodSync(file, 0o755);
        return this;
    }

    /** Folders of real programs besides. */
    alsoOnPath(...folders: readonly string[]): this {
        process.env.PATH = [process.env.PATH, ...folders].join(delimiter);
        return this;
    }

    /** The command lines that a program was called with. */
    asked(name: string): string[] {
        const file = join(this.folder, `${name}.asked`);
        return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
    }

    /** What `… config set …` was given on its standard input. */
    input(name: string): string | undefined {
        const file = join(this.folder, `${name}.input`);
        return existsSync(file) ? readFileSync(file, "utf8") : undefined;
    }

    close(): void {
        process.env.PATH = this.#path;
        rmSync(this.folder, { recursive: true, force: true });
    }
}

/** The answers of a healthy Pulumi whose stack `dev` has these settings. */
export function pulumiAnswers(
    apps: Readonly<Record<string, unknown>>,
    more: Readonly<Record<string, { readonly value: string; readonly secret?: true }>> = {},
): Record<string, Answer> {
    const config = { "slipway:apps": { value: JSON.stringify(apps) }, ...more };
    const told = (revealed: boolean): string =>
        JSON.stringify(
            Object.fromEntries(
                Object.entries(config).map(
                    ([key, { value, secret = false }]: [string, { value: string; secret?: boolean }]) => [
                        key,
                        { ...(revealed || !secret ? { value } : {}), secret },
                    ],
                ),
            ),
        );
    return {
        "version*": { out: "v3.250.0\n" },
        "whoami*": { out: '{"user":"me","url":"https://api.pulumi.com"}' },
        "stack --show-name*": { out: "dev\n" },
        "config --json --show-secrets --stack dev*": { out: told(true) },
        "config --json --stack dev*": { out: told(false) },
        "config --json *": { err: "error: no stack named 'nope' found\n", code: 255 },
    };
}

/** A STAND-IN for an API of AWS on loopback. */
export async function awsApi(
    answer: (target: string, body: string) => { status: number; body: string; type: string } | undefined,
): Promise<{ url: string; server: Server }> {
    const server = createServer((request, response) => {
        let body = "";
        request.setEncoding("utf8").on("data", (text: string) => (body += text));
        request.on("end", () => {
            const told = answer(String(request.headers["x-amz-target"] ?? ""), body);
            if (told === undefined) return; // never answers
            response.writeHead(told.status, { "content-type": told.type }).end(told.body);
        });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
