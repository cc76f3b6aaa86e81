/**
 * The rows AS1 to AS10 of LIMITS.md, each shown on the real image and on containers of it. GitHub is a stand-in
 * (test/support/github-stand-in); the base images are stand-ins too where SLIPWAY_STAND_IN_BASES=1.
 */
import { existsSync } from "node:fs";
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import {
    answered,
    App,
    closeNetwork,
    docker,
    IMAGE,
    inspect,
    openNetwork,
    pause,
    type Result,
    run,
} from "../support/github-stand-in/app";
import { type StandInGitHub, startGitHubStandIn } from "../support/github-stand-in/start";
import { portsOfTwoRequests } from "../support/kept-connection";
import { checkPython, hashOf } from "../support/python-app";

const SOURCE = resolve(__dirname, "../../docker/action-spec");
const TOKEN = "ghp_canary$with@odd%signs";
const MB = 1e6;
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "slipway", "action-spec");
const LOCAL_ONLY = new Set(["node_modules", "dist", ".venv", "__pycache__", ".mypy_cache", ".pytest_cache", "static"]);

const build = (context: string, ...args: string[]): Promise<Result> =>
    run("docker", ["buildx", "build", "--progress=plain", ...args, context], { mayFail: true, timeout: 480_000 });
const seconds = (since: number): number => Number(((Date.now() - since) / 1000).toFixed(1));
const copySources = (from: string, to: string): Promise<void> =>
    cp(from, to, { recursive: true, filter: (path) => path === from || !LOCAL_ONLY.has(basename(path)) });

interface Failure {
    error: { code: string; cause: string; action: string };
}
interface Health {
    status: string;
    release?: string;
    github: { token: string; last_answer: string; rate_limit?: { exhausted: boolean } };
}

let work: string;
let context: string;
let coldSeconds: number;
let gitHub: StandInGitHub;
let app: App; // with a good token
let bare: App; // without one

beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), "slipway-action-spec-"));
    context = join(work, "context");
    await copySources(SOURCE, context);
    const start = Date.now();
    const cold = await build(context, "--no-cache", "--load", "-t", IMAGE);
    if (cold.code) throw new Error(cold.out.slice(-6000));
    coldSeconds = seconds(start);
    gitHub = await startGitHubStandIn(await openNetwork(), TOKEN);
    app = await App.start({ GH_TOKEN: TOKEN, GITHUB_API_URL: gitHub.url });
    bare = await App.start({});
}, 600_000);

afterAll(async () => {
    gitHub?.stop();
    await closeNetwork();
    if (work) await rm(work, { recursive: true, force: true });
});

test("AS1 two stages on the named bases, frozen lockfile, pip without cache, layers in caching order", async () => {
    const file = await readFile(join(SOURCE, "Dockerfile"), "utf8");
    expect(file.match(/^FROM .*/gm)).toEqual(["FROM node:22-slim AS frontend", "FROM python:3.14-slim"]);
    expect(file).not.toMatch(/^# *syntax=/m);
    const history = (await docker("history", "--no-trunc", "--format", "{{.CreatedBy}}", IMAGE)).out;
    expect(history).toContain("pip install --no-cache-dir");
    const look = "find / -path /proc -prune -o -path '*/.cache/pip' -print; command -v node pnpm gcc; true";
    const leftovers = await docker("run", "--rm", "--user", "0", "--network", "none", IMAGE, "sh", "-c", look);
    expect(leftovers.out.trim()).toBe("");
    const lock = await readFile(join(SOURCE, "frontend/pnpm-lock.yaml"), "utf8");
    expect(lock).not.toMatch(/https?:/);

    const stale = join(work, "stale");
    await cp(context, stale, { recursive: true });
    const manifest = await readFile(join(stale, "frontend/package.json"), "utf8");
    await writeFile(join(stale, "frontend/package.json"), manifest.replace('"diff": "9.0.0"', '"diff": "8.0.2"'));
    expect((await build(stale, "--target", "frontend")).out).toContain("ERR_PNPM_OUTDATED_LOCKFILE");

    await appendFile(join(context, "backend/actionspec/health.py"), "# one more line\n");
    const start = Date.now();
    const again = await build(context, "--load", "-t", `${IMAGE}:changed`);
    const warmSeconds = seconds(start);
    expect(again.out).toMatch(/COPY --from=frontend[^\n]*\n#\d+ CACHED/);
    expect(again.out).not.toContain("vite build");
    expect(warmSeconds / coldSeconds).toBeLessThanOrEqual(0.15);
    expect(await inspect<string>(`${IMAGE}:changed`, ".Id")).not.toBe(await inspect<string>(IMAGE, ".Id"));
    await docker("image", "rm", `${IMAGE}:changed`);
    const share = ((100 * warmSeconds) / coldSeconds).toFixed(1);
    console.info(`AS1 cold build ${coldSeconds} s, one backend line changed ${warmSeconds} s (${share} %)`);
});

test("AS2 the built page lies in backend/static and Flask serves it from /", async () => {
    const print = "from app import app; print(app.static_folder, repr(app.static_url_path))";
    const { out } = await bare.exec("sh", "-c", `cd backend && python -c "${print}" 2>/dev/null`);
    expect(out.trim()).toBe("/app/backend/static ''");
    const files = (await bare.exec("find", "/app/backend/static", "-type", "f")).out.trim().split("\n");
    expect(files).toContain("/app/backend/static/index.html");
    expect(files.filter((name) => /assets\/index-[\w-]{8}\.(js|css)$/.test(name))).toHaveLength(2);
    console.info(`AS2 static_folder=/app/backend/static, static_url_path="", ${files.length} files`);
});

test("AS3 Gunicorn is process 1 with the document's arguments, on the port that PORT names", async () => {
    const words = async (container: App) =>
        (await container.exec("cat", "/proc/1/cmdline")).out.split("\0").slice(1, -1);
    const wanted = (port: number) =>
        `gunicorn --bind 0.0.0.0:${port} --workers 2 --timeout 60 --chdir backend app:app`.split(" ");
    const plain = await words(bare);
    expect([basename(plain[0] ?? ""), ...plain.slice(1)]).toEqual(wanted(8080));
    const other = await App.start({ PORT: "9191" }, { port: 9191 });
    expect((await words(other)).slice(1)).toEqual(wanted(9191).slice(1));
    console.info(`AS3 ${wanted(8080).join(" ")}; with PORT=9191 it answers on 9191`);
});

test("AS4 the image checks /health by urllib every 30 s, and /health answers 200 with JSON", async () => {
    const check = await inspect<Record<string, number> & { Test: string[] }>(IMAGE, ".Config.Healthcheck");
    expect(check).toMatchObject({ Interval: 30e9, Timeout: 3e9, StartPeriod: 5e9, Retries: 3 });
    expect(check.Test.join(" ")).toMatch(/urllib.*127\.0\.0\.1.*\/health/);
    const [, ...command] = check.Test;
    expect((await bare.exec(...command)).code).toBe(0);
    expect((await run("docker", ["exec", "-e", "PORT=1", bare.id, ...command], { mayFail: true })).code).not.toBe(0);

    const start = Date.now();
    const fresh = await App.start(
        { PORT: "9292", SLIPWAY_RELEASE: "r-7" },
        { port: 9292, flags: ["--health-interval=1s"] },
    );
    let health = "";
    while (health !== "healthy" && seconds(start) < 30) {
        await pause(200);
        health = await inspect<string>(fresh.id, ".State.Health.Status");
    }
    expect(health).toBe("healthy");
    const answer = await fresh.get("/health");
    expect([answer.status, answer.type]).toEqual([200, "application/json"]);
    expect(JSON.parse(answer.text)).toMatchObject({ status: "healthy", release: "r-7" });
    console.info(`AS4 30 s / 3 s / 5 s / 3, healthy by itself after ${seconds(start)} s on PORT=9292`);
});

test("AS5 the document's defaults, each to be overridden at run time", async () => {
    const env = await inspect<string[]>(IMAGE, ".Config.Env");
    const defaults = ["FLASK_ENV=production", "PORT=8080", "GH_REPO=trakrf/action-spec", "SPECS_PATH=infra"];
    expect(env).toEqual(expect.arrayContaining([...defaults, "WORKFLOW_BRANCH=main"]));
    expect(await bare.json("/api/config")).toMatchObject({
        repo: "trakrf/action-spec",
        specs_path: "infra",
        branch: "main",
    });
    const other = await App.start({
        GH_REPO: "a/b",
        SPECS_PATH: "demo/infra",
        WORKFLOW_BRANCH: "trunk",
        FLASK_ENV: "x",
    });
    expect(await other.json("/api/config")).toMatchObject({ repo: "a/b", specs_path: "demo/infra", branch: "trunk" });
    expect((await other.exec("printenv", "FLASK_ENV")).out.trim()).toBe("x");
    console.info("AS5 5 defaults as in the document, 5 overridden (PORT: AS3)");
});

test("AS6 pages are the page, assets have type and age, and nothing shadows /api", async () => {
    const page = await bare.get("/");
    expect([page.status, page.type, page.headers.get("cache-control")]).toEqual([
        200,
        "text/html; charset=utf-8",
        "no-cache",
    ]);
    const assets = [...page.text.matchAll(/\/assets\/[\w.-]+/g)].map(String);
    expect(assets).toHaveLength(2);
    for (const asset of assets) {
        const { status, type, headers } = await bare.get(asset);
        expect([status, headers.get("cache-control")]).toEqual([200, "public, max-age=31536000, immutable"]);
        expect(type).toMatch(asset.endsWith(".css") ? /^text\/css/ : /^(text|application)\/javascript/);
    }
    for (const path of ["/nonexistent-page", "/specs/a/b", "/apiary"]) {
        expect(await bare.get(path)).toMatchObject({ status: 200, text: page.text });
    }
    for (const path of ["/api/nonexistent", "/api/index.html", "/api/", "/api/specs/a/b/c"]) {
        for (const method of ["GET", "POST", "DELETE"]) {
            const { status, type } = await bare.get(path, { method });
            expect([path, method, status, type]).toEqual([path, method, 404, "application/json"]);
        }
    }
    expect(await bare.get("/assets/index-gone.js")).toMatchObject({ status: 404, type: "application/json" });
    console.info("AS6 / and 3 unknown pages 200 HTML, 2 hashed assets 200 for a year, 12 unknown API calls 404 JSON");
});

test("AS7 the token comes at run time only; without it the app starts and says what is missing", async () => {
    const baked = [await docker("history", "--no-trunc", IMAGE), await docker("image", "inspect", IMAGE)];
    expect(baked.some(({ out }) => /GH_TOKEN=|ENV GH_TOKEN|ARG GH_TOKEN/.test(out))).toBe(false);
    expect(await bare.json("/health")).toMatchObject({ status: "healthy", github: { token: "missing" } });
    const answer = await bare.get("/api/specs");
    expect([answer.status, answer.type]).toEqual([503, "application/json"]);
    const { error } = JSON.parse(answer.text) as Failure;
    expect(error).toMatchObject({ code: "token_missing", cause: "GH_TOKEN is not set." });
    expect(error.action).toContain("Set GH_TOKEN");
    expect(await app.json("/health")).toMatchObject({ github: { token: "set" } });
    expect((await app.json<{ specs: unknown[] }>("/api/specs")).specs).toHaveLength(5);
    console.info("AS7 without GH_TOKEN: /health 200 says missing, /api/specs 503 token_missing; with it 5 specs");
});

test("AS8 small, not root, read-only, and the context keeps what does not belong out", async () => {
    const size = await inspect<number>(IMAGE, ".Size");
    const above = size - (await inspect<number>("python:3.14-slim", ".Size"));
    const standIn = process.env.SLIPWAY_STAND_IN_BASES === "1";
    if (standIn) expect(above).toBeLessThan(30 * MB);
    else expect(size).toBeLessThan(500 * MB);
    expect((await app.exec("id", "-u")).out.trim()).toBe("10001");
    expect((await app.exec("touch", "/app/x")).out).toMatch(/Read-only file system/);
    expect((await app.exec("touch", "/tmp/x")).code).toBe(0);

    const planted = [".git/config", "node_modules/a.js", "frontend/node_modules/a.js", "frontend/dist/index.html"];
    planted.push(
        "backend/__pycache__/a.pyc",
        ".env",
        ".env.local",
        "backend/.env",
        "docs/a.txt",
        "backend/static/a.js",
    );
    planted.push(".mypy_cache/a", "backend/.pytest_cache/a", "frontend/.vite/a", "backend/.venv/bin/python");
    for (const name of planted) {
        await mkdir(join(context, name, ".."), { recursive: true });
        await writeFile(join(context, name), "planted");
    }
    const sent = join(work, "sent");
    const args = ["buildx", "build", "-f", "-", "--output", `type=local,dest=${sent}`, context];
    await run("docker", args, { input: "FROM scratch\nCOPY . /\n" });
    const files = (await readdir(sent, { recursive: true })).map(String);
    const unwanted =
        /(^|\/)(\.git|node_modules|dist|static|__pycache__|\.venv|\.\w+_cache|\.vite|\.env[^/]*|tests|docs)(\/|$)|\.md$/;
    expect(files.filter((name) => unwanted.test(name))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(["backend/app.py", "frontend/pnpm-lock.yaml"]));
    const figure = `image ${(above / MB).toFixed(1)} MB above base (${(size / MB).toFixed(0)} MB in all`;
    console.info(`AS8 ${figure}${standIn ? " on a stand-in base" : ""}), uid 10001, context ${files.length} entries`);
});

test("AS8 compose.yaml runs it as hardened, and healthy", async () => {
    const override = join(work, "override.yaml");
    const ports =
        'services: { web: { build: !reset null, image: slipway-test/action-spec, ports: !override ["127.0.0.1::8080"],';
    await writeFile(override, `${ports} healthcheck: { start_interval: 1s } } }\n`);
    const base = ["compose", "-p", "slipway-test-action-spec", "-f", join(SOURCE, "compose.yaml"), "-f", override];
    const compose = (...args: string[]) => run("docker", [...base, ...args], { env: { ...process.env, GH_TOKEN: "" } });
    try {
        const start = Date.now();
        await compose("up", "--detach", "--wait", "--wait-timeout", "60");
        const id = (await compose("ps", "-q", "web")).out.trim();
        const host = await inspect<Record<string, unknown>>(id, ".HostConfig");
        expect(host).toMatchObject({ ReadonlyRootfs: true, CapDrop: ["ALL"], Tmpfs: { "/tmp": "" } });
        expect(host.SecurityOpt).toEqual(["no-new-privileges:true"]);
        expect(host.RestartPolicy).toMatchObject({ Name: "unless-stopped" });
        console.info(`AS8 compose.yaml: healthy after ${seconds(start)} s, read-only, no capabilities`);
    } finally {
        await compose("down", "--timeout", "10");
    }
});

test("AS9 both workers, a quick end, slow GitHub, rate limit and bad token", async () => {
    const booted = [...(await app.logs()).matchAll(/Booting worker with pid: (\d+)/g)].map((match) => match[1]);
    expect(new Set(booted).size).toBe(2);

    // One call of 50 s is waited for; a list needs three of them and ends by itself before Gunicorn's 60 s.
    await gitHub.control("PUT", "mode", { slowMs: 50_000 });
    const start = Date.now();
    const slow = app.get("/api/specs/advworks/dev/history").then((answer) => ({ ...answer, took: seconds(start) }));
    const kept = portsOfTwoRequests(`${app.url}/health`);
    const slower = app.get("/api/specs").then((answer) => ({ ...answer, took: seconds(start) }));
    let worstProbe = 0;
    while (seconds(start) < 45) {
        const probe = Date.now();
        expect((await app.get("/health")).status).toBe(200);
        worstProbe = Math.max(worstProbe, Date.now() - probe);
        await pause(500);
    }
    const [one, three] = [await slow, await slower];
    expect([one.status, three.status]).toEqual([200, 504]);
    expect((JSON.parse(three.text) as Failure).error.code).toBe("github_timeout");
    expect(three.took).toBeLessThan(60);
    expect(worstProbe).toBeLessThan(3000);
    expect(await app.logs()).not.toMatch(/WORKER TIMEOUT|SIGKILL/);
    const [port, later] = await kept;
    expect(later).toBe(port);
    expect([...(await app.logs()).matchAll(/Booting worker/g)]).toHaveLength(2);

    await gitHub.control("PUT", "mode", { rateLimited: true });
    const limited = await app.get("/api/specs");
    expect([limited.status, (JSON.parse(limited.text) as Failure).error.code]).toEqual([503, "rate_limited"]);
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(1700);
    // Either worker may answer: both must know.
    for (let i = 0; i < 10; i++) {
        expect((await app.json<Health>("/health")).github.rate_limit?.exhausted).toBe(true);
    }
    await gitHub.control("PUT", "mode", { revoked: true });
    expect((await app.json<Failure>("/api/specs")).error.code).toBe("bad_token");
    expect((await app.json<Health>("/health")).github.last_answer).toBe("bad_token");

    // Ended while a request waits for GitHub.
    await gitHub.control("PUT", "mode", { slowMs: 50_000 });
    const cut = app.get("/api/specs").catch(() => undefined);
    await pause(500);
    const end = Date.now();
    await docker("stop", "--timeout", "30", app.id);
    const stopSeconds = seconds(end);
    await cut;
    expect(stopSeconds).toBeLessThan(10);
    expect(await inspect<number>(app.id, ".State.ExitCode")).toBe(0);
    await gitHub.control("POST", "reset");

    const told = [...answered, await app.logs(), await bare.logs()].join("\n");
    for (const form of [TOKEN, encodeURIComponent(TOKEN), Buffer.from(TOKEN).toString("base64")]) {
        expect(told.includes(form)).toBe(false);
    }
    const figures = `GitHub of 50 s answered in ${one.took} s, given up after ${three.took} s, worst probe ${worstProbe} ms`;
    console.info(`AS9 2 workers, none killed; ${figures}; SIGTERM with a request waiting: ${stopSeconds} s, code 0`);
});

test("AS10 backend: black, mypy, pytest; frontend: eslint, types, unit and browser tests", async () => {
    const { types, unit } = await checkPython(join(SOURCE, "backend"));
    console.info(`AS10 backend: black clean; mypy: ${types}; pytest: ${unit}`);

    // A copy beside its own node_modules, outside the work tree.
    const frontend = join(CACHE, `frontend-${await hashOf(join(SOURCE, "frontend/pnpm-lock.yaml"))}`);
    await mkdir(frontend, { recursive: true });
    for (const name of await readdir(frontend)) {
        if (name !== "node_modules") await rm(join(frontend, name), { recursive: true });
    }
    await copySources(join(SOURCE, "frontend"), frontend);
    const manifest = JSON.parse(await readFile(join(frontend, "package.json"), "utf8")) as { packageManager: string };
    const tool = join(CACHE, manifest.packageManager);
    const pnpmBin = join(tool, "node_modules/pnpm/bin/pnpm.cjs");
    if (!existsSync(pnpmBin)) {
        await run("npm", [
            "install",
            "--no-save",
            "--no-audit",
            "--no-fund",
            "--prefix",
            tool,
            manifest.packageManager,
        ]);
    }
    const again = await App.start({ GH_TOKEN: TOKEN, GITHUB_API_URL: gitHub.url });
    const urls = { APP_URL: again.url, STAND_IN_URL: gitHub.url };
    const pnpm = (...args: string[]) =>
        run(process.execPath, [pnpmBin, ...args], {
            cwd: frontend,
            env: { ...process.env, NO_COLOR: "1", CI: "1", ...urls },
        });
    await pnpm("install", "--frozen-lockfile");
    await pnpm("run", "lint");
    await pnpm("run", "types");
    const passed = (out: string) => out.match(/Tests\s+(\d+ passed \(\d+\))/)?.[1];
    const [views, browser] = [passed((await pnpm("run", "test")).out), passed((await pnpm("run", "test:browser")).out)];
    expect([unit, views, browser]).not.toContain(undefined);
    expect(await again.logs()).not.toContain(TOKEN);
    console.info(`AS10 frontend: eslint and types clean; unit: ${views}; browser: ${browser}`);
}, 600_000);
