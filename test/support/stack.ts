import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export interface Outcome {
    readonly code: number;
    readonly output: string;
    readonly ms: number;
}

/** The outcome of a command that must end well. @throws what it printed, where it did not */
export function succeeded(outcome: Outcome): Outcome {
    if (outcome.code !== 0) throw new Error(`ended with exit code ${outcome.code}:\n${outcome.output}`);
    return outcome;
}

const repository = resolve(__dirname, "..", "..");

/**
 * A stack of this repository's own program in a backend of its own, driven through the `pulumi` command as users do.
 * The settings go into a file outside the repository (`--config-file`), so tests can run beside each other.
 */
export class TestStack {
    readonly directory = mkdtempSync(join(tmpdir(), "slipway-stack-"));
    readonly configFile: string;
    readonly env: NodeJS.ProcessEnv;

    constructor(
        readonly name: string,
        env: NodeJS.ProcessEnv = {},
        /** Where the program lies. */
        readonly project = repository,
    ) {
        this.configFile = join(this.directory, `Pulumi.${name}.yaml`);
        const state = join(this.directory, "state");
        mkdirSync(state);
        this.env = {
            ...process.env,
            PULUMI_BACKEND_URL: `file://${state}`,
            PULUMI_CONFIG_PASSPHRASE: "test",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            SLIPWAY_HOME: join(this.directory, "home"),
            ...env,
        };
        // `stack init` knows no --config-file: beside a copy of Pulumi.yaml it writes the encryption salt where ours lies.
        copyFileSync(join(project, "Pulumi.yaml"), join(this.directory, "Pulumi.yaml"));
        this.must(["stack", "init", name, "--cwd", this.directory]);
    }

    /** Sets plain settings; values are JSON (structured config needs no quoting rules that way). */
    configure(settings: Readonly<Record<string, unknown>>): void {
        const lines = Object.entries(settings).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`);
        const before = existsSync(this.configFile) ? readFileSync(this.configFile, "utf8") : "";
        const head = before.split("\n").filter((line) => /^(encryptionsalt|secretsprovider):/.test(line));
        // Secrets stay: Pulumi writes each as a key with one line `secure: …` under it.
        const secrets = before.match(/^ {2}\S+:\n {4}secure: .*$/gm) ?? [];
        writeFileSync(this.configFile, [...head, "config:", ...lines, ...secrets, ""].join("\n"));
    }

    /** Sets one plain setting beside the others. */
    set(key: string, value: string): void {
        this.must(["config", "set", key, value, "--config-file", this.configFile, "--stack", this.name]);
    }

    setSecret(key: string, value: string): void {
        this.must(["config", "set", "--secret", key, "--config-file", this.configFile, "--stack", this.name], value);
    }

    preview(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
        return this.pulumi(["preview", ...this.flags(), ...args], env);
    }

    up(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
        return this.pulumi(["up", "--yes", "--skip-preview", ...this.flags(), ...args], env);
    }

    destroy(env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
        return this.pulumi(["destroy", "--yes", "--skip-preview", ...this.flags()], env);
    }

    /** Starts a command and hands out its process, to be killed. Output goes to a file. */
    start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
        return spawn("pulumi", [...args, ...this.flags()], {
            cwd: this.project,
            env: { ...this.env, ...env },
            stdio: "ignore",
        });
    }

    async pulumi(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
        const begun = Date.now();
        return new Promise((done) => {
            const child = spawn("pulumi", ["--non-interactive", ...args], {
                cwd: this.project,
                env: { ...this.env, ...env },
                stdio: ["ignore", "pipe", "pipe"],
            });
            let output = "";
            child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
            child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
            child.on("close", (code) => done({ code: code ?? 1, output, ms: Date.now() - begun }));
        });
    }

    /** The stack's outputs. */
    outputs(): Record<string, unknown> {
        return JSON.parse(this.must(["stack", "output", "--json", "--stack", this.name])) as Record<string, unknown>;
    }

    /** The deployment as the backend keeps it, secrets encrypted. */
    state(): {
        resources: { urn: string; type: string; inputs: Record<string, unknown>; outputs: Record<string, unknown> }[];
    } {
        const exported = JSON.parse(this.must(["stack", "export", "--stack", this.name])) as { deployment: never };
        return exported.deployment;
    }

    /** Removes everything of the stack's that lies on disk. */
    dispose(): void {
        rmSync(this.directory, { recursive: true, force: true });
    }

    private flags(): string[] {
        return ["--stack", this.name, "--config-file", this.configFile, "--color", "never"];
    }

    private must(args: readonly string[], input = ""): string {
        const options = { cwd: this.project, env: this.env, input, encoding: "utf8", maxBuffer: 2 ** 28 } as const;
        const result = spawnSync("pulumi", args, options);
        if (result.status !== 0) throw new Error(`pulumi ${args.join(" ")} failed: ${result.stdout}${result.stderr}`);
        return result.stdout;
    }
}
