import { join } from "node:path";
import { mendCheckpoint } from "../../tools/backend-checkpoint";
import { killStep, killUpAfter, summaryOf } from "../support/killed-up";
import { docker } from "../support/docker-sync";
import { succeeded } from "../support/stack";
import { TinyApp } from "../support/tiny-app";

jest.setTimeout(2_700_000);

/** A sample, so that CI stays within its time. */
const [UPDATE_STEP, CREATE_STEP] = [killStep(9), killStep(24)];

/** KILL of `pulumi up` at each recorded engine event: the next run recovers by itself, or says the one command that does. */
describe("a killed up", () => {
    let app: TinyApp;

    beforeAll(async () => {
        app = await TinyApp.make("t-kill");
        succeeded(await app.stack.up());
    });
    afterAll(() => app.dispose());

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
            succeeded(await app.stack.pulumi(["cancel", "--yes", app.stack.name]));
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
            if (!(await killUpAfter(app.stack, count))) break;
            ways.push(await recover(greeting));
        }
        console.info(`update killed at every ${UPDATE_STEP}. event, ${ways.length} times: ${summaryOf(ways)}`);
        expect(ways.length).toBeGreaterThan(3);
    });

    test("first deployment: at recorded engine events", async () => {
        const ways: string[] = [];
        for (let count = 1; ; count += CREATE_STEP) {
            succeeded(await app.stack.destroy());
            app.configure({ GREETING: `created ${count}` });
            if (!(await killUpAfter(app.stack, count))) break;
            ways.push(await recover(`created ${count}`));
        }
        console.info(
            `first deployment killed at every ${CREATE_STEP}. event, ${ways.length} times: ${summaryOf(ways)}`,
        );
        expect(ways.length).toBeGreaterThan(1);
    });
});
