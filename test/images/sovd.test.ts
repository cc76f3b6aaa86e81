/**
 * The images of docker/sovd against rows SV1 to SV10 and SV12 of the system's limits, each printing its figure. Real builds,
 * the whole Compose file in real containers. Where base images are stand-ins, sizes are judged above the base.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IdleTimeoutStandIn } from "../support/idle-timeout-stand-in";
import { checkPython, pythonOf } from "../support/python-app";
import { app, build, builder, Deployment, echoed, id, idleWindow, images, inside } from "./sovd.support";
import { raw, secrets, tokenOf, tried } from "./sovd.support";
import { attempt, buildContext, docker, hadolint, inspect, run, seconds, until } from "./task-api.support";

const MB = 1e6;
const HEADERS = {
    "x-frame-options": "SAMEORIGIN",
    "x-content-type-options": "nosniff",
    "x-xss-protection": "1; mode=block",
    "referrer-policy": "strict-origin-when-cross-origin",
};
const containers: string[] = [];
let work: string;
let deployment: Deployment;
let backend: string;
let frontend: string;
/** Two requests on one connection that is idle for 7 s in between, under way while other tests run. */
let idle: Promise<string>;

const dockerfile = async (part: string): Promise<string> => readFile(join(app, part, "Dockerfile"), "utf8");

beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), "slipway-sovd-"));
    const begun = performance.now();
    await Promise.all([
        build("backend", "--tag", images.backend),
        build("frontend", "--tag", images.frontend).then(() =>
            build("frontend", "--target", "builder", "--tag", builder),
        ),
    ]);
    const buildSeconds = seconds(begun);
    const { deployment: started, took } = await Deployment.start();
    deployment = started;
    [backend, frontend] = [await deployment.url("backend", 8000), await deployment.url("frontend", 80)];
    const ask = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
    idle = raw(backend, { send: ask }, { send: ask, afterMs: 7000 });
    console.info(`built in ${buildSeconds} s; compose.yaml unchanged but for ports: all healthy after ${took} s`);
}, 600_000);

afterAll(async () => {
    await deployment?.end();
    await attempt("docker", ["rm", "--force", "--volumes", ...containers]);
    await attempt("docker", ["network", "rm", `${id}-echo-net`]);
    await rm(work, { recursive: true, force: true });
});

test("SV1 two stages of python:3.11-slim, compilers in the first only; appuser uid 1001; no development tools", async () => {
    const [first = "", second = "", ...more] = (await dockerfile("backend")).split(/^FROM /m).slice(1);
    expect(more).toEqual([]);
    expect(first).toMatch(/^python:3\.11-slim AS builder\n[^]*apt-get install .*\bgcc python3-dev libpq-dev\b/);
    expect(second).toMatch(/^python:3\.11-slim\n[^]*apt-get install --yes --no-install-recommends libpq5 curl /);
    expect(await inside(images.backend, "id")).toBe("uid=1001(appuser) gid=1001(appuser) groups=1001(appuser)");
    const tools = "for c in gcc cc g++ ld as make pytest mypy ruff black; do command -v $c || true; done";
    expect(await inside(images.backend, tools)).toBe("");
    expect(await inside(images.backend, "ls -A /app")).toBe("alembic\nalembic.ini\napp\nuvicorn-log.json");
    expect(
        await inside(images.backend, "find /app /opt/packages -user appuser -o -writable -not -type l | wc -l"),
    ).toBe("0");
    console.info("SV1 two stages, uid 1001, no compiler and no development tool, code not writable by its user");
});

test("SV2 uvicorn with the document's command line; connections are kept longer than a load balancer keeps them", async () => {
    const command = "uvicorn app.main:app --host 0.0.0.0 --port 8000 --workers 4 --loop uvloop --http httptools";
    expect((await inspect(images.backend)).Config.Cmd.join(" ")).toBe(command);
    const id = await deployment.container("backend");
    const words = await docker("exec", id, "sh", "-c", "tr '\\0' ' ' < /proc/1/cmdline");
    expect(words.trim()).toMatch(new RegExp(`${command}$`));
    const workers = "grep -l spawn_main /proc/[0-9]*/cmdline 2>/dev/null | wc -l";
    expect(Number(await docker("exec", id, "sh", "-c", workers))).toBeGreaterThanOrEqual(4);
    // uvicorn's own 5 s would have closed it meanwhile.
    expect((await idle).match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    expect((await inspect(images.backend)).Config.Env).toContain("UVICORN_TIMEOUT_KEEP_ALIVE=75");
    console.info(`SV2 ${command}; four workers; a connection idle for 7 s still serves (75 s are set)`);
});

test("SV3 the health check asks /health/ready by curl, which asks database and Redis; /health asks nobody", async () => {
    const check = (await inspect(images.backend)) as unknown as { Config: { Healthcheck: { Test: string[] } } };
    expect(check.Config.Healthcheck.Test.join(" ")).toMatch(/^CMD curl .* http:\/\/127\.0\.0\.1:8000\/health\/ready$/);
    // What it says of a dead PostgreSQL and a dead Redis: test/e2e/sovd.test.ts. Here Redis hangs, which is worse.
    const redis = await deployment.container("redis");
    await docker("pause", redis);
    const hung = await fetch(`${backend}/health/ready`).finally(() => docker("unpause", redis));
    const { reason } = (await hung.json()) as { reason: string };
    expect([hung.status, reason]).toEqual([503, expect.stringMatching(/^redis: /)]);
    const ready = await until("ready", async () => {
        const answer = await fetch(`${backend}/health/ready`);
        return answer.ok ? answer.json() : undefined;
    });
    expect(ready).toEqual({ status: "ready" });
    expect((await fetch(`${backend}/health`)).status).toBe(200);
    console.info(`SV3 Redis hangs: 503 "${reason}"; it goes on: 200 again`);
});

test("SV4 each missing setting is named at start; JSON logs; metrics", async () => {
    const bare = await tried("--network", "none", images.backend, "python", "-c", "import app.main; app.main.app");
    expect(bare.code).toBe(78);
    const { message } = JSON.parse(bare.stdout.trim()) as { message: string };
    for (const name of ["DATABASE_URL", "REDIS_URL", "JWT_SECRET"])
        expect(message).toContain(`${name} is missing or empty`);
    const lines = (await docker("logs", await deployment.container("backend"))).split("\n");
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines)
        expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), message: expect.any(String) });
    const logs = await deployment.compose("logs", "--no-color");
    for (const secret of Object.values(secrets)) expect(logs).not.toContain(secret);
    expect(await (await fetch(`${backend}/metrics`)).text()).toMatch(
        /^sovd_http_requests_total\{method="GET",route="\/health"/m,
    );
    const names = [
        "fastapi",
        "sqlalchemy",
        "asyncpg",
        "redis",
        "structlog",
        "prometheus-client",
        "pydantic-settings",
        "uvloop",
    ];
    const script = `from importlib.metadata import version; print(*(f"{n} {version(n)}" for n in ${JSON.stringify(names)}), sep=", ")`;
    const versions = await docker("run", "--rm", "--network", "none", images.backend, "python", "-c", script);
    expect(versions).toMatch(/sqlalchemy 2\./);
    console.info(`SV4 ${versions}; exit 78 names all three; ${lines.length} log lines, all JSON, no secret in any`);
});

test("SV6 node:20-alpine to nginx:alpine by npm ci; vendor chunks, compressed copies; user nginx", async () => {
    const text = await dockerfile("frontend");
    expect(text.match(/^FROM .*/gm)).toEqual(["FROM node:20-alpine AS builder", "FROM nginx:alpine"]);
    expect(text).toMatch(/^RUN npm ci/m);
    const lock = await readFile(join(app, "frontend/package-lock.json"), "utf8");
    expect(lock).not.toContain('"resolved"');
    const { dependencies } = JSON.parse(await readFile(join(app, "frontend/package.json"), "utf8")) as {
        dependencies: Record<string, string>;
    };
    expect(dependencies.react).toMatch(/^18\./);
    const files = (await inside(images.frontend, "cd /usr/share/nginx/html && find . -type f")).split("\n");
    for (const chunk of ["vendor-react", "vendor-query", "index"]) {
        expect(
            files.filter((file) => new RegExp(`^\\./assets/${chunk}-[\\w-]{8}\\.js(\\.gz)?$`).test(file)),
        ).toHaveLength(2);
    }
    expect(await inside(images.frontend, "id -u; command -v node npm || true")).toBe("101");
    const check = (await inspect(images.frontend)) as unknown as { Config: { Healthcheck: { Test: string[] } } };
    expect(check.Config.Healthcheck.Test.join(" ")).toMatch(/^CMD wget .*\/health$/);
    console.info(
        `SV6 React ${dependencies.react}, ${files.length} files with their compressed copies, uid 101, no Node`,
    );
});

test("SV7 gzip for text, and the headers on every answer: pages, assets, errors, refusals", async () => {
    const page = await (await fetch(frontend)).text();
    const script = /\/assets\/vendor-react-[\w-]+\.js/.exec(page)?.[0] ?? "";
    const style = /\/assets\/[\w-]+\.css/.exec(page)?.[0] ?? "";
    const asked: [string, number][] = [["/", 200], ["/any/page", 200], [script, 200], ["/assets/gone.js", 404], ["/favicon.svg", 200],
        ["/health", 200], ["/api/v1/vehicles", 401], ["/api/nothing", 404], ["/ws/events", 404], [`/${"x".repeat(9000)}`, 414]]; // prettier-ignore
    const policies = new Set<string | null>();
    for (const [path, status] of asked) {
        const answer = await fetch(frontend + path);
        await answer.arrayBuffer();
        expect([path.slice(0, 40), answer.status]).toEqual([path.slice(0, 40), status]);
        for (const [name, value] of Object.entries(HEADERS))
            expect([path.slice(0, 40), answer.headers.get(name)]).toEqual([path.slice(0, 40), value]);
        policies.add(answer.headers.get("content-security-policy"));
    }
    expect([...policies]).toEqual([
        expect.stringMatching(/^default-src 'none'; script-src 'self'; style-src 'self'; /),
    ]);
    expect([...policies][0]).not.toMatch(/unsafe|\*/);
    const malformed = await raw(frontend, { send: "BROKEN\r\n\r\n" });
    expect(malformed).toMatch(/ 400 Bad Request[^]*X-Frame-Options: SAMEORIGIN[^]*Content-Security-Policy: /);
    const sizes: string[] = [];
    for (const path of ["/", script, style]) {
        const answer = await raw(frontend, {
            send: `GET ${path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n`,
        });
        expect(answer).toMatch(/^Content-Encoding: gzip\r$/m);
        sizes.push(`${path.replace(/-[\w-]{8}\./, ".")} ${answer.length} bytes`);
    }
    console.info(
        `SV7 ${asked.length + 1} answers of 7 kinds, all headers on each, one strict policy; compressed: ${sizes.join(", ")}`,
    );
});

test("SV8 /api/ and /ws/ reach the backend with who asked; a backend with a new address is found", async () => {
    const { url, replace } = await echoed(containers);
    interface Echo { path: string; headers: Record<string, string> } // prettier-ignore
    const ask = async (path: string, headers: Record<string, string> = {}) =>
        (await (await fetch(url + path, { headers })).json()) as Echo;
    const api = await ask("/api/v1/x?a=1", { "x-forwarded-for": "203.0.113.9" });
    expect(api.path).toBe("/api/v1/x?a=1");
    expect(api.headers).toMatchObject({
        Host: new URL(url).host,
        "X-Forwarded-Proto": "http",
        "X-Real-IP": expect.stringMatching(/^[\d.]+$/),
        "X-Forwarded-For": expect.stringMatching(/^203\.0\.113\.9, [\d.]+$/),
    });
    // A load balancer adds whom it heard; what stands before that anybody may have written.
    const through = { "x-forwarded-for": "198.51.100.1, 203.0.113.9, 10.0.1.5" };
    expect((await ask("/api/x", through)).headers["X-Real-IP"]).toBe("203.0.113.9");
    expect((await ask("/api/x")).headers["X-Real-IP"]).toMatch(/^(172|192|10)\./);
    expect((await ask("/api/x", { "x-forwarded-proto": "https" })).headers["X-Forwarded-Proto"]).toBe("https");
    const upgrade = "GET /ws/events HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    const heard = await raw(url, { send: upgrade });
    expect(heard).toMatch(/"Upgrade": "websocket"/);
    expect(heard).toMatch(/"Connection": "upgrade"/);
    const settings = await readFile(join(app, "frontend/nginx/default.conf"), "utf8");
    expect(settings).toMatch(/location \/ws\/ \{[^}]*proxy_read_timeout 1h;/);
    await replace();
    const begun = performance.now();
    await until("the new address", async () => ((await fetch(`${url}/api/x`)).ok ? true : undefined), 30);
    console.info(
        `SV8 Host, X-Real-IP, X-Forwarded-For, X-Forwarded-Proto, upgrade; a moved backend found after ${seconds(begun)} s`,
    );
});

test("SV8 a window that nothing happens in outlives a load balancer's 60 s; without a ping within its time it would not", async () => {
    const [kept, impatient] = await Promise.all(
        // As the load balancer has it, and a control: the backend pings every 20 s only.
        [60_000, 10_000].map((idleMs) => IdleTimeoutStandIn.before(frontend, idleMs)),
    );
    const token = await tokenOf(frontend);
    const [long, short] = await Promise.all([
        idleWindow({ url: kept!.url, site: frontend, token, idleMs: 75_000 }),
        idleWindow({ url: impatient!.url, site: frontend, token, idleMs: 30_000 }),
    ]);
    const cuts = [kept!.cut, impatient!.cut];
    for (const standIn of [kept!, impatient!]) standIn.stop();
    expect(long).toMatchObject({ closedAfterMs: null, completed: true });
    expect(long.silentMs).toBeGreaterThanOrEqual(75_000);
    expect(short.closedAfterMs).toBeGreaterThan(9000);
    expect(short.completed).toBe(false);
    expect(cuts).toEqual([0, 1]);
    console.info(
        `SV8 a WebSocket without a message for ${long.silentMs} ms, through what cuts at 60 s of silence: open, and live; where 10 s are cut: closed after ${short.closedAfterMs} ms`,
    );
}, 240_000);

test("SV9 any page is the page; assets for a year, pages never kept; /health", async () => {
    const kept = async (path: string) => {
        const answer = await fetch(frontend + path);
        return { status: answer.status, cache: answer.headers.get("cache-control"), text: await answer.text() };
    };
    const page = await kept("/");
    expect(page).toMatchObject({ status: 200, cache: "no-cache, no-store, must-revalidate" });
    expect(await kept("/vehicles/1/history")).toEqual(page);
    const assets = [...page.text.matchAll(/\/assets\/[\w.-]+/g)].map(String);
    expect(assets.length).toBeGreaterThanOrEqual(3);
    for (const asset of assets)
        expect(await kept(asset)).toMatchObject({ status: 200, cache: "public, max-age=31536000, immutable" });
    expect(await kept("/assets/index-00000000.js")).toMatchObject({ status: 404, cache: "no-store" });
    expect(await kept("/health")).toMatchObject({ status: 200, text: "healthy\n" });
    console.info(`SV9 two pages alike, ${assets.length} assets immutable for a year, a missing one 404 and not kept`);
});

test("SV10 port 80 without root, read-only roots, no capability; the setting that Fargate needs for it", async () => {
    for (const service of ["frontend", "backend", "vehicle-connector"]) {
        expect(await deployment.facts(service, ".HostConfig")).toMatchObject({
            ReadonlyRootfs: true,
            CapDrop: ["ALL"],
        });
        expect((await attempt("docker", ["exec", await deployment.container(service), "touch", "/x"])).code).not.toBe(
            0,
        );
    }
    expect(await docker("exec", await deployment.container("frontend"), "id", "-un")).toBe("nginx");
    expect(await deployment.facts("frontend", ".HostConfig.Sysctls")).toEqual({
        "net.ipv4.ip_unprivileged_port_start": "0",
    });
    // What Fargate would do without that setting, where Docker's own default is another.
    const strict = ["--sysctl", "net.ipv4.ip_unprivileged_port_start=1024", "--cap-drop", "ALL"];
    const refused = await tried(...strict, "--network", `${id}_default`, images.frontend);
    expect([refused.code, refused.stderr]).toEqual([
        1,
        expect.stringMatching(/bind\(\) to 0\.0\.0\.0:80 failed \(13: Permission denied\)/),
    ]);
    console.info(
        "SV10 port 80 as nginx (101) and 8000 as appuser (1001), read-only, no capability; without the sysctl: bind refused",
    );
});

test("SV12 both .dockerignore lists hold, a changed line rebuilds little, hadolint finds nothing", async () => {
    const planted = {
        backend: "__pycache__/a.pyc app/b.pyc tests/x.py htmlcov/x coverage.json .coverage .git/config .gitignore .env .env.example alembic/versions/x.pyc README.md Makefile docker-compose.yml Dockerfile.prod", // prettier-ignore
        frontend: "node_modules/a.js dist/a.js coverage/x stats.html .git/config .gitignore .env .env.example tests/a.ts src/a.test.ts src/a.test.tsx README.md Makefile docker-compose.yml Dockerfile.prod", // prettier-ignore
    };
    const figures: string[] = [];
    for (const part of ["backend", "frontend"] as const) {
        const names = [...planted[part].split(" "), "Dockerfile"];
        const folder = await mkdtemp(join(work, part));
        const source = join(folder, "source");
        const kept = (path: string): boolean =>
            !/\/(node_modules|dist|\.venv|__pycache__)(\/|$)/.test(path.slice(join(app, part).length));
        await cp(join(app, part), source, { recursive: true, filter: kept });
        const sent = await buildContext(folder, names.slice(0, -1), source);
        expect(sent.filter((file) => names.includes(file))).toEqual([]);
        expect(sent).toContain(part === "backend" ? "app/main.py" : "src/main.tsx");
        figures.push(`${part}: ${sent.length} paths sent, 0 of ${names.length} planted`);
        if (part === "frontend") continue;
        const file = join(source, "app/main.py");
        await writeFile(file, `${await readFile(file, "utf8")}\n# one more line\n`);
        const begun = performance.now();
        const { stderr } = await attempt("docker", [
            "buildx",
            "build",
            "--progress=plain",
            "--tag",
            `${id}-${part}`,
            source,
        ]);
        const took = seconds(begun);
        expect(stderr).toMatch(/RUN pip install[^]*?\n#\d+ CACHED/);
        await docker("image", "rm", "--force", `${id}-${part}`);
        figures.push(`one changed line ${took} s`);
    }
    expect(await dockerfile("frontend")).toMatch(/COPY package\.json package-lock\.json [^]*RUN npm ci[^]*COPY src\//);
    const lint = await run(await hadolint(), [join(app, "backend/Dockerfile"), join(app, "frontend/Dockerfile")]);
    expect(lint).toBe("");
    console.info(`SV12 ${figures.join("; ")}; hadolint: clean`);
});

test("both parts' own checks: black, ruff, mypy, pytest; eslint, types, unit tests", async () => {
    const source = join(app, "frontend");
    const mounts = ["tests", "eslint.config.js"].flatMap((name) => [
        "--volume",
        `${join(source, name)}:/app/${name}:ro`,
    ]);
    const script = "npm run --silent lint && npm run --silent types && NO_COLOR=1 npm run --silent test";
    const lint = async () =>
        run(await pythonOf(join(app, "backend")), ["-m", "ruff", "check", "--no-cache", "."], join(app, "backend"));
    const [{ types, unit }, , passed] = await Promise.all([
        checkPython(join(app, "backend")),
        lint(),
        inside(builder, script, ...mounts),
    ]);
    expect(unit).toMatch(/^\d+ passed/);
    expect(passed).toMatch(/Tests +\d+ passed/);
    console.info(
        `backend: ${types}; pytest: ${unit}; frontend: ${/Tests +(\d+ passed)/.exec(passed)?.[1]}, eslint and types clean`,
    );
});

// The last one: it stops what the others ask.
test("SV5 SV6 backend below 500 MB, frontend below 50 MB; layers, user, start to healthy, stop", async () => {
    const standIn = process.env.SLIPWAY_STAND_IN_BASES === "1";
    const bases = { backend: "python:3.11-slim", frontend: "nginx:alpine" } as const;
    const limits = { backend: 500, frontend: 50 } as const;
    // What the base weighs is not this image's doing; what it adds is.
    const added = { backend: 120, frontend: 2 } as const;
    const rows = ["image | MB | MB over base | layers over base | user | start to healthy s | stop s (code)"];
    for (const part of ["frontend", "backend"] as const) {
        const [whole, base] = [await inspect(images[part]), await inspect(bases[part])];
        expect(whole.RootFS.Layers.slice(0, base.RootFS.Layers.length)).toEqual(base.RootFS.Layers);
        const more = (whole.Size - base.Size) / MB;
        if (part === "backend" || !standIn) expect(whole.Size / MB).toBeLessThan(limits[part]);
        expect(more).toBeLessThan(added[part]);
        const container = await deployment.container(part);
        const stopping = performance.now();
        await docker("stop", "--time", "15", container);
        const stop = seconds(stopping);
        const code = await docker("inspect", "--format", "{{.State.ExitCode}}", container);
        expect([part, stop < 12, ["0", "143"].includes(code)]).toEqual([part, true, true]);
        const begun = performance.now();
        await docker("start", container);
        const healthy = async () =>
            (await docker("inspect", "--format", "{{.State.Health.Status}}", container)) === "healthy";
        await until(`${part} healthy`, async () => ((await healthy()) ? true : undefined), 120);
        const layers = whole.RootFS.Layers.length - base.RootFS.Layers.length;
        const { User: user } = whole.Config;
        const size = `${(whole.Size / MB).toFixed(0)} | ${more.toFixed(1)}`;
        rows.push(`${part} | ${size} | ${layers} | ${user} | ${seconds(begun)} | ${stop} (${code})`);
    }
    console.info(`SV5/SV6${standIn ? ", on stand-in bases" : ""}\n${rows.join("\n")}`);
});
