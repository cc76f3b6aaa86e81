/** What the tests of docker/spec-editor's image share: its Compose file on other addresses, its pages by plain HTTP. */
import { cp, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type App, inspect, type Result, run } from "../support/github-stand-in/app";

export const SOURCE = resolve(__dirname, "../../docker/spec-editor");
export const IMAGE = "slipway-test/spec-editor";
/** 127.0.0.1:5000 belongs to the registry that these tests use, so the same ports are published at another loopback address. */
export const HOST = "127.0.0.2";

/** A folder with nothing but the Compose file and `.env`, as on a fresh server, and the project that runs from it. */
export class Deployment {
    private constructor(
        readonly folder: string,
        private readonly project: string,
    ) {}

    static async prepare(project: string, environment: Readonly<Record<string, string>>): Promise<Deployment> {
        const folder = await mkdtemp(join(tmpdir(), "slipway-deployment-"));
        await cp(join(SOURCE, "compose.yaml"), join(folder, "compose.yaml"));
        const deployment = new Deployment(folder, project);
        await deployment.environment(environment);
        const ports = (port: number): string => `{ ports: !override ["${HOST}:${port}:${port}"] }`;
        const services = `  spec-editor: ${ports(5000)}\n  demo-app: ${ports(8080)}\n`;
        await writeFile(join(folder, "address.yaml"), `services:\n${services}`);
        return deployment;
    }

    /** Writes `.env`. */
    async environment(values: Readonly<Record<string, string>>): Promise<void> {
        const lines = Object.entries(values).map(([name, value]) => `${name}='${value}'\n`);
        await writeFile(join(this.folder, ".env"), lines.join(""));
    }

    compose(...args: string[]): Promise<Result> {
        const files = ["--file", "compose.yaml", "--file", "address.yaml"];
        const env = { ...process.env, GH_TOKEN: undefined };
        const options = { cwd: this.folder, env, mayFail: true, timeout: 120_000 };
        return run("docker", ["compose", "--project-name", this.project, ...files, ...args], options);
    }

    /** `up` to healthy; answers the seconds that it took. */
    async up(...more: string[]): Promise<number> {
        const begun = performance.now();
        const { code, out } = await this.compose("up", "--detach", "--wait", "--wait-timeout", "60", ...more);
        if (code !== 0) throw new Error(out);
        return seconds(begun);
    }

    async facts<T>(service: string, format: string): Promise<T> {
        return inspect<T>((await this.compose("ps", "--quiet", service)).out.trim(), format);
    }

    async down(): Promise<void> {
        await this.compose("down", "--timeout", "10");
    }
}

export const seconds = (since: number): number => Number(((performance.now() - since) / 1000).toFixed(1));

/** What a form of a page would send: hidden fields, texts, switches that are on. */
export function fieldsOf(page: string): Record<string, string> {
    const fields: Record<string, string> = {};
    for (const [tag] of page.matchAll(/<input[^>]*>/g)) {
        const attribute = (name: string): string | undefined => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
        const name = attribute("name");
        if (name && (attribute("type") !== "checkbox" || / checked/.test(tag))) fields[name] = attribute("value") ?? "";
    }
    const [, name, text] = /<textarea[^>]*name="(\w+)"[^>]*>\n?([^<]*)</.exec(page) ?? [];
    if (name) fields[name] = text ?? "";
    return fields;
}

/** Sends a form with the page's cookie. */
export async function send(app: App, path: string, fields: Readonly<Record<string, string>>, cookie: string) {
    const body = new URLSearchParams(fields).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded", cookie };
    return app.get(path, { method: "POST", body, headers, redirect: "manual" });
}
