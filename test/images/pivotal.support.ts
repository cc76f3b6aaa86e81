/** docker/pivotal's Compose file as it is, under a name, passwords and ports of the test's own. */
import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { attempt, docker, environment, type Ended } from "../support/docker-command";

export const SOURCE = resolve(__dirname, "../../docker/pivotal");
export const PROJECT = "slipway-test-pivotal";
export const NETWORK = `${PROJECT}_appnet`;

/** Characters that are at home in an address, and one kind that must be percent-encoded there is refused by the app. */
const password = (): string => randomBytes(18).toString("hex");
export const PASSWORDS = {
    POSTGRES_PASSWORD: password(),
    REDIS_PASSWORD: password(),
    GRAFANA_ADMIN_PASSWORD: password(),
} as const;
export const DATABASE_URL = `postgresql://pivotal:${PASSWORDS.POSTGRES_PASSWORD}@postgres:5432/pivotal`;
export const REDIS_URL = `redis://:${PASSWORDS.REDIS_PASSWORD}@redis:6379`;

/** Images of services that are built, and the base of each. */
export const BUILT = {
    backend: "gcr.io/distroless/nodejs20-debian12",
    frontend: "nginx:1.27-alpine",
    "postgres-exporter": "prometheuscommunity/postgres-exporter:v0.17.1",
    "redis-exporter": "oliver006/redis_exporter:v1.74.0-alpine",
    prometheus: "prom/prometheus:v3.5.0",
    grafana: "grafana/grafana:12.1.0",
} as const;
export const imageOf = (service: keyof typeof BUILT): string => `${PROJECT}-${service}`;

const override = join(tmpdir(), `${PROJECT}-${process.pid}.yaml`);

/** `docker compose` on the file of the repository; only the ports are others. */
export async function compose(args: string[], env: Record<string, string> = PASSWORDS): Promise<Ended> {
    const free = (port: number) => `{ ports: !override ["127.0.0.1::${port}"] }`;
    const [own, page] = [free(3000), free(8080)];
    writeFileSync(
        override,
        `services: { backend: ${own}, frontend: ${page}, prometheus: ${free(9090)}, grafana: ${own} }\n`,
    );
    const file = join(SOURCE, "compose.yaml");
    const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const command = ["docker", "compose", "--project-name", PROJECT, "--env-file", "/dev/null"];
    return attempt("env", [...settings, ...command, "--file", file, "--file", override, ...args]);
}

export async function mustCompose(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await compose(args);
    if (code !== 0)
        throw new Error(`docker compose ${args.join(" ")} ended with ${code}:\n${(stderr + stdout).slice(-6000)}`);
    return stdout;
}

export async function urlOf(service: string, port: number): Promise<string> {
    return `http://${(await mustCompose("port", service, String(port))).trim()}`;
}

export const containerOf = async (service: string): Promise<string> =>
    (await mustCompose("ps", "--all", "--quiet", service)).trim();

const extra: string[] = [];

export async function removeAll(): Promise<void> {
    if (extra.length > 0) await attempt("docker", ["rm", "--force", ...extra.splice(0)]);
    await compose(["down", "--volumes", "--timeout", "5"]);
    rmSync(override, { force: true });
}

export const sql = async (statement: string): Promise<string> =>
    docker("exec", await containerOf("postgres"), "psql", "-U", "pivotal", "-d", "pivotal", "-Atc", statement);

/** Every story and event, as one number: equal before and after means that nothing was lost and nothing added. */
export const checksum = (): Promise<string> =>
    sql(
        "SELECT md5(coalesce((SELECT string_agg(s::text, '|' ORDER BY id) FROM stories s), '') || " +
            "coalesce((SELECT string_agg(e::text, '|' ORDER BY id) FROM story_events e), ''))",
    );

/** Files of an image that has no shell: Node looks. */
export const filesIn = async (image: string, folder: string): Promise<string[]> => {
    const look = `console.log(require("fs").readdirSync(${JSON.stringify(folder)}, { recursive: true }).join("\\n"))`;
    return (await docker("run", "--rm", "--network", "none", image, "-e", look)).split("\n");
};

/** One more container of the backend's image, in the same network. */
export async function another(flags: string[], values: Record<string, string>, ...command: string[]): Promise<string> {
    const id = await docker(
        "run",
        "--detach",
        "--network",
        NETWORK,
        ...flags,
        ...environment(values),
        imageOf("backend"),
        ...command,
    );
    extra.push(id);
    return id;
}
export const logOf = (id: string): Promise<string> => docker("logs", id);
export const endOf = async (id: string): Promise<number> => Number(await docker("wait", id));

/** The backend's migrations and one more of two statements, in a folder to be mounted. */
export async function oneMoreMigration(work: string, ...statements: string[]): Promise<string> {
    const folder = join(work, "drizzle");
    await cp(join(SOURCE, "apps/backend/drizzle"), folder, { recursive: true });
    const file = join(folder, "meta/_journal.json");
    const journal = JSON.parse(await readFile(file, "utf8")) as { entries: { idx: number; when: number }[] };
    const last = journal.entries.at(-1)!;
    const entries = [...journal.entries, { ...last, idx: last.idx + 1, when: last.when + 1, tag: "0002_slow" }];
    await writeFile(file, JSON.stringify({ ...journal, entries }));
    await writeFile(join(folder, "0002_slow.sql"), statements.join("\n--> statement-breakpoint\n"));
    return folder;
}
