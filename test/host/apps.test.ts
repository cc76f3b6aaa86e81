/**
 * `docker/task-api` (PostgreSQL, a migration, a volume) and `docker/action-spec` (one web service), both from their unchanged Compose files by a
 * real `pulumi up` onto one emulated host: released together, and used by their own APIs through the host's proxy. Base images are stand-ins
 * where no registry answers; AWS's parts are STAND-INS (test/support/host-stand-in), and so is GitHub.
 */
import { randomBytes } from "node:crypto";
import { type StandInGitHub, startGitHubStandIn } from "../support/github-stand-in/start";
import { ClientLoop } from "../support/host-stand-in/client-loop";
import { PulumiHost } from "../support/host-stand-in/pulumi-host";
import { GATEWAY } from "../support/host-stand-in/surroundings";
import { keep } from "../support/kept";

jest.setTimeout(600_000);

const APPS = ["action-spec", "task-api"] as const;
const TOKEN = `stand-in-${randomBytes(12).toString("hex")}`;
const SECRETS = {
    // Within an URL, and on its way through Secrets Manager, Compose and Python: with what each of them takes for its own.
    DB_PASSWORD: `p@ss/w:rd"%#$${randomBytes(8).toString("hex")}`,
    API_KEY_SECRET: randomBytes(24).toString("hex"),
    ADMIN_API_KEY: randomBytes(16).toString("hex"),
};
const JSON_BODY = { "content-type": "application/json" };
const STORE = "slipway-task-api-state-db-1";
let host: PulumiHost;
let github: StandInGitHub;
let tasks: string;
let specs: string;
/** Of a service that uses task-api. */
let key: string;

beforeAll(async () => {
    host = await PulumiHost.start("slipway-apps-host", ["postgres:16-alpine"]);
    tasks = `http://${host.address}:8000`;
    specs = `http://${host.address}:8080`;
    github = await startGitHubStandIn(GATEWAY, TOKEN);
    host.stack.setSecret("action-spec:GH_TOKEN", TOKEN);
    for (const [name, value] of Object.entries(SECRETS)) host.stack.setSecret(`task-api:${name}`, value);
});

afterAll(async () => {
    await host?.stop();
    github?.stop();
});

function configure({ repository = "trakrf/action-spec", logLevel = "INFO" } = {}): void {
    host.configure({
        "action-spec": { secrets: ["GH_TOKEN"], variables: { GITHUB_API_URL: github.url, GH_REPO: repository } },
        "task-api": { secrets: Object.keys(SECRETS), variables: { LOG_LEVEL: logLevel } },
    });
}

async function up(): Promise<string> {
    const { code, output, ms } = await host.stack.up();
    keep("action-spec and task-api on an emulated host", output);
    console.info(`action-spec and task-api on one host: up in ${(ms / 1000).toFixed(1)} s`);
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    return output;
}

/** Asks, and reads the answer, which must have that status. */
async function ask<T>(url: string, status: number, options: RequestInit = {}): Promise<T> {
    const answer = await fetch(url, { signal: AbortSignal.timeout(20_000), ...options });
    const body = await answer.text();
    expect([url, answer.status, answer.status === status ? "" : body]).toEqual([url, status, ""]);
    return JSON.parse(body) as T;
}

const inDocker = (args: string): string => host.ec2.host.run(`docker ${args}`).trim();
const serving = (): string[] => APPS.map((app) => host.serving(app));
const titles = async (): Promise<string[]> =>
    (await ask<{ items: { title: string }[] }>(`${tasks}/v1/tasks`, 200, { headers: { "X-API-Key": key } })).items.map(
        ({ title }) => title,
    );

test("one up: both are released, and healthy at the addresses that the stack tells", async () => {
    configure();
    const output = await up();
    for (const app of APPS) expect(output).toMatch(new RegExp(`${app}: on the host: .*pull \\d.* switch \\d`));
    expect(host.stack.outputs().urls).toEqual({ "action-spec": { web: specs }, "task-api": { api: tasks } });
    expect(await ask(`${tasks}/health/ready`, 200)).toEqual({ status: "ready" });
    expect(await ask(`${specs}/health`, 200)).toMatchObject({ status: "healthy", github: { token: "set" } });
    expect(inDocker("ps --format '{{.Names}}' | sort").split("\n")).toEqual([
        `slipway-action-spec-${host.serving("action-spec").slice(0, 8)}-web-1`,
        "slipway-proxy",
        `slipway-task-api-${host.serving("task-api").slice(0, 8)}-api-1`,
        STORE,
    ]);

    const again = await host.stack.preview(["--expect-no-changes"]);
    expect([again.code, again.output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
});

test("task-api: an administrator makes a key, a service makes tasks with it, and PostgreSQL on the data volume has them", async () => {
    const body = JSON.stringify({ title: "Feed the cat" });
    await ask(`${tasks}/v1/tasks`, 401, { method: "POST", headers: JSON_BODY, body });
    const made = await ask<{ key: string }>(`${tasks}/v1/admin/api-keys`, 201, {
        method: "POST",
        headers: { ...JSON_BODY, "X-Admin-Key": SECRETS.ADMIN_API_KEY },
        body: JSON.stringify({ name: "billing-service" }),
    });
    ({ key } = made);
    const task = await ask<{ id: string }>(`${tasks}/v1/tasks`, 201, {
        method: "POST",
        headers: { ...JSON_BODY, "X-API-Key": key },
        body,
    });
    const done = { method: "POST", headers: { "X-API-Key": key } };
    expect(await ask(`${tasks}/v1/tasks/${task.id}/complete`, 200, done)).toMatchObject({ status: "completed" });
    expect(await titles()).toEqual(["Feed the cat"]);
    const sql = "psql --username=app --dbname=tasks --tuples-only --no-align -c 'SELECT title FROM tasks'";
    expect(inDocker(`exec ${STORE} ${sql}`)).toBe("Feed the cat");
    const volume = "inspect --format '{{range .Mounts}}{{.Name}} {{.Source}}{{end}}'";
    expect(inDocker(`${volume} ${STORE}`)).toBe(
        "slipway-task-api_db-data /var/lib/slipway/docker/volumes/slipway-task-api_db-data/_data",
    );
});

test("action-spec: a spec is read, changed by a commit and deployed, with the token that the host took from Secrets Manager", async () => {
    const url = `${specs}/api/specs/northwind/prod`;
    const before = await ask<{ text: string; sha: string }>(url, 200);
    expect(before.text).toContain("max: 6");
    await ask(url, 200, {
        method: "PUT",
        headers: JSON_BODY,
        body: JSON.stringify({ text: before.text.replace("max: 6", "max: 9"), sha: before.sha, mode: "commit" }),
    });
    expect((await ask<{ text: string }>(url, 200)).text).toContain("max: 9");
    expect(await ask(`${url}/deploy`, 202, { method: "POST" })).toMatchObject({ workflow: "deploy-pod.yml" });
    const state = (await github.control("GET", "state")) as { branches: { main: { files: Record<string, string> } } };
    expect(state.branches.main.files["infra/northwind/prod/spec.yml"]).toContain("max: 9");
});

test("both released anew by one up, under a client each: no request fails, each is at its new release, PostgreSQL stays as it is", async () => {
    const [before, store] = [serving(), inDocker(`inspect --format '{{.Id}}' ${STORE}`)];
    const clients = [new ClientLoop(`${tasks}/health`), new ClientLoop(`${specs}/health`)];
    configure({ repository: "demo/other", logLevel: "WARNING" });
    await up();
    const tallies = await Promise.all(clients.map((client) => client.stop()));
    for (const [index, { sent, answered, failed }] of tallies.entries()) {
        console.info(`${["task-api", "action-spec"][index]}: sent ${sent}, answered ${answered}, failed ${failed}`);
    }
    expect(tallies.flatMap(({ failures }) => failures)).toEqual([]);
    expect(Math.min(...tallies.map(({ answered }) => answered))).toBeGreaterThan(100);

    const now = serving();
    expect(now.filter((release) => before.includes(release))).toEqual([]);
    expect(await ask(`${specs}/api/config`, 200)).toMatchObject({ repo: "demo/other" });
    const api = `slipway-task-api-${host.serving("task-api").slice(0, 8)}-api-1`;
    expect(inDocker(`exec ${api} printenv LOG_LEVEL`)).toBe("WARNING");
    expect(await titles()).toEqual(["Feed the cat"]);
    expect(inDocker(`inspect --format '{{.Id}}' ${STORE}`)).toBe(store);
});
