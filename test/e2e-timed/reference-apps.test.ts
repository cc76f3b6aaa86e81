import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startGitHubStandIn, type StandInGitHub } from "../support/github-stand-in/start";
import { quickest } from "../support/quickest";
import { LocalStack } from "../support/local-stack";
import { docker } from "../support/docker-sync";
import { freePort } from "../support/free-port";

jest.setTimeout(400_000);

/** A page as a browser sees it once its scripts have run. */
function page(url: string): string {
    const profile = mkdtempSync(join(tmpdir(), "slipway-browser-"));
    const quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
    ];
    const flags = ["--headless", "--no-sandbox", "--disable-gpu", ...quiet, `--user-data-dir=${profile}`];
    const result = spawnSync(
        process.env.CHROMIUM ?? "chromium",
        [...flags, "--virtual-time-budget=8000", "--dump-dom", url],
        {
            encoding: "utf8",
            timeout: 60_000,
        },
    );
    rmSync(profile, { recursive: true, force: true });
    return result.stdout;
}

describe("action-spec by a real pulumi up", () => {
    let stack: LocalStack;
    let port: number;
    let github: StandInGitHub | undefined;

    beforeAll(async () => {
        port = await freePort();
        stack = new LocalStack("t-action");
        stack.configure({ "slipway:apps": { "action-spec": { target: "local", publish: { web: port } } } });
    });
    afterAll(async () => {
        await stack.remove();
        github?.stop();
    });

    test("from the Compose file to a healthy page in a real browser; without a token it says so", async () => {
        const { code, output, ms } = await stack.up();
        expect(output).not.toMatch(/error:/);
        expect(code).toBe(0);
        const health = (await (await fetch(`http://127.0.0.1:${port}/health`)).json()) as Record<string, unknown>;
        expect(health).toMatchObject({ status: "healthy", github: { token: "missing" } });
        expect(health.release).toMatch(/^[0-9a-f]{12}$/);
        const dom = page(`http://127.0.0.1:${port}/`);
        expect(dom).toMatch(/GH_TOKEN/);
        console.info(`action-spec: pulumi up ${(ms / 1000).toFixed(1)} s`);
    });

    test("a second up changes nothing: no build, no restart, at most 10 s", async () => {
        const before = docker("ps", "--quiet", "--filter", `publish=${port}`);
        const again = () => stack.up(["--expect-no-changes"]);
        const ms = await quickest(10_000, again, ({ code, output }) => {
            expect(output).not.toMatch(/docker-build:index:Image/);
            expect(code).toBe(0);
            expect(docker("ps", "--quiet", "--filter", `publish=${port}`)).toBe(before);
        });
        console.info(`action-spec: second pulumi up ${(ms / 1000).toFixed(1)} s, 0 builds, 0 restarts`);
        expect(ms).toBeLessThan(10_000);
    });

    test("one changed line of the backend: only that image is built, the client in a loop is counted", async () => {
        const source = mkdtempSync(join(tmpdir(), "slipway-action-"));
        cpSync("docker/action-spec", source, { recursive: true });
        const compose = relative(process.cwd(), join(source, "compose.yaml"));
        const app = { target: "local", compose, publish: { web: port } };
        stack.configure({ "slipway:apps": { "action-spec": app } });
        expect((await stack.up()).code).toBe(0);
        appendFileSync(join(source, "backend", "app.py"), "\n# one more line\n");
        const counts = { answered: 0, refused: 0 };
        let running = true;
        const client = (async () => {
            for (let asked = 0; running && asked < 3000; asked += 1) {
                const ok = await fetch(`http://127.0.0.1:${port}/health`).then(
                    (answer) => answer.ok,
                    () => false,
                );
                counts[ok ? "answered" : "refused"] += 1;
                await sleep(20);
            }
        })();
        const { code, output, ms } = await stack.up();
        running = false;
        await client;
        rmSync(source, { recursive: true, force: true });
        expect(code).toBe(0);
        expect(output).toMatch(/\[frontend[^\]]*\] RUN pnpm run build[\s\S]*?CACHED/);
        console.info(
            `action-spec: one line changed: pulumi up ${(ms / 1000).toFixed(1)} s; a client in a loop meanwhile: ` +
                `${counts.answered} answered, ${counts.refused} not`,
        );
        expect(counts.answered).toBeGreaterThan(10);
    });

    test("with GitHub's stand-in it lists specs in a real browser", async () => {
        const network = "slipway-t-action-action-spec_default";
        const gateway = docker("network", "inspect", network, "--format", "{{(index .IPAM.Config 0).Gateway}}").trim();
        github = await startGitHubStandIn(gateway, "stand-in-token-of-the-test");
        const app = {
            target: "local",
            publish: { web: port },
            secrets: ["GH_TOKEN"],
            variables: { GITHUB_API_URL: github.url },
        };
        stack.configure({ "slipway:apps": { "action-spec": app } });
        stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
        stack.setSecret("action-spec:GH_TOKEN", "stand-in-token-of-the-test");
        const { code, output } = await stack.up();
        expect(output).not.toMatch(/error:/);
        expect(code).toBe(0);
        const { specs } = (await (await fetch(`http://127.0.0.1:${port}/api/specs`)).json()) as {
            specs: { customer: string }[];
        };
        expect(specs).toHaveLength(5);
        const dom = page(`http://127.0.0.1:${port}/`);
        for (const { customer } of specs) expect(dom).toContain(customer);
    });
});

describe("task-api by a real pulumi up", () => {
    let stack: LocalStack;
    let port: number;

    beforeAll(async () => {
        port = await freePort();
        stack = new LocalStack("t-tasks");
        const secrets = { DB_PASSWORD: "generated", API_KEY_SECRET: "generated", ADMIN_API_KEY: "generated" };
        stack.configure({ "slipway:apps": { "task-api": { target: "local", publish: { api: port }, secrets } } });
    });
    afterAll(async () => {
        await stack.remove();
    });

    test("create, list and complete a task with an API key", async () => {
        const { code, output, ms } = await stack.up();
        expect(output).not.toMatch(/error:/);
        expect(code).toBe(0);
        console.info(`task-api: pulumi up ${(ms / 1000).toFixed(1)} s`);
        const shown = await stack.pulumi(["stack", "output", "--json", "--show-secrets", "--stack", stack.name]);
        const outputs = JSON.parse(shown.output.slice(shown.output.indexOf("{"))) as {
            generated: Record<string, Record<string, string>>;
        };
        const admin = outputs.generated["task-api"]?.ADMIN_API_KEY ?? "";
        expect(admin.length).toBeGreaterThan(30);
        const call = async (method: string, path: string, headers: Record<string, string>, body?: unknown) => {
            const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
                method,
                headers: { "content-type": "application/json", ...headers },
                ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            });
            return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
        };
        expect((await call("GET", "/health", {})).status).toBe(200);
        expect((await call("GET", "/health/ready", {})).status).toBe(200);
        expect((await call("GET", "/v1/tasks", {})).status).toBe(401);
        const made = await call("POST", "/v1/admin/api-keys", { "x-admin-key": admin }, { name: "the-test" });
        expect(made.status).toBe(201);
        const key = { "x-api-key": String(made.body.key) };
        const task = await call("POST", "/v1/tasks", key, { title: "Ship it" });
        expect(task.status).toBe(201);
        expect((await call("GET", "/v1/tasks", key)).body).toMatchObject({ total: 1, items: [{ title: "Ship it" }] });
        const done = await call("POST", `/v1/tasks/${String(task.body.id)}/complete`, key);
        expect(done.status).toBe(200);
        expect((await call("GET", "/v1/tasks?status=open", key)).body).toMatchObject({ total: 0 });
    });
});
