/**
 * docker/sovd by a real `pulumi up` on `local`, used in two real browsers; then its parts die one after another: what
 * people see, what recovers, and that nothing committed is lost. Base images are stand-ins where no registry answers.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker } from "../support/docker-sync";
import { freePort } from "../support/free-port";
import { load } from "../support/sovd/load";
import { figure, Sovd, until, Window } from "./sovd.support";

const SAMPLES = 5;
const READY = '{"status":"ready"} 200';

let app: Sovd;
let one: Window;
let two: Window;

const now = (): string => app.sql("SELECT now()");
const count = (table: string, where: string): string => app.sql(`SELECT count(*) FROM ${table} WHERE ${where}`);

/** Waits until both windows show one more completed command than before; the milliseconds until the slower one did. */
async function bothSee(before: number): Promise<number> {
    const begun = performance.now();
    for (const window of [one, two]) await window.completes(before + 1);
    return Math.round(performance.now() - begun);
}

beforeAll(async () => {
    app = new Sovd(await freePort());
    const seconds = await app.up();
    figure(`pulumi up, nothing there before: ${seconds.toFixed(1)} s until all are healthy`);
    [one, two] = [await Window.open(app), await Window.open(app)];
    await one.choose(`Read sensor (${SAMPLES} samples)`);
}, 600_000);
afterAll(async () => {
    await one?.browser.close();
    await two?.browser.close();
    await app?.stack.remove();
});

test("SV8 a command sent in one window: its responses arrive live, one by one, in both", async () => {
    const before = await two.completed();
    for (const window of [one, two]) await window.watch();
    await one.send();
    const took = await bothSee(before);
    for (const window of [one, two]) {
        const text = await window.text();
        for (const part of [/sensor: battery_voltage/g, /value: [\d.]+/g, /unit: V/g]) {
            expect(text.match(part)).toHaveLength(SAMPLES);
        }
        // Not all at once: the page was seen with fewer responses before it had all.
        const steps = await window.watched();
        expect(steps).toEqual([...steps].sort((a, b) => a - b));
        expect(steps.filter((shown) => shown > 0 && shown < SAMPLES).length).toBeGreaterThanOrEqual(2);
    }
    const folder = process.env.SLIPWAY_PICTURES;
    if (folder !== undefined) {
        await one.browser.picture(join(folder, "sovd-one.png"));
        await two.browser.picture(join(folder, "sovd-two.png"));
    }
    figure(`a command of ${SAMPLES} responses, 250 ms each: complete in both windows after ${took} ms`);
});

test("SV3 Redis dies: people see it, commands are accepted and answered, and both windows catch up", async () => {
    const when = now();
    const sum = app.checksum(when);
    const before = await two.completed();
    docker("stop", "--time", "0", app.container("redis"));
    await one.sees(/Reconnecting…/);
    expect(app.ready()).toMatch(/^\{"status":"unavailable","reason":"redis: .*"\} 503$/);
    await one.send();
    await until("the answer in the database", () => count("commands", "status <> 'completed'") === "0");
    docker("start", app.container("redis"));
    const took = await bothSee(before);
    await one.sees(/Live/);
    app.crash("redis"); // and once more as a crash: Docker starts it again by itself
    await one.sees(/Reconnecting…/);
    const again = await one.sees(/Live/);
    await one.send();
    await bothSee(before + 1);
    expect(app.checksum(when)).toBe(sum);
    figure(
        `Redis away: "Reconnecting…", commands go on; both windows complete ${took} ms after it is back; ` +
            `after a crash live again in ${again} ms; checksum the same`,
    );
});

test("SV3 PostgreSQL dies: the page says so, and what was committed is there afterwards", async () => {
    const when = now();
    const sum = app.checksum(when);
    docker("stop", "--time", "0", app.container("db"));
    expect(app.ready()).toMatch(/^\{"status":"unavailable","reason":"database: .*"\} 503$/);
    await one.press("Send");
    await one.sees(/Not sent: database: /, 40);
    const told = /Not sent: .*/.exec(await one.text())?.[0];
    docker("start", app.container("db"));
    const begun = performance.now();
    await until("readiness", () => app.ready() === READY, 40);
    const took = Math.round(performance.now() - begun);
    app.crash("db");
    await until("readiness after a crash", () => app.ready() === READY, 40);
    expect(app.checksum(when)).toBe(sum);
    const before = await two.completed();
    await one.send();
    await bothSee(before);
    figure(`PostgreSQL away: "${told}"; ready ${took} ms after it is back; checksum the same, also after a crash`);
});

test("SV8 the backend and the connector die while a command is answered: both windows connect again and miss nothing", async () => {
    for (const service of ["backend", "vehicle-connector"]) {
        const before = await two.completed();
        await one.send();
        app.crash(service);
        expect(count("commands", "status <> 'completed'")).toBe("1");
        const took = await bothSee(before);
        for (const window of [one, two]) await window.sees(/Live/);
        figure(`${service} killed in the middle of a command: complete in both windows ${took} ms later`);
    }
    await until("all published", () => count("commands", "published < version") === "0");
    // Exactly as many answers as the vehicle gave, none twice.
    const wrong =
        "SELECT command_id FROM responses r JOIN commands c ON c.id = r.command_id WHERE c.name = 'read_sensor'";
    expect(app.sql(`SELECT count(*) FROM (${wrong} GROUP BY 1 HAVING count(*) <> ${SAMPLES}) x`)).toBe("0");
});

test("a migration is killed in the middle: the database undoes it, the system serves, the next attempt succeeds", async () => {
    const when = now();
    const sum = app.checksum(when);
    const folder = mkdtempSync(join(tmpdir(), "slipway-sovd-"));
    const file = join(folder, "0002_slow.py");
    const migration = (seconds: number): void =>
        writeFileSync(
            file,
            `from alembic import op\nrevision = "0002"\ndown_revision = "0001"\n\n\ndef upgrade() -> None:\n` +
                `    op.execute("ALTER TABLE commands ADD COLUMN half_done text")\n    op.execute("SELECT pg_sleep(${seconds})")\n`,
            { mode: 0o644 },
        );
    const inspected = (format: string): string =>
        docker("inspect", "--format", format, app.container("migrate")).trim();
    const env = (JSON.parse(inspected("{{json .Config.Env}}")) as string[]).flatMap((variable) => ["--env", variable]);
    const mount = ["--volume", `${file}:/app/alembic/versions/0002_slow.py:ro`, "--network", `${app.project}_default`];
    const run = (...how: string[]): string =>
        docker("run", ...how, "--rm", ...mount, ...env, inspected("{{.Config.Image}}"), "python", "-m", "app.prepare");
    const sleeping = "query LIKE 'SELECT pg_sleep(60)%' AND pid <> pg_backend_pid()";
    const column = (): string => count("information_schema.columns", "column_name = 'half_done'");
    const version = (): string => app.sql("SELECT version_num FROM alembic_version");
    try {
        migration(60);
        const id = run("--detach").trim();
        await until(
            "the migration's middle",
            () => count("pg_stat_activity", `${sleeping} AND state = 'active'`) === "1",
        );
        process.kill(Number(docker("inspect", "--format", "{{.State.Pid}}", id).trim()), "SIGKILL");
        // By itself: the database asks every 2 s whether the migration is still there.
        await until("the end of the session", () => count("pg_stat_activity", sleeping) === "0");
        expect([column(), version(), app.checksum(when)]).toEqual(["0", "0001", sum]);
        const before = await two.completed();
        await one.send();
        await bothSee(before);
        migration(0);
        run();
        expect([column(), version(), app.checksum(when)]).toEqual(["1", "0002", sum]);
        figure("a migration killed in the middle: nothing of it is left, commands go on, the next attempt succeeds");
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
});

test("SV8 a hundred windows: every one sees every response", async () => {
    const windows = 100;
    const commands = 60;
    const figures = await load(app.url, await app.token(), { windows, commands, atOnce: 6 });
    expect(figures).toMatchObject({ complete: true, reconnects: 0, delivered: windows * commands });
    const memory = docker("stats", "--no-stream", "--format", "{{.MemUsage}}", app.container("backend")).trim();
    figure(
        `${windows} windows, ${commands} commands in ${figures.seconds.toFixed(1)} s (each answer takes 250 ms by design): accepted ` +
            `p50 ${figures.acceptedP50} ms, p95 ${figures.acceptedP95} ms; seen in all windows p50 ${figures.liveP50} ms, ` +
            `p95 ${figures.liveP95} ms; ${figures.delivered} delivered, 0 lost; backend ${memory}`,
    );
});
