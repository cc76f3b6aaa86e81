/**
 * Containers of an app that talks to GitHub, in a network of their own whose gateway is this machine: the stand-in GitHub
 * listens there, so that containers reach it and nobody outside does.
 */
import { execFile, type ExecFileOptions } from "node:child_process";

export const IMAGE = "slipway-test/action-spec";
const NETWORK = `slipway-test-github-${process.pid}`;

export interface Result {
    code: number;
    out: string;
}

interface RunOptions extends ExecFileOptions {
    /** A code other than 0 is an answer, not an error. */
    mayFail?: boolean;
    input?: string;
}

/** Runs a command to its end; an unexpected end shows the command's own output. */
export function run(command: string, args: string[], options: RunOptions = {}): Promise<Result> {
    return new Promise((done, fail) => {
        const child = execFile(command, args, { maxBuffer: 64e6, ...options }, (error, stdout, stderr) => {
            const result = { code: error ? Number(error.code ?? 1) || 1 : 0, out: `${stdout}${stderr}` };
            if (error && !options.mayFail) fail(new Error(`${command} ${args.join(" ")}\n${result.out.slice(-6000)}`));
            else done(result);
        });
        // A command that ends without reading is judged by its exit code, not by the broken pipe.
        child.stdin?.on("error", () => undefined).end(options.input ?? "");
    });
}

export const docker = (...args: string[]): Promise<Result> => run("docker", args);
export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** `docker inspect`, decoded. */
export async function inspect<T>(what: string, format: string): Promise<T> {
    return JSON.parse((await docker("inspect", "--format", `{{json ${format}}}`, what)).out) as T;
}

/** Makes the network; answers the address under which its containers see this machine. */
export async function openNetwork(): Promise<string> {
    await docker("network", "create", NETWORK);
    const [pool] = await inspect<{ Gateway: string }[]>(NETWORK, ".IPAM.Config");
    if (!pool?.Gateway) throw new Error(`The Docker network ${NETWORK} has no gateway.`);
    return pool.Gateway;
}

const containers: string[] = [];

/** Removes what was started here. */
export async function closeNetwork(): Promise<void> {
    for (const id of containers) await run("docker", ["rm", "-f", id], { mayFail: true });
    await run("docker", ["network", "rm", NETWORK], { mayFail: true });
}

/** Everything that any container answered: no secret may be in it. */
export const answered: string[] = [];

export interface Answer {
    status: number;
    type: string;
    headers: Headers;
    text: string;
}

/** What of a container is not as action-spec's. */
export interface Container {
    readonly image?: string;
    /** Where it listens inside. */
    readonly port?: number;
    /** More flags of `docker run`. */
    readonly flags?: readonly string[];
}

/** One running container. */
export class App {
    constructor(
        readonly id: string,
        readonly url: string,
    ) {}

    /** Starts a container the way compose.yaml does (read-only root, no capabilities) and waits until it answers. */
    static async start(
        env: Record<string, string>,
        { image = IMAGE, port = 8080, flags = [] }: Container = {},
    ): Promise<App> {
        const variables = Object.entries(env).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
        const hardened = ["--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"];
        const net = ["--network", NETWORK, "-p", `127.0.0.1::${port}`];
        const id = (await docker("run", "-d", ...hardened, ...net, ...variables, ...flags, image)).out.trim();
        containers.push(id);
        const app = new App(id, `http://${(await docker("port", id, `${port}/tcp`)).out.trim()}`);
        for (let tries = 0; tries < 150; tries++) {
            const answer = await fetch(`${app.url}/health`, { signal: AbortSignal.timeout(2000) }).catch(
                () => undefined,
            );
            if (answer?.ok) return app;
            await pause(100);
        }
        throw new Error(`No answer from ${app.url}/health after 15 s:\n${(await docker("logs", id)).out}`);
    }

    async get(path: string, init?: RequestInit): Promise<Answer> {
        const answer = await fetch(`${this.url}${path}`, init);
        const text = await answer.text();
        answered.push(text, JSON.stringify([...answer.headers]));
        return { status: answer.status, type: answer.headers.get("content-type") ?? "", headers: answer.headers, text };
    }

    /** The JSON at `path`, read as what the test expects. */
    async json<T>(path: string): Promise<T> {
        return JSON.parse((await this.get(path)).text) as T;
    }

    exec(...command: string[]): Promise<Result> {
        return run("docker", ["exec", this.id, ...command], { mayFail: true });
    }

    async logs(): Promise<string> {
        return (await docker("logs", this.id)).out;
    }
}
