import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { mendCheckpoint } from "../../tools/backend-checkpoint";
import { TinyApp, docker } from "../support/tiny-app";

jest.setTimeout(2_700_000);

/** Events that say something happened; the engine's debug lines are left out. */
const HAPPENED =
    /"(preludeEvent|resourcePreEvent|resOutputsEvent|resOpFailedEvent|summaryEvent|stdoutEvent)"|"diagnosticEvent":\{(?!"prefix":"debug)/;

/** At each event with SLIPWAY_KILL_EVERY_EVENT=1 (half an hour); otherwise at a sample, so that CI stays within its time. */
const EVERY = process.env.SLIPWAY_KILL_EVERY_EVENT === "1";
const [UPDATE_STEP, CREATE_STEP] = EVERY ? [1, 1] : [4, 8];

/** KILL of `pulumi up` at each recorded engine event: the next run recovers by itself, or says the one command that does. */
describe("a killed up", () => {
    let app: TinyApp;
    let log: string;
    const debug = { PULUMI_DEBUG_COMMANDS: "1" };

    beforeAll(async () => {
        app = await TinyApp.make("t-kill");
        log = join(app.stack.directory, "events.json");
        expect((await app.stack.up()).code).toBe(0);
    });
    afterAll(() => app.dispose());

    function happened(): number {
        if (!existsSync(log)) return 0;
        return readFileSync(log, "utf8")
            .split("\n")
            .filter((line) => HAPPENED.test(line)).length;
    }

    /** Starts an `up` and kills it once `count` events have been recorded. @returns whether it was killed before its end */
    async function killAfter(count: number): Promise<boolean> {
        rmSync(log, { force: true });
        const child = app.stack.start(["up", "--yes", "--skip-preview", "--event-log", log], debug);
        const ended = new Promise<boolean>((done) => child.on("exit", (_code, signal) => done(signal === "SIGKILL")));
        while (child.exitCode === null && happened() < count) await sleep(15);
        child.kill("SIGKILL");
        return ended;
    }

    /** As a user would: run again, and do what the message says, or what `npm start` does by itself. */
    async function recover(greeting: string): Promise<string> {
        let way = "by itself";
        let next = await app.stack.up();
        if (next.output.includes("failed to load checkpoint")) {
            way = "with a mended checkpoint (npm start)";
            expect(mendCheckpoint(join(app.stack.directory, "state"), "slipway", app.stack.name)).toBeDefined();
            next = await app.stack.up();
        }
        if (next.code !== 0 && next.output.includes("pulumi cancel")) {
            way += way === "by itself" ? "" : " and pulumi cancel";
            if (way === "by itself") way = "with pulumi cancel";
            expect((await app.stack.pulumi(["cancel", "--yes", app.stack.name])).code).toBe(0);
            next = await app.stack.up();
        }
        expect(next.output).not.toMatch(/error:/);
        expect(next.code).toBe(0);
        expect(await app.answer()).toMatchObject({ status: 200, body: { greeting } });
        const strays = docker(
            "ps",
            "--all",
            "--filter",
            `label=com.docker.compose.project=${app.project}`,
            "--format",
            "{{.Names}}",
        );
        expect(strays.trim().split("\n").sort()).toEqual(
            ["setup", "store", "web"].map((service) => `${app.project}-${service}-1`),
        );
        return way;
    }

    test("update: at recorded engine events", async () => {
        const ways: string[] = [];
        for (let count = 1; ; count += UPDATE_STEP) {
            const greeting = `killed at ${count}`;
            app.configure({ GREETING: greeting });
            if (!(await killAfter(count))) break;
            ways.push(await recover(greeting));
        }
        console.info(`update killed at every ${UPDATE_STEP}. event, ${ways.length} times: ${summary(ways)}`);
        expect(ways.length).toBeGreaterThan(3);
    });

    test("first deployment: at recorded engine events", async () => {
        const ways: string[] = [];
        for (let count = 1; ; count += CREATE_STEP) {
            expect((await app.stack.destroy()).code).toBe(0);
            app.configure({ GREETING: `created ${count}` });
            if (!(await killAfter(count))) break;
            ways.push(await recover(`created ${count}`));
        }
        console.info(`first deployment killed at every ${CREATE_STEP}. event, ${ways.length} times: ${summary(ways)}`);
        expect(ways.length).toBeGreaterThan(1);
    });
});

function summary(ways: readonly string[]): string {
    const counts = new Map<string, number>();
    for (const way of ways) counts.set(way, (counts.get(way) ?? 0) + 1);
    return [...counts].map(([way, count]) => `${count} recovered ${way}`).join(", ");
}
