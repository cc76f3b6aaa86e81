/**
 * docker/pivotal by a real `pulumi up` on `local`: used in a real browser, watched by the real Prometheus (Debian's), and broken
 * on purpose. Grafana's image is a STAND-IN here, which reads the provisioned files and passes the panels' queries on.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Browser } from "../support/browser";
import { seconds, until } from "../support/docker-command";
import { keep } from "../support/kept";
import { LocalStack } from "../support/local-stack";
import { type Outcome } from "../support/stack";
import { docker } from "../support/docker-sync";
import { freePort } from "../support/free-port";

const PROJECT = "slipway-t-pivotal-pivotal";
const PASSWORD = "grafana-password-of-the-test";
const LOAD_SECONDS = 4;
/** Where screenshots are left for people to look at. */
const PICTURES = process.env.SLIPWAY_PICTURES;

/** Says a figure, and keeps it for docs/apps-on-targets.md. */
function figure(text: string): void {
    console.info(text);
    keep("pivotal on local", text);
}

let stack: LocalStack;
let browser: Browser;
let first: Outcome;
let holder: ChildProcess | undefined;
let ports: { backend: number; frontend: number; prometheus: number; grafana: number };
let [api, page, prometheus, grafana] = ["", "", "", ""];

beforeAll(async () => {
    ports = {
        backend: await freePort(),
        frontend: await freePort(),
        prometheus: await freePort(),
        grafana: await freePort(),
    };
    const at = (port: number) => `http://127.0.0.1:${port}`;
    [api, page] = [at(ports.backend), at(ports.frontend)];
    [prometheus, grafana] = [at(ports.prometheus), at(ports.grafana)];
    stack = new LocalStack("t-pivotal");
    configure();
    stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
    stack.setSecret("pivotal:GRAFANA_ADMIN_PASSWORD", PASSWORD);
    browser = await Browser.open(1200, 760);
    first = await stack.up();
    keep("pivotal on local", first.output);
}, 900_000);
afterAll(async () => {
    holder?.kill();
    await browser?.close();
    await stack.remove();
});

/** Another address of the same database is what makes `migrate` run again. */
function configure(database = "postgres"): void {
    const secrets = {
        POSTGRES_PASSWORD: "generated",
        REDIS_PASSWORD: "generated",
        GRAFANA_ADMIN_PASSWORD: "config",
    };
    const variables = { ENVIRONMENT_NAME: "one", POSTGRES_HOST: database };
    const pivotal = { target: "local", publish: ports, secrets, variables };
    stack.configure({ "slipway:apps": { pivotal } });
}

const container = (service: string): string => `${PROJECT}-${service}-1`;
const sql = (statement: string): string =>
    docker("exec", container("postgres"), "psql", "-U", "pivotal", "-d", "pivotal", "-Atc", statement).trim();
const checksum = (): string =>
    sql("SELECT md5(string_agg(s::text, '|' ORDER BY id)) FROM stories s WHERE title NOT LIKE 'During %'");

/** Ends a container's process as a fault would; `docker kill` counts as somebody's wish, after which Docker restarts nothing. */
function crash(service: string): number {
    const pid = docker("inspect", "--format", "{{.State.Pid}}", container(service)).trim();
    execFileSync("kill", ["-9", pid]);
    return performance.now();
}

const text = (pattern: RegExp, limit = 20): Promise<string> =>
    until(
        `the page shows ${pattern.source}`,
        async () => {
            const shown = await browser.text();
            return pattern.test(shown) ? shown : undefined;
        },
        limit,
    );

async function press(label: string): Promise<void> {
    const found = `[...document.querySelectorAll("button")].find((e) => (e.ariaLabel ?? e.textContent.trim()) === label)`;
    await until(`the button ${label}`, () => browser.run(`${found}.click(); return true;`, { label }), 10);
}

/** The page recovers by itself. */
const boardAgain = (): Promise<true> =>
    until("the board again", async () => (/does not answer/.test(await browser.text()) ? undefined : true));

async function picture(name: string): Promise<void> {
    if (PICTURES === undefined) return;
    mkdirSync(PICTURES, { recursive: true });
    await browser.picture(join(PICTURES, `pivotal-${name}.png`));
}

const add = (title: string): Promise<Response> =>
    fetch(`${api}/api/v1/stories`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ id: randomUUID(), title, points: 1 }),
        signal: AbortSignal.timeout(10_000),
    });

test("from the Compose file to a healthy system; a person takes a story from the idea to its acceptance", async () => {
    const { code, output, ms } = first;
    expect(output).not.toMatch(/error:/);
    expect(code).toBe(0);
    expect(output).not.toContain(PASSWORD);
    await browser.goto(page);
    await text(/Story board\s+one[^]*nothing accepted yet/);
    await browser.fill("New story", "As a user I can log in");
    await browser.run(
        `const list = document.querySelector("#points");
         Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value").set.call(list, "5");
         list.dispatchEvent(new Event("change", { bubbles: true }));`,
        {},
    );
    await press("Add story");
    for (const step of ["Start", "Deliver", "Reject", "Restart", "Deliver", "Accept"]) {
        await press(`${step}: As a user I can log in`);
    }
    await text(
        /Velocity: 5 points in 1 stories, week of \d{4}-\d{2}-\d{2}[^]*Accepted 1\s+As a user I can log in\s+5 points/,
    );
    // Somebody else's story shows by itself.
    await add("As an operator I see metrics");
    await text(/Planned 1\s+As an operator I see metrics/);
    await picture("board");
    figure(`pivotal: pulumi up ${(ms / 1000).toFixed(1)} s; a story accepted in the browser`);
});

test("load on the API: figures, and no failure", async () => {
    const times: number[] = [];
    const failures: string[] = [];
    const end = Date.now() + LOAD_SECONDS * 1000;
    const client = async (number: number) => {
        for (let turn = 0; Date.now() < end; turn += 1) {
            const since = performance.now();
            const path = turn % 2 === 0 ? "/api/v1/stories" : "/api/v1/velocity";
            const ask = turn % 10 === 9 ? add(`Load ${number}`) : fetch(api + path);
            const problem = await ask.then(
                async (answer) => (await answer.text(), answer.ok ? undefined : String(answer.status)),
                (error: unknown) => String(error),
            );
            if (problem !== undefined) failures.push(problem);
            times.push(performance.now() - since);
        }
    };
    await Promise.all(Array.from({ length: 16 }, (_, number) => client(number)));
    times.sort((a, b) => a - b);
    const share = (part: number) => `${times[Math.floor(times.length * part)]?.toFixed(0)} ms`;
    expect(failures).toEqual([]);
    expect(times.length).toBeGreaterThan(50);
    const figures = `half in ${share(0.5)}, 95 % in ${share(0.95)}, 99 % in ${share(0.99)}`;
    sql("DELETE FROM story_events WHERE story_id IN (SELECT id FROM stories WHERE title LIKE 'Load %')");
    sql("DELETE FROM stories WHERE title LIKE 'Load %'");
    figure(
        `pivotal: 16 clients for ${LOAD_SECONDS} s: ${times.length} requests, ${(times.length / LOAD_SECONDS).toFixed(0)}/s, ${figures}, 0 failed`,
    );
});

test("Redis, the backend and PostgreSQL are killed: what people see, what comes back, and that nothing is lost", async () => {
    await browser.goto(page);
    await text(/Accepted 1/);
    const before = checksum();
    const figures: string[] = [];

    let since = crash("redis");
    const cache = async () => (await fetch(`${api}/api/v1/velocity`)).headers.get("x-cache") ?? "none";
    expect((await fetch(`${api}/api/v1/velocity`)).status).toBe(200);
    await until("Redis again", async () => ((await cache()) === "hit" ? true : undefined));
    figures.push(`Redis: requests go on, the cache again after ${seconds(since)} s`);

    since = crash("backend");
    await until("the API again", async () => ((await fetch(`${api}/api/v1/stories`)).ok ? true : undefined));
    figures.push(`backend: by itself back after ${seconds(since)} s`);
    // Killed by Docker's own command, after which Docker does not start it again: a person has time to see it and try something.
    docker("kill", container("backend"));
    await text(/The server does not answer\. You see the board as of/);
    docker("start", container("backend"));
    await boardAgain();

    // Somebody writes all the time; what was answered with 201 must be there afterwards.
    const answered: string[] = [];
    const refused: number[] = [];
    let running = true;
    const writer = (async () => {
        for (let number = 1; running; number += 1) {
            const title = `During ${number}`;
            const status = await add(title).then(
                (answer) => answer.status,
                () => 0,
            );
            if (status === 201) answered.push(title);
            else refused.push(status);
            await sleep(50);
        }
    })();
    try {
        await until("writes", async () => (answered.length > 5 ? true : undefined));
        docker("kill", container("postgres"));
        since = performance.now();
        await text(/The database does not answer\. You see the board as of/);
        figures.push(`PostgreSQL: the page says so after ${seconds(since)} s`);
        await browser.fill("New story", "Not lost");
        await press("Add story");
        await text(/Your last change was not made/);
        await picture("without-database");
        expect(await (await fetch(`${api}/health`)).json()).toMatchObject({ status: "degraded", database: "down" });
        docker("start", container("postgres"));
        since = performance.now();
        await boardAgain();
        figures.push(`and has the board again ${seconds(since)} s after its start`);
        // What the person has typed is still there.
        await press("Add story");
        await text(/Planned[^]*Not lost/);
        const known = answered.length;
        await until("writes again", async () => (answered.length > known + 5 ? true : undefined));
    } finally {
        running = false;
        await writer;
    }
    sql("DELETE FROM story_events WHERE story_id IN (SELECT id FROM stories WHERE title = 'Not lost')");
    sql("DELETE FROM stories WHERE title = 'Not lost'");
    expect(new Set(refused)).toEqual(new Set([503]));
    const there = new Set(sql("SELECT title FROM stories WHERE title LIKE 'During %'").split("\n"));
    expect(answered.filter((title) => !there.has(title))).toEqual([]);
    expect(checksum()).toBe(before);
    figures.push(`${answered.length} writes answered 201, all of them there, ${refused.length} refused with 503`);
    figure(`pivotal, killed: ${figures.join("; ")}; checksum equal`);
});

interface Target {
    readonly labels: { readonly job: string; readonly instance: string };
    readonly health: string;
}
interface Panel {
    readonly title: string;
    readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
}

/** What Prometheus answers. */
const ask = async <T>(path: string) => ((await (await fetch(prometheus + path)).json()) as { data: T }).data;
const activeOnes = async (): Promise<readonly Target[]> =>
    (await ask<{ activeTargets: Target[] }>("/api/v1/targets")).activeTargets;

test("PV7 Prometheus reaches all four, has the alert rules, and answers each query of each dashboard with data", async () => {
    const targets = await until("all targets up", async () => {
        const activeTargets = await activeOnes();
        return activeTargets.length === 4 && activeTargets.every(({ health }) => health === "up")
            ? activeTargets
            : undefined;
    });
    expect(targets.map(({ labels }) => labels.job).sort()).toEqual(["backend", "postgres", "prometheus", "redis"]);
    const { groups } = await ask<{ groups: { rules: { name: string; health: string; state: string }[] }[] }>(
        "/api/v1/rules",
    );
    const rules = groups.flatMap((group) => group.rules);
    expect(rules).toHaveLength(8);

    const headers = { authorization: `Basic ${btoa(`admin:${PASSWORD}`)}` };
    const graf = async <T>(path: string) => (await (await fetch(grafana + path, { headers })).json()) as T;
    const boards = await graf<{ uid: string }[]>("/api/search");
    expect(boards.map(({ uid }) => uid).sort()).toEqual(["pivotal-data", "pivotal-service"]);
    let asked = 0;
    const through = "/api/datasources/proxy/uid/prometheus/api/v1/query?query=";
    for (const { uid } of boards) {
        const { dashboard } = await graf<{ dashboard: { panels: Panel[] } }>(`/api/dashboards/uid/${uid}`);
        expect(dashboard.panels).toHaveLength(9);
        for (const { title, targets: queries } of dashboard.panels) {
            for (const { expr } of queries) {
                const values = await until(`data for ${uid}, ${title}: ${expr}`, async () => {
                    const { data } = await graf<{ data: { result: { value: [number, string] }[] } }>(
                        through + encodeURIComponent(expr),
                    );
                    const numbers = data.result.map(({ value }) => Number(value[1]));
                    // What was killed above is back in Prometheus's eyes, too.
                    const isRight = /^(\w+_)?up$/.test(expr) ? (value: number) => value === 1 : Number.isFinite;
                    return numbers.length > 0 && numbers.every(isRight) ? numbers : undefined;
                });
                expect(values.length).toBeGreaterThan(0);
                asked += 1;
            }
        }
    }
    expect(rules.map(({ name, health }) => [name, health])).toEqual(rules.map(({ name }) => [name, "ok"]));
    await browser.ask("Network.enable");
    await browser.ask("Network.setExtraHTTPHeaders", { headers });
    const standIn = docker(
        "inspect",
        "--format",
        '{{index .Config.Labels "io.slipway.stand-in"}}',
        container("grafana"),
    );
    for (const { uid } of boards) {
        await browser.goto(`${grafana}/d/${uid}`);
        if (standIn.trim() === "true") await text(/^Stand-in: this is not Grafana/);
        expect(await browser.text()).not.toMatch(/no data/i);
        await picture(uid);
    }
    await browser.ask("Network.setExtraHTTPHeaders", { headers: {} });
    // Debian's Prometheus has the page of old.
    await browser.goto(`${prometheus}${standIn.trim() === "true" ? "/classic" : ""}/targets`);
    const shown = await text(/(postgres|redis)[^]*\b1 ?\/ ?1 up/);
    expect(shown).not.toMatch(/\b0 ?\/ ?1 up/);
    await picture("targets");
    figure(`PV7 4 targets up, ${rules.length} alert rules, ${asked} queries of 2 dashboards answered with data`);
});

test("PV7 two copies of the backend are two targets, their requests add up; one that is stopped is none, and no alert stays", async () => {
    const backends = async (count: number) => {
        const found = (await activeOnes()).filter(({ labels }) => labels.job === "backend");
        return found.length === count && found.every(({ health }) => health === "up") ? found : undefined;
    };
    const sum = async (query: string) => {
        const path = `/api/v1/query?query=${encodeURIComponent(query)}`;
        const { result } = await ask<{ result: { value: [number, string] }[] }>(path);
        return Number(result[0]?.value[1]);
    };
    expect(await until("one copy", () => backends(1))).toHaveLength(1);
    // As Compose starts a second one, but without the published port, which can be one container's only.
    const format =
        "{{.Config.Image}}\n{{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}\n{{json .Config.Env}}";
    const [image = "", network = "", variables = "[]"] = docker("inspect", "--format", format, container("backend"))
        .trim()
        .split("\n");
    const environment = (JSON.parse(variables) as string[]).flatMap((variable) => ["--env", variable]);
    const second = `${PROJECT}-second-backend`;
    docker(
        "run",
        "--detach",
        "--name",
        second,
        "--network",
        network,
        "--network-alias",
        "backend",
        ...environment,
        image,
    );
    let since = performance.now();
    try {
        const both = await until("two copies", () => backends(2), 60);
        const foundAfter = seconds(since);
        expect(new Set(both.map(({ labels }) => labels.instance)).size).toBe(2);
        const requests = 40;
        const count = 'sum(http_request_duration_seconds_count{route="/api/v1/velocity"})';
        const before = (await sum(count)) || 0;
        const inside = `for (let i = 0; i < ${requests}; i++) { const a = await fetch("http://127.0.0.1:3000/api/v1/velocity"); if (!a.ok) process.exit(1); }`;
        for (const one of [container("backend"), second]) {
            docker("exec", one, "/nodejs/bin/node", "--input-type=module", "-e", inside);
        }
        await until("all requests", async () => ((await sum(count)) === before + 2 * requests ? true : undefined), 60);
        docker("stop", second);
        since = performance.now();
        await until("one copy again", () => backends(1), 60);
        const { alerts } = await ask<{ alerts: { labels: { alertname: string }; state: string }[] }>("/api/v1/alerts");
        expect(alerts.filter(({ labels }) => /^(TargetDown|BackendDown)$/.test(labels.alertname))).toEqual([]);
        figure(
            `PV7 a second copy of the backend is a target after ${foundAfter} s, ${2 * requests} requests to both add up; stopped, it is none after ${seconds(since)} s`,
        );
    } finally {
        docker("rm", "--force", "--volumes", second);
    }
});

test("a migration is killed in the middle of a pulumi up: red, the old release serves; the next up is green", async () => {
    const before = [checksum(), docker("inspect", "--format", "{{.Id}}", container("backend"))];
    // Somebody else holds the lock, so that the migration is under way for as long as we like.
    const hold = ["exec", "-i", container("postgres"), "psql", "-U", "pivotal", "-d", "pivotal"];
    holder = spawn("docker", hold, { stdio: ["pipe", "ignore", "ignore"] });
    holder.stdin?.write("SELECT pg_advisory_lock(7219500);\n");
    const waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND";
    await until("the lock", async () => (sql(`${waiting} granted`) === "1" ? true : undefined));
    configure(container("postgres"));
    const release = stack.up();
    await until("the migration", async () => (sql(`${waiting} NOT granted`) === "1" ? true : undefined), 120);
    crash("migrate");
    const { code, output } = await release;
    expect(code).not.toBe(0);
    expect(output).toContain("migrate exited with code 137 (killed); the services that wait for it were not touched");
    expect([checksum(), docker("inspect", "--format", "{{.Id}}", container("backend"))]).toEqual(before);
    await browser.goto(page);
    await text(/Accepted 1/);
    holder.stdin?.end();
    const again = await stack.up();
    expect(again.output).not.toMatch(/error:/);
    expect([again.code, checksum()]).toEqual([0, before[0]]);
    expect(docker("inspect", "--format", "{{.Id}}", container("backend"))).not.toBe(before[1]);
    await text(/Accepted 1/);
    figure(
        `pivotal: killed migration: up red, old release serves, checksum equal; next up ${(again.ms / 1000).toFixed(1)} s`,
    );
});
