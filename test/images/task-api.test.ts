/**
 * The image of docker/task-api against rows TA1 to TA10 of the system's limits, one test a row, each printing its figure.
 *
 * Real builds, real containers, a real PostgreSQL; requests only to this machine's loopback. Where the base image is a
 * stand-in (SLIPWAY_STAND_IN_BASES=1, or its label says so), the total size says nothing about the upstream image's, so
 * only what the image adds to its base is judged. SLIPWAY_TEST_BUILD_NETWORK is passed to the build as --network.
 */
import { randomBytes } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { portsOfTwoRequests } from "../support/kept-connection";
import {
    app,
    attempt,
    base,
    buildContext,
    buildArgs,
    buildNetwork,
    containers,
    createTask,
    database,
    databaseReady,
    docker,
    environment,
    hadolint,
    id,
    image,
    inside,
    inspect,
    lockTasks,
    logs,
    network,
    password,
    peakMemoryMiB,
    run,
    seconds,
    secrets,
    serviceKey,
    settings,
    sql,
    start,
    startDatabase,
    until,
    workers,
    type LogLine,
} from "./task-api.support";

const report = (row: string, figure: string): void => console.info(`${row} ${figure}`);
let temporary = "";
let coldBuild = 0;
let service: { name: string; url: string; took: number };

beforeAll(async () => {
    temporary = await mkdtemp(join(tmpdir(), "slipway-task-api-"));
    await startDatabase();
    const started = performance.now();
    await docker(...buildArgs, "--no-cache", "--tag", image, app);
    coldBuild = seconds(started);
    await databaseReady();
    await docker("run", "--rm", "--network", network, ...environment(settings), image, "alembic", "upgrade", "head");
    service = await start();
}, 900_000);

afterAll(async () => {
    await attempt("docker", ["rm", "--force", "--volumes", ...containers, database]);
    await attempt("docker", ["network", "rm", network]);
    await rm(temporary, { recursive: true, force: true });
});

test("TA1 two stages of python:3.12-slim; packages, app/, alembic/ and alembic.ini only, readable by the user", async () => {
    const [builder = "", runtime = "", ...more] = (await readFile(join(app, "Dockerfile"), "utf8"))
        .split(/^FROM /m)
        .slice(1);
    expect(more).toEqual([]);
    expect(builder).toMatch(/^python:3\.12-slim AS builder\n/);
    expect(builder).toMatch(/apt-get install .*\bgcc libpq-dev\b/);
    expect(builder).toMatch(/pip install --user /);
    expect(runtime).toMatch(/^python:3\.12-slim\n/);
    expect((await inspect(image)).RootFS.Layers).toEqual(expect.arrayContaining((await inspect(base)).RootFS.Layers));
    expect(await inside("ls -A /app")).toBe("alembic\nalembic.ini\napp");
    expect(await inside("python -c 'import fastapi, asyncpg, sqlalchemy; print(fastapi.__file__)'")).toMatch(
        /^\/opt\/packages\//,
    );
    const unreadable = "find /opt/packages /app ! -readable -o -type d ! -executable | wc -l";
    expect(await inside(unreadable)).toBe("0");
    report(
        "TA1",
        `${await inside("find /opt/packages /app -type f | wc -l")} files, all readable by the user, none under /root`,
    );
});

test("TA2 uid 1000 owns /app; no home, no compiler, no .env, no tests", async () => {
    expect(await inside("id")).toBe("uid=1000(appuser) gid=1000(appuser) groups=1000(appuser)");
    expect(await inside("find /app ! -user appuser | wc -l")).toBe("0");
    expect(await inside("ls -d ~appuser /home/appuser 2>/dev/null || true")).toBe("");
    expect(await inside("ls -A /home; ls -A /tmp")).toBe("");
    expect(await inside("for c in gcc cc g++ ld as make; do command -v $c || true; done")).toBe("");
    // As root, so that a folder the user cannot read hides nothing.
    const listing = ["run", "--rm", "--network", "none", "--user", "0", "--entrypoint", "find", image];
    const files = (await docker(...listing, "/app", "/opt", "/root", "/home", "/tmp")).split("\n");
    const unwanted =
        /\/\.env[^/]*$|^\/app\/.*\/?tests?(\/|$)|\/\.git(\/|$)|\/\.cache(\/|$)|requirements.*\.txt$|Dockerfile|README\.md$/;
    expect(files.filter((file) => unwanted.test(file) && !file.startsWith("/opt/packages/lib/"))).toEqual([]);
    expect(files.filter((file) => /\/\.env|\/pytest(\/|$)/.test(file))).toEqual([]);
    report("TA2", `uid 1000, ${files.length} paths looked through, none unwanted`);
});

test("TA3 gunicorn with two uvicorn workers and the document's timeouts", async () => {
    const command =
        "gunicorn app.main:app --workers 2 --worker-class uvicorn.workers.UvicornWorker --bind 0.0.0.0:8000 --timeout 30 --graceful-timeout 10";
    expect((await inspect(image)).Config.Cmd).toEqual(command.split(" "));
    const lines = (await logs(service.name)).map((line) => line.message);
    expect(lines).toContain("Using worker: uvicorn.workers.UvicornWorker");
    expect(lines).toContain("Listening at: http://0.0.0.0:8000 (1)");
    const pids = await workers(service.name);
    expect(pids).toHaveLength(2);
    report("TA3", `master 1, workers ${pids.join(" and ")}, healthy after ${service.took} s`);
});

test("TA4 `docker build -t task-api:latest .` and `docker run … --env-file .env.prod` work as written", async () => {
    const existed = (await attempt("docker", ["image", "inspect", "task-api:latest"])).code === 0;
    const example = await readFile(join(app, ".env.prod.example"), "utf8");
    // What a user does: copy the example and fill in the blanks.
    const filled = example.replace(/^([A-Z_]+)=$/gm, (_, name: string) => `${name}=${settings[name] ?? ""}`);
    await writeFile(join(temporary, ".env.prod"), filled, { mode: 0o600 });
    await run(
        "docker",
        ["build", ...(buildNetwork ? ["--network", buildNetwork] : []), "-t", "task-api:latest", "."],
        app,
    );
    const name = `${id}-as-written`;
    containers.push(name);
    // As written, except that it runs beside the test: its name, its network, and any free port instead of 8000.
    const beside = ["--detach", "--name", name, "--network", network];
    await run(
        "docker",
        ["run", ...beside, "-p", "127.0.0.1::8000", "--env-file", ".env.prod", "task-api:latest"],
        temporary,
    );
    const url = `http://${await docker("port", name, "8000/tcp")}`;
    const ready = await until("ready", async () => {
        const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5000) });
        return answer.ok ? answer.text() : undefined;
    });
    expect(ready).toBe('{"status":"ready"}');
    if (!existed) await docker("image", "rm", "--force", "task-api:latest");
    report("TA4", `built as written, run with .env.prod: /health/ready ${ready}`);
});

test("TA5 small: base + 60 MB at most, and 200 MB in all on the upstream base", async () => {
    const [whole, below] = [await inspect(image), await inspect(base)];
    const above = (whole.Size - below.Size) / 1e6;
    const standIn =
        process.env.SLIPWAY_STAND_IN_BASES === "1" || below.Config.Labels?.["io.slipway.stand-in"] === "true";
    expect(whole.RootFS.Layers.slice(0, below.RootFS.Layers.length)).toEqual(below.RootFS.Layers);
    expect(above).toBeGreaterThan(1);
    expect(above).toBeLessThanOrEqual(60);
    if (!standIn) expect(whole.Size / 1e6).toBeLessThanOrEqual(200);
    const judged = standIn ? "not judged: stand-in base" : "upstream base";
    report("TA5", `image ${above.toFixed(1)} MB above base; total ${(whole.Size / 1e6).toFixed(1)} MB (${judged})`);
});

test("TA5 a change of code alone rebuilds in 15 % of a cold build at most", async () => {
    const copy = join(temporary, "changed");
    await cp(app, copy, { recursive: true });
    const main = join(copy, "app/main.py");
    await writeFile(main, `${await readFile(main, "utf8")}\n# ${id}\n`);
    const started = performance.now();
    await docker(...buildArgs, "--tag", `${id}-changed`, copy);
    const took = seconds(started);
    const rebuilt = await inspect(`${id}-changed`);
    await docker("image", "rm", "--force", `${id}-changed`);
    const [layers, before] = [rebuilt.RootFS.Layers, (await inspect(image)).RootFS.Layers];
    expect(layers.filter((layer, index) => layer !== before[index])).toHaveLength(1);
    expect(took).toBeLessThanOrEqual(coldBuild * 0.15);
    report(
        "TA5",
        `code-only rebuild ${took} s, cold ${coldBuild} s: ${((100 * took) / coldBuild).toFixed(1)} %, one layer new`,
    );
});

test("TA6 /health, /docs without another host, JSON logs only", async () => {
    const health = await fetch(`${service.url}/health`);
    expect([health.status, await health.json()]).toEqual([200, expect.objectContaining({ status: "ok" })]);
    const released = await start("--env", "SLIPWAY_RELEASE=r-42");
    expect(await (await fetch(`${released.url}/health`)).json()).toMatchObject({ release: "r-42" });
    const docs = await (await fetch(`${service.url}/docs`)).text();
    const assets = [...docs.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? "");
    expect(assets).toHaveLength(3);
    for (const asset of assets) {
        expect(asset).toMatch(/^\/docs\/assets\//);
        expect((await fetch(service.url + asset)).status).toBe(200);
    }
    expect((await fetch(`${service.url}/v1/tasks`)).status).toBe(401);
    const { stdout, stderr } = await attempt("docker", ["logs", service.name]);
    expect(stderr).toBe("");
    const lines = stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as LogLine);
    const loggers = new Set(lines.map((line) => line.logger));
    expect([...loggers]).toEqual(expect.arrayContaining(["gunicorn.error", "uvicorn.error", "app.request"]));
    report(
        "TA6",
        `/health 200, /docs with ${assets.length} own assets, ${lines.length} log lines, all JSON, stderr empty`,
    );
});

test("TA7 a killed or stuck worker is replaced, a request over 30 s is ended, in-flight requests survive docker stop", async () => {
    const [killed, stuck] = [await start(), await start()];
    const headers = await serviceKey(service.url);

    const [first = 0] = await workers(killed.name);
    const killing = performance.now();
    await docker("exec", killed.name, "sh", "-c", `kill -9 ${first}`);
    await until("a new worker", async () => ((await workers(killed.name)).length === 3 ? true : undefined));
    const replaced = seconds(killing);
    expect((await fetch(`${killed.url}/health`)).status).toBe(200);

    // A stopped process is what a blocked event loop looks like from outside. No heartbeat: gunicorn's --timeout.
    const [blocked = 0] = await workers(stuck.name);
    const stopping = performance.now();
    await docker("exec", stuck.name, "sh", "-c", `kill -STOP ${blocked}`);
    const unstuck = until(
        "a worker for the stuck one",
        async () => ((await workers(stuck.name)).length === 3 ? true : undefined),
        90,
    );

    const { released } = await lockTasks(34);
    const asking = performance.now();
    const late = await createTask(service.url, headers);
    const ended = seconds(asking);
    expect(late.status).toBe(504);
    expect(ended).toBeGreaterThan(29);
    expect(ended).toBeLessThan(34); // the tables are locked as long
    // Ended means ended: nothing goes on waiting in the database.
    await until(
        "the statement to end",
        async () =>
            (await sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")) === "0"
                ? true
                : undefined,
        3,
    );
    await released;
    await unstuck;
    const unstuckAfter = seconds(stopping);

    await lockTasks(5);
    const inFlight = [
        createTask(killed.url, headers),
        createTask(killed.url, headers),
        createTask(killed.url, headers),
    ];
    await until(
        "three requests in flight",
        async () =>
            Number(await sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")) === 3
                ? true
                : undefined,
        4,
    );
    const stop = performance.now();
    const stopped = docker("stop", killed.name);
    expect((await Promise.all(inFlight)).map((answer) => answer.status)).toEqual([201, 201, 201]);
    await stopped;
    const stopTook = seconds(stop);
    expect(stopTook).toBeLessThan(15);
    expect(await docker("inspect", "--format", "{{.State.ExitCode}}", killed.name)).toBe("0");
    report(
        "TA7",
        `killed worker replaced in ${replaced} s, stuck one in ${unstuckAfter} s; slow request ended with 504 after ${ended} s; ` +
            `docker stop ${stopTook} s with 3 of 3 requests finished, exit code 0`,
    );
});

test("TA8 each setting that is missing or bad ends the start with its name, never its value", async () => {
    const bad: [string, string | undefined][] = [
        ...Object.keys(settings).map((name): [string, undefined] => [name, undefined]),
        ["DATABASE_URL", `mysql://app:${password}@db/tasks`],
        ["MIGRATION_DATABASE_URL", `postgresql://app:${password}@db`],
        ["ENVIRONMENT", "prod"],
        ["LOG_LEVEL", "LOUD"],
        ["PORT", "65536"],
        ["CORS_ORIGINS", "*"],
        ["CORS_ORIGINS", "http://tasks.example.com"],
        ["API_KEY_SECRET", randomBytes(15).toString("hex").padEnd(31, "x")],
        ["ADMIN_API_KEY", randomBytes(7).toString("hex")],
    ];
    const queue = [...bad];
    let slowest = 0;
    const check = async (name: string, value: string | undefined): Promise<void> => {
        const { [name]: _left, ...others } = settings;
        const values = value === undefined ? others : { ...others, [name]: value };
        const started = performance.now();
        const ended = await attempt("docker", ["run", "--rm", "--network", "none", ...environment(values), image]);
        slowest = Math.max(slowest, seconds(started));
        const output = ended.stdout + ended.stderr;
        expect([name, ended.code, output.trim().split("\n").length]).toEqual([name, 78, 1]);
        const { message } = JSON.parse(ended.stdout) as LogLine;
        expect(message).toMatch(new RegExp(`^configuration: ${name} (is|has|starts) .*; `));
        for (const secret of [...secrets, ...(/KEY/.test(name) && value ? [value] : [])])
            expect(output).not.toContain(secret);
    };
    const turn = async (): Promise<void> => {
        for (let next = queue.shift(); next; next = queue.shift()) await check(...next);
    };
    await Promise.all([turn(), turn()]);
    report("TA8", `${bad.length} bad starts, each ended with code 78 and one line with the name; slowest ${slowest} s`);
});

test("TA9 .env.prod.example complete and commented, .dockerignore holds, hadolint clean", async () => {
    const example = (await readFile(join(app, ".env.prod.example"), "utf8")).split("\n");
    const named = example.flatMap((line, index) =>
        /^[A-Z_]+=/.test(line) ? [{ name: line.split("=")[0], above: example[index - 1] }] : [],
    );
    expect(named.map(({ name }) => name).sort()).toEqual(Object.keys(settings).sort());
    for (const { above } of named) expect(above).toMatch(/^# \S/);

    const planted = (
        ".git/config .env .env.prod app/.env tests/x.py docs/x.md x.pyc app/__pycache__/x.pyc .pytest_cache/x htmlcov/x " +
        ".coverage .mypy_cache/x .ruff_cache/x docker-compose.dev.yml id_rsa"
    ).split(" ");
    const sent = await buildContext(temporary, planted);
    expect(sent).toEqual(expect.arrayContaining(["app/main.py", "alembic/env.py", "alembic.ini", "requirements.txt"]));
    expect(sent.filter((file) => !/^(app|alembic|alembic\.ini|requirements(-dev)?\.txt)(\/|$)/.test(file))).toEqual([]);
    expect(sent.filter((file) => planted.includes(file))).toEqual([]);

    const lint = await attempt(await hadolint(), ["Dockerfile", "Dockerfile.dev"], app);
    expect(lint).toEqual({ code: 0, stdout: "", stderr: "" });
    report(
        "TA9",
        `${named.length} variables, each commented; ${sent.length} paths in the context, 0 of ${planted.length} planted; hadolint: clean`,
    );
});

test("TA10 a quarter of a processor holds it; secrets by reference; the README's sections", async () => {
    const small = await start("--cpus", "0.25", "--memory", "512m", "--read-only", "--cap-drop", "ALL");
    const headers = await serviceKey(small.url);
    const times: number[] = [];
    const statuses = new Set<number>();
    let left = 200;
    const client = async (): Promise<void> => {
        while (left-- > 0) {
            const started = performance.now();
            const answer =
                left % 4 === 0
                    ? await createTask(small.url, headers)
                    : await fetch(`${small.url}/v1/tasks`, { headers });
            await answer.arrayBuffer();
            times.push(performance.now() - started);
            statuses.add(answer.status);
        }
    };
    const kept = portsOfTwoRequests(`${small.url}/health`);
    const started = performance.now();
    await Promise.all([client(), client(), client(), client()]);
    const rate = times.length / seconds(started);
    times.sort((a, b) => a - b);
    const at = (share: number): number => Math.round(times[Math.floor(times.length * share)] ?? NaN);
    expect([times.length, [...statuses].sort()]).toEqual([200, [200, 201]]);
    expect(at(0.95)).toBeLessThan(2000);
    const [port, later] = await kept;
    expect(later).toBe(port);
    expect(small.took).toBeLessThan(30);
    const memory = await peakMemoryMiB(small.name);
    expect(memory).toBeGreaterThan(1);
    expect(memory).toBeLessThanOrEqual(512);
    expect(await docker("inspect", "--format", "{{.State.OOMKilled}} {{.RestartCount}}", small.name)).toBe("false 0");

    // By reference: the Compose file holds names, and neither the image's settings nor its history hold a value.
    const compose = await readFile(join(app, "compose.yaml"), "utf8");
    for (const line of compose
        .split("\n")
        .filter((text) => /^ {6}\w*(DATABASE_URL|SECRET|KEY|PASSWORD): /.test(text))) {
        expect(line).toMatch(/\$\{(DB_PASSWORD|API_KEY_SECRET|ADMIN_API_KEY)[:}]/);
    }
    const baked =
        (await inspect(image)).Config.Env.join("\n") +
        (await docker("history", "--no-trunc", "--format", "{{.CreatedBy}}", image));
    expect(baked).not.toMatch(/DATABASE_URL|API_KEY|PASSWORD/);

    const readme = await readFile(join(app, "README.md"), "utf8");
    const sections = ["Production deployment", "Build", "Run", "Why two stages", "Why not root", "Why gunicorn with two workers",
        "How the image stays small", "Development and production compared", "On AWS"]; // prettier-ignore
    for (const section of sections) expect(readme).toMatch(new RegExp(`^##+ ${section}$`, "m"));
    report(
        "TA10",
        `0.25 CPU: healthy after ${small.took} s; 200 requests, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, ${rate.toFixed(0)}/s; ` +
            `idle connections are kept; peak ${memory.toFixed(0)} of 512 MiB; ${sections.length} README sections`,
    );
});
