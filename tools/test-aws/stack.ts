import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { homeDirectory, repositoryRoot } from "../paths";
import type { AwsStack } from "./run";
import { apps, type Step } from "./scenario";

const NAME = "test-aws";
const ASK_TIMEOUT_MS = 10_000;

/** The stack, with a state of its own under `~/.slipway`, which stays until it is destroyed. */
export class RealStack implements AwsStack {
    readonly directory = join(homeDirectory(), NAME);
    private readonly configFile = join(this.directory, `Pulumi.${NAME}.yaml`);
    private readonly env: Readonly<Record<string, string>>;

    constructor(
        private readonly region: string,
        /** Whom the load balancer lets in. */
        private readonly cidr: string,
    ) {
        mkdirSync(join(this.directory, "state"), { recursive: true, mode: 0o700 });
        const keyFile = join(this.directory, "passphrase");
        if (!existsSync(keyFile)) writeFileSync(keyFile, randomBytes(24).toString("hex"), { mode: 0o600 });
        this.env = {
            PULUMI_BACKEND_URL: `file://${join(this.directory, "state")}`,
            PULUMI_CONFIG_PASSPHRASE: readFileSync(keyFile, "utf8"),
        };
    }

    /** @throws where a run before has left something: that is to be destroyed first */
    async init(): Promise<void> {
        if (existsSync(this.configFile)) {
            throw new Error(`${this.directory} holds a stack of a run before: \`npm run test:aws -- --destroy\` first`);
        }
        copyFileSync(join(repositoryRoot, "Pulumi.yaml"), join(this.directory, "Pulumi.yaml"));
        await this.must(["stack", "init", NAME, "--cwd", this.directory]);
    }

    async run({ command, variables }: Step): Promise<{ code: number; url: string | undefined }> {
        this.configure(variables);
        const flags = command === "up" ? ["--yes", "--skip-preview"] : ["--expect-no-changes"];
        const { code } = await this.pulumi([command, ...flags, ...this.chosen()]);
        const outputs = await this.pulumi(["stack", "output", "--json", "--stack", NAME]);
        const { urls } = JSON.parse(outputs.output || "{}") as { urls?: { app?: { web?: string | string[] } } };
        return { code, url: [urls?.app?.web ?? []].flat()[0] };
    }

    async ask(url: string): Promise<string> {
        return (await fetch(url, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) })).text();
    }

    async destroy(): Promise<number> {
        await this.must(["destroy", "--yes", "--skip-preview", ...this.chosen()]);
        const state = JSON.parse(await this.must(["stack", "export", "--stack", NAME])) as {
            deployment: { resources?: unknown[] };
        };
        const left = state.deployment.resources?.length ?? 0;
        if (left === 0) rmSync(this.directory, { recursive: true, force: true });
        return left;
    }

    private configure(variables: Step["variables"]): void {
        const salt = readFileSync(this.configFile, "utf8").match(/^encryptionsalt: .*$/m)?.[0] ?? "";
        const config = {
            "aws:region": this.region,
            "slipway:profile": "dev",
            "slipway:apps": apps(variables, this.cidr),
        };
        const lines = Object.entries(config).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`);
        writeFileSync(this.configFile, [salt, "config:", ...lines, ""].join("\n"));
    }

    private chosen(): string[] {
        return ["--stack", NAME, "--config-file", this.configFile];
    }

    private async must(args: readonly string[]): Promise<string> {
        const { code, output } = await this.pulumi(args);
        if (code !== 0) throw new Error(`pulumi ${args[0]} ended with ${code}`);
        return output;
    }

    /** Shows what Pulumi says, and returns what it wrote to standard output. */
    private pulumi(args: readonly string[]): Promise<{ code: number; output: string }> {
        return new Promise((resolve, reject) => {
            const child = spawn("pulumi", ["--non-interactive", ...args], {
                cwd: repositoryRoot,
                env: { ...process.env, ...this.env },
                stdio: ["ignore", "pipe", "inherit"],
            });
            let output = "";
            child.stdout.setEncoding("utf8").on("data", (text: string) => {
                output += text;
                process.stderr.write(args[1] === "export" ? "" : text);
            });
            child.once("error", reject);
            child.once("close", (code) => resolve({ code: code ?? 1, output }));
        });
    }
}
