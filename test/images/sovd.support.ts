/** What the tests of docker/sovd's images share: the whole of its Compose file on free ports, and what stands in for its backend. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attempt, docker, type Ended, run, seconds, until } from "../support/docker-command";
import { buildNetwork } from "./task-api.support";

export const app = join(__dirname, "../../docker/sovd");
export const images = { backend: "slipway-test/sovd-backend", frontend: "slipway-test/sovd-frontend" };
export const builder = `${images.frontend}-builder`;
export const id = `slipway-test-sovd-${randomBytes(3).toString("hex")}`;
export const secrets = {
    DB_PASSWORD: 'p@ss/w:rd"%#',
    REDIS_PASSWORD: randomBytes(16).toString("hex"),
    JWT_SECRET: randomBytes(24).toString("hex"),
    OPERATOR_PASSWORD: "operator-of-the-test",
};

const network = buildNetwork ? ["--network", buildNetwork] : [];
export const build = (part: "backend" | "frontend", ...more: string[]): Promise<string> =>
    docker("buildx", "build", "--load", ...network, ...more, join(app, part));

/** The app as `compose.yaml` has it, but for the images, which are built already, and the published ports. */
export class Deployment {
    private constructor(private readonly folder: string) {}

    static async start(): Promise<{ deployment: Deployment; took: number }> {
        const deployment = new Deployment(await mkdtemp(join(tmpdir(), "slipway-sovd-")));
        const of = (image: string, more = ""): string => `{ build: !reset null, image: ${image}${more} }`;
        const quick = "healthcheck: { start_interval: 500ms }";
        const services = [
            `frontend: ${of(images.frontend, `, ports: !override ["127.0.0.1::80"], ${quick}`)}`,
            `backend: ${of(images.backend, `, ports: ["127.0.0.1::8000"], ${quick}`)}`,
            `vehicle-connector: ${of(images.backend, `, ${quick}`)}`,
            `migrate: ${of(images.backend)}`,
            `db: { ${quick} }`,
            `redis: { ${quick} }`,
        ];
        await writeFile(
            join(deployment.folder, "ports.yaml"),
            `services:\n${services.map((s) => `  ${s}\n`).join("")}`,
        );
        const lines = Object.entries(secrets).map(([name, value]) => `${name}='${value}'\n`);
        await writeFile(join(deployment.folder, ".env"), lines.join(""));
        const begun = performance.now();
        await deployment.compose("up", "--detach", "--wait", "--wait-timeout", "150").catch(async (error: unknown) => {
            await deployment.end();
            throw error;
        });
        return { deployment, took: seconds(begun) };
    }

    compose(...args: string[]): Promise<string> {
        const files = ["--env-file", join(this.folder, ".env"), "--file", join(app, "compose.yaml")];
        return run("docker", [
            "compose",
            "--project-name",
            id,
            ...files,
            "--file",
            join(this.folder, "ports.yaml"),
            ...args,
        ]);
    }

    async container(service: string): Promise<string> {
        return this.compose("ps", "--all", "--quiet", service);
    }

    async url(service: string, port: number): Promise<string> {
        return `http://${await this.compose("port", service, String(port))}`;
    }

    async facts<T>(service: string, format: string): Promise<T> {
        const text = await docker("inspect", "--format", `{{json ${format}}}`, await this.container(service));
        return JSON.parse(text) as T;
    }

    async end(): Promise<void> {
        await attempt("docker", ["compose", "--project-name", id, "down", "--volumes", "--timeout", "3"]);
        await rm(this.folder, { recursive: true, force: true });
    }
}

/** A command in a throw-away container of an image, as the image's own user. */
export const inside = (image: string, script: string, ...options: string[]): Promise<string> =>
    docker("run", "--rm", "--network", "none", ...options, "--entrypoint", "sh", image, "-c", script);

/** The same, but it may fail. */
export const tried = (...args: string[]): Promise<Ended> => attempt("docker", ["run", "--rm", ...args]);

/** Sends bytes as they are and answers what comes back until the other side has said this much or closes. */
export function raw(url: string, ...requests: { send: string; afterMs?: number }[]): Promise<string> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
        let heard = "";
        const socket = connect(Number(port), hostname, async () => {
            for (const { send, afterMs = 0 } of requests) {
                await new Promise((done) => setTimeout(done, afterMs));
                if (!socket.destroyed) socket.write(send);
            }
            setTimeout(() => socket.destroy(), 1500);
        });
        socket.on("data", (data) => (heard += data.toString("latin1")));
        socket.on("close", () => resolve(heard)).on("error", reject);
    });
}

/** What one window saw in which nothing happened for a while: see idle-window.mjs, a process as the test runner has no WebSocket. */
export async function idleWindow(
    of: Readonly<Record<"url" | "site" | "token", string>> & { readonly idleMs: number },
): Promise<{ closedAfterMs: number | null; silentMs: number; completed: boolean }> {
    const script = join(__dirname, "../support/sovd/idle-window.mjs");
    const flags = ["--experimental-websocket", "--no-warnings"];
    return JSON.parse(await run(process.execPath, [...flags, script, JSON.stringify(of)])) as never;
}

export async function tokenOf(site: string): Promise<string> {
    const body = JSON.stringify({ username: "operator", password: secrets.OPERATOR_PASSWORD });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${site}/api/v1/login`, { method: "POST", headers, body });
    return ((await answer.json()) as { token: string }).token;
}

const ECHO = `
import http.server, json
class Echo(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({"path": self.path, "headers": dict(self.headers)}).encode()
        self.send_response(200); self.send_header("Content-Type", "application/json"); self.end_headers(); self.wfile.write(body)
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("", 8000), Echo).serve_forever()`;

/** A frontend before a STAND-IN of the backend that answers with what it was asked. */
export async function echoed(containers: string[]): Promise<{ url: string; replace: () => Promise<string> }> {
    const name = `${id}-echo`;
    const net = `${id}-echo-net`;
    await docker("network", "create", net);
    const start = async (): Promise<string> => {
        await attempt("docker", ["rm", "--force", name]);
        const options = ["--detach", "--name", name, "--network", net, "--entrypoint", "python"];
        await docker("run", ...options, images.backend, "-c", ECHO);
        return docker("inspect", "--format", `{{(index .NetworkSettings.Networks "${net}").IPAddress}}`, name);
    };
    await start();
    const frontend = `${id}-echo-frontend`;
    containers.push(name, frontend);
    const options = ["--detach", "--name", frontend, "--network", net, "--publish", "127.0.0.1::80", "--read-only"];
    await docker("run", ...options, "--tmpfs", "/tmp", "--env", `BACKEND=${name}:8000`, images.frontend);
    const url = `http://${(await docker("port", frontend, "80/tcp")).split("\n")[0]}`;
    await until("the stand-in", async () => ((await fetch(`${url}/api/x`)).ok ? true : undefined));
    const replace = async (): Promise<string> => {
        // Somebody else takes the address, so that the new one has another.
        const squatter = `${id}-squatter`;
        containers.push(squatter);
        await docker("rm", "--force", name);
        await docker(
            "run",
            "--detach",
            "--name",
            squatter,
            "--network",
            net,
            "--entrypoint",
            "sleep",
            images.backend,
            "600",
        );
        return start();
    };
    return { url, replace };
}
