import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { docker } from "./docker-sync";
import { freePort } from "./free-port";
import { LocalStack } from "./local-stack";
import { PinnedProject } from "./pinned-project";

const repository = resolve(__dirname, "..", "..");

/** A secret with every character that has ever broken a quoting rule. */
export const CANARY = 'cana$ry"7 @%\\d\nline-two-of-canary';

/** The small app of `test/e2e/testdata/tiny`, copied so that a test may edit it, in a stack of its own. */
export class TinyApp {
    readonly source: string;
    readonly stack: LocalStack;

    private constructor(
        name: string,
        readonly port: number,
        env: NodeJS.ProcessEnv,
        /** The project in which it lies. @default this repository, and the app beside it */
        readonly clone?: PinnedProject,
    ) {
        this.source =
            clone === undefined ? mkdtempSync(join(tmpdir(), "slipway-tiny-")) : join(clone.folder, "docker", "tiny");
        cpSync(join(repository, "test", "e2e", "testdata", "tiny"), this.source, { recursive: true });
        this.stack = new LocalStack(name, env, clone?.folder);
    }

    static make(name: string, env: NodeJS.ProcessEnv = {}): Promise<TinyApp> {
        return TinyApp.configured(name, env);
    }

    /** In a project that is a clone of its own, whose commits the test makes. */
    static inClone(name: string): Promise<TinyApp> {
        return TinyApp.configured(name, {}, new PinnedProject([]));
    }

    private static async configured(name: string, env: NodeJS.ProcessEnv, clone?: PinnedProject): Promise<TinyApp> {
        const app = new TinyApp(name, await freePort(), env, clone);
        app.configure();
        app.stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
        app.stack.setSecret("tiny:TOKEN", CANARY);
        return app;
    }

    /** Sets variables of the Compose file, and anything else of the app's settings. */
    configure(variables: Readonly<Record<string, string>> = {}, more: Readonly<Record<string, unknown>> = {}): void {
        this.stack.configure({
            "slipway:apps": {
                tiny: {
                    target: "local",
                    compose: relative(this.stack.project, join(this.source, "compose.yaml")),
                    secrets: ["TOKEN"],
                    variables,
                    publish: { web: this.port },
                    ...more,
                },
            },
        });
    }

    edit(file: string, change: (text: string) => string): void {
        const path = join(this.source, file);
        writeFileSync(path, change(readFileSync(path, "utf8")));
    }

    readonly token = CANARY;

    get project(): string {
        return `slipway-${this.stack.name}-tiny`;
    }

    /** Asks the app from outside. */
    async answer(path = "/health"): Promise<{ status: number; body: Record<string, string> } | undefined> {
        try {
            const response = await fetch(`http://127.0.0.1:${this.port}${path}`, { signal: AbortSignal.timeout(3000) });
            return { status: response.status, body: (await response.json()) as Record<string, string> };
        } catch {
            return undefined;
        }
    }

    /** Ids of running containers by service. */
    containers(all = false): Record<string, string> {
        const flags = ["--filter", `label=com.docker.compose.project=${this.project}`];
        const format = '{{.Label "com.docker.compose.service"}} {{.ID}}';
        const lines = docker("ps", ...(all ? ["--all"] : []), ...flags, "--format", format)
            .split("\n")
            .filter(Boolean);
        return Object.fromEntries(lines.map((line) => line.split(" ") as [string, string]));
    }

    volumes(): string[] {
        const flags = ["--filter", `label=com.docker.compose.project=${this.project}`];
        return docker("volume", "ls", "--quiet", ...flags)
            .split("\n")
            .filter(Boolean);
    }

    async dispose(): Promise<void> {
        await this.stack.remove();
        rmSync(this.source, { recursive: true, force: true });
        this.clone?.dispose();
    }
}
