/**
 * The rows SE1 to SE8 (of SE8 the workflow: spec-editor-workflow.test.ts) and our part of SE10 of LIMITS.md, each shown on
 * the real image and on containers of it. Not here: SE9 (on EC2) and, of SE10, TLS proxy, Secrets Manager, CloudWatch logs and
 * blue/green belong to the target ec2-compose and its tests. GitHub is a stand-in (test/support/github-stand-in);
 * python:3.12-slim and the echo are stand-ins too where SLIPWAY_STAND_IN_BASES=1.
 */
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { answered, App, closeNetwork, docker, inspect, openNetwork, pause, run } from "../support/github-stand-in/app";
import { type StandInGitHub, startGitHubStandIn } from "../support/github-stand-in/start";
import { portsOfTwoRequests } from "../support/kept-connection";
import { checkPython } from "../support/python-app";
import { Deployment, fieldsOf, HOST, IMAGE, seconds, send, SOURCE } from "./spec-editor.support";
import { buildContext, hadolint, peakMemoryMiB } from "./task-api.support";

const TOKEN = 'ghp_canary"with@odd%signs';
const REGISTRY = process.env.SLIPWAY_REGISTRY ?? "127.0.0.1:5000";
const POD = "/pods/advworks/dev";
const MB = 1e6;
const standInBases = process.env.SLIPWAY_STAND_IN_BASES === "1";

interface State {
    StartedAt: string;
    Health: { Status: string; Log: { ExitCode: number; End: string }[] };
}

interface Health {
    status: string;
    problem?: { code: string; message: string };
    github: { token: string; rate_limit?: { remaining: number } };
    release?: string;
}

let gitHub: StandInGitHub;
let app: App; // with a good token
let bare: App; // without one
let python: Promise<{ types: string; unit: string | undefined }>;
let buildSeconds: number;
let startSeconds: number;
const deployments: Deployment[] = [];

const build = (context: string, ...args: string[]) =>
    run("docker", ["buildx", "build", "--progress=plain", ...args, context], { mayFail: true, timeout: 300_000 });
const start = (env: Record<string, string>) => App.start(env, { image: IMAGE, port: 5000 });
async function deploy(project: string, environment: Record<string, string>): Promise<Deployment> {
    const deployment = await Deployment.prepare(project, environment);
    deployments.push(deployment);
    return deployment;
}

beforeAll(async () => {
    // Beside the build, which mostly waits; its outcome is the last test's.
    python = checkPython(join(SOURCE, "backend"));
    const settled = python.catch(() => undefined);
    const begun = performance.now();
    const built = await build(SOURCE, "--no-cache", "--load", "--tag", IMAGE);
    if (built.code) throw new Error(built.out.slice(-6000));
    buildSeconds = seconds(begun);
    await settled;
    gitHub = await startGitHubStandIn(await openNetwork(), TOKEN, "demo/infra");
    const starting = performance.now();
    app = await start({ GH_TOKEN: TOKEN, GITHUB_API_URL: gitHub.url });
    startSeconds = seconds(starting);
    bare = await start({});
}, 400_000);

afterAll(async () => {
    for (const deployment of deployments) {
        await deployment.down();
        await rm(deployment.folder, { recursive: true, force: true });
    }
    gitHub?.stop();
    await closeNetwork();
});

test("SE1 two stages on python:3.12-slim; Flask, PyGithub and PyYAML behind Gunicorn, port 5000, not root", async () => {
    const file = await readFile(join(SOURCE, "Dockerfile"), "utf8");
    expect(file.match(/^FROM .*/gm)).toEqual(["FROM python:3.12-slim AS builder", "FROM python:3.12-slim"]);
    const config = await inspect<Record<string, unknown>>(IMAGE, ".Config");
    expect(config).toMatchObject({
        ExposedPorts: { "5000/tcp": {} },
        User: "10001:10001",
        Cmd: ["gunicorn", "app:app"],
    });
    const print =
        "import sys, flask, yaml, importlib.metadata as m; " +
        "print(sys.version_info[:2], m.version('flask'), m.version('PyGithub'), yaml.__version__, m.version('gunicorn'))";
    const versions = (await app.exec("python", "-c", print)).out.trim();
    expect(versions).toMatch(/^\(3, 12\) 3\.\d+\.\d+ 2\.\d+\.\d+ 6\.\d+\.\d+ \d+\.\d+\.\d+$/);
    expect((await app.exec("cat", "/proc/1/cmdline")).out.split("\0").slice(1, 3)).toEqual([
        "/opt/packages/bin/gunicorn",
        "app:app",
    ]);
    const look = "command -v gcc curl; ls /opt/packages/lib/python3.12/site-packages | grep -E '^pip$'; ls /app";
    expect((await app.exec("sh", "-c", look)).out.trim().split("\n")).toEqual(["app.py", "editor", "gunicorn.conf.py"]);
    expect((await app.exec("id", "-u")).out.trim()).toBe("10001");
    expect((await app.exec("touch", "/app/x")).out).toMatch(/Read-only file system/);
    const lint = await run(await hadolint(), [join(SOURCE, "Dockerfile")], { mayFail: true });
    expect(lint.out).toBe("");
    console.info(
        `SE1 Python, Flask, PyGithub, PyYAML, Gunicorn: ${versions}; uid 10001, read-only root, hadolint: clean`,
    );
});

test("SE2 lists pods, renders a form from a spec, saves, and starts the workflow on the branch", async () => {
    const list = await app.get("/");
    expect(list.text.match(/href="\/pods\/[^"]+"/g)).toHaveLength(5);
    const page = await app.get(POD);
    const cookie = (page.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const fields = fieldsOf(page.text);
    expect(fields).toMatchObject({ "/spec/compute/instance_name": "web5", "/spec/compute/instance_type": "t4g.nano" });
    const changed = { ...fields, "/spec/compute/instance_type": "t4g.small", "/spec/security/waf/enabled": "true" };
    const review = await send(app, `${POD}/review`, changed, cookie);
    expect(review.text).toContain(">+    instance_type: t4g.small\n<");
    const saved = await send(app, `${POD}/save`, { ...fieldsOf(review.text), then: "deploy" }, cookie);
    expect([saved.status, saved.headers.get("location")]).toEqual([303, "/runs/1?customer=advworks&environment=dev"]);
    expect((await app.get("/runs/1")).text).toContain("queued");
    const state = (await gitHub.control("GET", "state")) as {
        branches: { main: { files: Record<string, string> } };
        dispatches: unknown[];
    };
    const text = state.branches.main.files["demo/infra/advworks/dev/spec.yml"];
    expect(text).toMatch(/^# The sales demo runs here\.\n[^]*instance_type: t4g\.small\n[^]*enabled: true\n$/);
    const inputs = { customer: "advworks", environment: "dev", instance_name: "web5", waf_enabled: "true" };
    expect(state.dispatches).toEqual([{ file: "deploy-pod.yml", ref: "main", inputs }]);
    const foreign = await send(app, `${POD}/deploy`, fields, "spec_editor_form=another");
    expect(foreign.status).toBe(403);
    console.info(
        "SE2 5 pods; 2 fields changed and saved in one commit, its comment kept; deploy-pod.yml started on main",
    );
});

test("SE3 SE5 one command up from Compose file and .env: both services healthy within 10 s, restarted unless stopped", async () => {
    const deployment = await deploy("slipway-test-se3", { GH_TOKEN: TOKEN, GITHUB_API_URL: gitHub.url });
    await docker("tag", IMAGE, "ghcr.io/trakrf/spec-editor:latest");
    try {
        const took = await deployment.up();
        const healthy: number[] = [];
        for (const service of ["spec-editor", "demo-app"]) {
            expect(await deployment.facts(service, ".HostConfig.RestartPolicy.Name")).toBe("unless-stopped");
            const { StartedAt, Health } = await deployment.facts<State>(service, ".State");
            expect(Health.Status).toBe("healthy");
            const end = Health.Log.find(({ ExitCode }) => ExitCode === 0)?.End ?? "";
            healthy.push((Date.parse(end) - Date.parse(StartedAt)) / 1000);
        }
        expect(Math.max(...healthy)).toBeLessThan(10);
        const hardened = { ReadonlyRootfs: true, CapDrop: ["ALL"], Tmpfs: { "/tmp": "" } };
        expect(await deployment.facts("spec-editor", ".HostConfig")).toMatchObject(hardened);
        expect((await (await fetch(`http://${HOST}:5000/health`)).json()) as Health).toMatchObject({
            github: { token: "set", repository: "trakrf/action-spec" },
        });
        const echo = await (await fetch(`http://${HOST}:8080/firewall?try=1`, { headers: { "x-try": "yes" } })).json();
        expect(echo).toMatchObject({
            path: "/firewall",
            method: "GET",
            query: { try: "1" },
            headers: { "x-try": "yes" },
        });
        const demo = standInBases ? "a stand-in of mendhak/http-https-echo" : "mendhak/http-https-echo";
        const after = healthy.map((value) => value.toFixed(1)).join(" s and ");
        console.info(`SE3 SE5 healthy ${after} s after their start, the whole command: ${took} s; demo-app is ${demo}`);
    } finally {
        await deployment.down();
        await docker("rmi", "ghcr.io/trakrf/spec-editor:latest");
    }
});

test("SE3 SE4 the file: ports, defaults, and GH_TOKEN from .env; git and the build ignore .env", async () => {
    const folder = (await deploy("slipway-test-se4", {})).folder;
    const model = async (more: string) => {
        await cp(join(SOURCE, ".env.example"), join(folder, ".env"));
        await writeFile(join(folder, ".env"), `${await readFile(join(folder, ".env"), "utf8")}\n${more}`);
        const env = { PATH: process.env.PATH, HOME: process.env.HOME, DOCKER_CONFIG: process.env.DOCKER_CONFIG };
        const config = ["compose", "--file", "compose.yaml", "config", "--format", "json"];
        return JSON.parse((await run("docker", config, { cwd: folder, env })).out) as {
            services: Record<
                string,
                { environment: Record<string, string>; ports: unknown[]; image: string; restart: string }
            >;
        };
    };
    const { "spec-editor": editor, "demo-app": demo } = (await model("GH_TOKEN=from-dot-env\n")).services;
    expect(editor).toMatchObject({
        image: "ghcr.io/trakrf/spec-editor:latest",
        ports: [{ target: 5000, published: "5000" }],
        restart: "unless-stopped",
        environment: {
            GH_TOKEN: "from-dot-env",
            GH_REPO: "trakrf/action-spec",
            SPECS_PATH: "demo/infra",
            WORKFLOW_BRANCH: "main",
        },
    });
    expect(demo).toMatchObject({
        image: expect.stringMatching(/^mendhak\/http-https-echo:\d+$/) as unknown,
        ports: [{ target: 8080, published: "8080" }],
        restart: "unless-stopped",
        environment: { HTTP_PORT: "8080" },
    });
    const other = (await model("GH_REPO=a/b\nSPECS_PATH=x\nSPEC_EDITOR_TAG=main-1234567\n")).services["spec-editor"];
    expect(other?.image).toBe("ghcr.io/trakrf/spec-editor:main-1234567");
    expect(other?.environment).toMatchObject({ GH_TOKEN: "", GH_REPO: "a/b", SPECS_PATH: "x" });
    const ignored = await run("git", ["check-ignore", ".env", "backend/.env"], { cwd: SOURCE });
    expect(ignored.out.trim().split("\n")).toEqual([".env", "backend/.env"]);
    const planted = [
        ".env",
        "backend/.env",
        "backend/editor/.env",
        "backend/editor/__pycache__/a.pyc",
        ".git/config",
        "x",
    ];
    const sent = await buildContext(folder, planted, SOURCE);
    expect(sent.filter((name) => /\.env|\.git|pycache|tests|\.md$|^x$/.test(name))).toEqual([]);
    expect(sent).toEqual(expect.arrayContaining(["backend/app.py", "backend/editor/templates/pod.html"]));
    console.info(
        `SE4 3 defaults as in the document, .env read by Compose; context of ${sent.length} entries, 0 of ${planted.length} planted`,
    );
});

test("SE5 built in under 2 minutes, under 500 MB, answers in under 10 s", async () => {
    const size = await inspect<number>(IMAGE, ".Size");
    const above = size - (await inspect<number>("python:3.12-slim", ".Size"));
    expect(buildSeconds).toBeLessThan(120);
    // A stand-in's own size says nothing: what we add to it must leave room for the real one's 130 MB.
    expect(above).toBeLessThan(100 * MB);
    expect(size).toBeLessThan(500 * MB);
    expect(startSeconds).toBeLessThan(10);
    const base = standInBases ? "a stand-in base" : "the base";
    const figures = `image ${(size / MB).toFixed(0)} MB, of it ${(above / MB).toFixed(0)} MB above ${base}`;
    console.info(`SE5 built from nothing in ${buildSeconds} s; ${figures}; first answer after ${startSeconds} s`);
});

test("SE7 no token, bad token, rate limit: containers run, /health tells, pages say what to do", async () => {
    const kept = portsOfTwoRequests(`${bare.url}/health`);
    const page = await bare.get("/");
    expect([page.status, page.type]).toEqual([500, "text/html; charset=utf-8"]);
    expect(page.text).toContain("GH_TOKEN is not set, so nothing can be asked of GitHub.");
    expect(await bare.json("/health")).toMatchObject({ status: "degraded", problem: { code: "no_token" } });
    const bad = await start({ GH_TOKEN: "ghp_wrong", GITHUB_API_URL: gitHub.url });
    const told = async (container: App, code: string): Promise<Health> => {
        for (let tries = 0; tries < 50; tries += 1) {
            const health = await container.json<Health>("/health");
            if (health.problem?.code === code) return health;
            await pause(100);
        }
        throw new Error(`/health does not say ${code}: ${JSON.stringify(await container.json("/health"))}`);
    };
    // Nobody has opened a page of it.
    expect((await told(bad, "bad_token")).problem?.message).toContain("401 Bad credentials");
    expect((await bad.get("/")).status).toBe(502);
    await gitHub.control("PUT", "mode", { rateLimited: true });
    const limited = await app.get("/");
    expect([limited.status, Number(limited.headers.get("retry-after")) > 1700]).toEqual([503, true]);
    const health = await told(app, "rate_limited");
    expect([health.status, health.github.rate_limit?.remaining]).toEqual(["degraded", 0]);
    await gitHub.control("PUT", "mode", {});
    const [port, later] = await kept;
    expect(later).toBe(port);
    console.info(
        "SE7 no token: 500 with the reason; bad token: /health bad_token, pages 502; rate limit: /health, pages 503",
    );
});

test("SE7 a taken port, a missing requirements file and too little memory are told clearly", async () => {
    const deployment = await deploy("slipway-test-se7", { SPEC_EDITOR_IMAGE: IMAGE });
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(5000, HOST, done));
    const up = await deployment.compose("up", "--detach", "spec-editor");
    taken.close();
    await deployment.down();
    expect(up.code).not.toBe(0);
    expect(up.out).toMatch(/127\.0\.0\.2:5000.*address already in use/);

    const context = join(deployment.folder, "context");
    await cp(SOURCE, context, { recursive: true });
    await rm(join(context, "backend/requirements.txt"));
    const built = await build(context);
    expect(built.code).not.toBe(0);
    expect(built.out).toMatch(/backend\/requirements\.txt.*not found/);

    const small = ["--memory", "24m", "--memory-swap", "24m", "--restart", "unless-stopped"];
    const id = (await docker("run", "--detach", ...small, IMAGE)).out.trim();
    try {
        let state = { OOMKilled: false, RestartCount: 0 };
        for (let tries = 0; tries < 100 && !(state.OOMKilled || state.RestartCount > 0); tries += 1) {
            await pause(100);
            state = {
                OOMKilled: await inspect<boolean>(id, ".State.OOMKilled"),
                RestartCount: await inspect<number>(id, ".RestartCount"),
            };
        }
        expect(state.OOMKilled || state.RestartCount > 0).toBe(true);
    } finally {
        await docker("rm", "--force", id);
    }
    const used = await peakMemoryMiB(app.id);
    console.info(
        `SE7 port taken, no requirements.txt: refused by name; 24 MiB: killed and started again; ${used.toFixed(0)} MiB used at most here`,
    );
});

test("SE8 pulled by tag from a registry, and back to an earlier tag; nothing but Compose file and .env is there", async () => {
    const name = `${REGISTRY}/slipway-test/spec-editor`;
    const [older, newer] = ["main-aaaaaaa", "main-bbbbbbb"];
    for (const release of [older, newer]) {
        await docker("commit", "--change", `ENV SLIPWAY_RELEASE=${release}`, bare.id, `${name}:${release}`);
        await docker("push", "--quiet", `${name}:${release}`);
    }
    await docker("tag", `${name}:${newer}`, `${name}:latest`);
    await docker("push", "--quiet", `${name}:latest`);
    await docker("rmi", `${name}:${older}`, `${name}:${newer}`, `${name}:latest`);
    const settings = { SPEC_EDITOR_IMAGE: name, GH_TOKEN: TOKEN, GITHUB_API_URL: gitHub.url };
    const deployment = await deploy("slipway-test-se8", settings);
    const serves = async (release: string): Promise<number> => {
        const begun = performance.now();
        expect((await deployment.compose("pull", "spec-editor")).code).toBe(0);
        expect((await deployment.compose("up", "--detach", "--no-build", "spec-editor")).code).toBe(0);
        while (seconds(begun) < 60) {
            const signal = AbortSignal.timeout(2000);
            const answer = await fetch(`http://${HOST}:5000/health`, { signal }).catch(() => undefined);
            if (((await answer?.json()) as Health | undefined)?.release === release) return seconds(begun);
            await pause(100);
        }
        throw new Error(`${release} does not serve: ${(await deployment.compose("logs")).out}`);
    };
    try {
        const first = await serves(newer);
        await deployment.environment({ ...settings, SPEC_EDITOR_TAG: older });
        const back = await serves(older);
        await deployment.environment({ ...settings, SPEC_EDITOR_TAG: "main-0000000" });
        const unknown = await deployment.compose("pull", "spec-editor");
        expect([unknown.code, unknown.out]).toEqual([
            1,
            expect.stringMatching(/manifest.* not found|manifest unknown/),
        ]);
        expect(((await (await fetch(`http://${HOST}:5000/health`)).json()) as Health).release).toBe(older);
        console.info(
            `SE8 from a local registry: latest pulled and serving in ${first} s, back to ${older} in ${back} s; an unknown tag changes nothing`,
        );
    } finally {
        await deployment.down();
        await run("docker", ["rmi", "--force", `${name}:${older}`, `${name}:latest`], { mayFail: true });
    }
});

test("SE10 two stages and Gunicorn (SE1), scanning (SE8), metrics; pages are strict about where they load from", async () => {
    const policy = (await app.get("/")).headers.get("content-security-policy");
    const { text, type } = await app.get("/metrics");
    expect(type).toMatch(/^text\/plain; version=/);
    expect(text).toMatch(/^spec_editor_actions_total\{action="deploy"\} \d/m);
    expect(text).toMatch(/^spec_editor_requests_total\{method="GET",route="\/",status="200"\} \d/m);
    expect(text).toMatch(/^spec_editor_github_calls_left \d+/m);
    expect(policy).toMatch(/^default-src 'none'; style-src 'self'; script-src 'self'/);
    console.info(`SE10 ${text.match(/^# TYPE/gm)?.length} metrics; no inline script or style`);
});

test("SE6 no token in any log line, page or health answer, in any spelling", async () => {
    await gitHub.control("PUT", "mode", { revoked: true }); // this stand-in repeats the token in its refusal
    expect((await app.get("/")).status).toBe(502);
    await app.get(`/${encodeURIComponent(TOKEN)}?q=${encodeURIComponent(TOKEN)}`);
    await gitHub.control("POST", "reset", {});
    const lines = (await app.logs()).trim().split("\n");
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: expect.any(String) as unknown });
    const everything = [...answered, ...lines].join("\n");
    expect(everything).toContain("(hidden)");
    const spellings = [
        TOKEN,
        encodeURIComponent(TOKEN),
        Buffer.from(TOKEN).toString("base64"),
        JSON.stringify(TOKEN).slice(1, -1),
    ];
    expect(spellings.filter((spelling) => everything.includes(spelling))).toEqual([]);
    expect((await docker("history", "--no-trunc", IMAGE)).out).not.toMatch(/GH_TOKEN=/);
    console.info(
        `SE6 ${answered.length} answers, ${lines.length} log lines, each JSON; ${spellings.length} spellings of the token: 0 found`,
    );
});

test("its own tests: black, mypy, pytest", async () => {
    const { types, unit } = await python;
    expect(unit).toBeDefined();
    console.info(`spec-editor: black clean; mypy: ${types}; pytest: ${unit}`);
});
