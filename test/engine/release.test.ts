/**
 * Releases on ECS Fargate that go wrong from the start or are killed, through the real Pulumi engine. STAND-INS take the places
 * of the aws and awsx providers and of AWS's APIs. Each way in which a rollout may end: test/unit/fargate/release.test.ts.
 */
import { once } from "node:events";
import { fargateProgram } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { canary, filesWith, holds } from "../support/canary";
import { keep } from "../support/kept";
import type { TestStack, Outcome } from "../support/stack";

const TOKEN = canary();
const seen: string[] = [];
let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;

beforeAll(async () => {
    ({ stack, standIns, end } = await fargateProgram("release", TOKEN));
});

afterAll(() => end());

async function up(scenario: string): Promise<Outcome> {
    const outcome = await stack.up();
    seen.push(outcome.output);
    keep(scenario, outcome.output);
    return outcome;
}

const logLevel = (value: string) => stack.set("fargate-program:logLevel", value);

/** Starts an `up` and kills Pulumi while the release waits; the engine's lock goes as a user would take it away. */
async function killedUp(): Promise<void> {
    const from = standIns.requests().length;
    const child = stack.start(["up", "--yes", "--skip-preview"]);
    const looks = () =>
        standIns
            .requests()
            .slice(from)
            .filter(({ api }) => api === "DescribeServices").length;
    // One look is the diff's, the next is the release's.
    for (const deadline = Date.now() + 60_000; looks() < 2;) {
        if (child.exitCode !== null) throw new Error(`pulumi ended with ${child.exitCode} before it could be killed`);
        if (Date.now() > deadline) throw new Error("the release never looked at the service");
        await new Promise((done) => setTimeout(done, 50));
    }
    child.kill("SIGKILL");
    await once(child, "exit");
    await stack.pulumi(["cancel", "--yes", "--stack", "release"]);
}

const requestsOf = (api: string, from: number) =>
    standIns
        .requests()
        .slice(from)
        .filter((request) => request.api === api);

test("a first version that fails ends red: nothing serves, with the task's log, its secrets taken out", async () => {
    standIns.faults({
        deployments: [{ containing: '"crash"', outcome: "fail" }],
        log: ["listening on 8080", "cannot sign in with ${API_TOKEN}"],
    });
    logLevel("crash");
    const { code, output } = await up("first version fails");
    expect(code).not.toBe(0);
    expect(output).toMatch(
        /error: api: \S+-api:1 does not serve: ECS gave the deployment up: ECS deployment circuit breaker: tasks failed to start\./,
    );
    for (const line of [
        "nothing serves: there is no earlier version to go back to",
        "stopped: Essential container in task exited (api: exit code 1), 3 times",
        "  listening on 8080",
        "  cannot sign in with [secret]",
        "log: aws logs tail ",
    ]) {
        expect(output).toContain(line);
    }
    expect(holds(output, TOKEN)).toBe(false);
}, 600_000);

test("KILL while the release waits: the next up tells the truth when the deployment has failed", async () => {
    standIns.faults({ deployments: [{ containing: '"slow"', outcome: "hang" }] });
    logLevel("slow");
    await killedUp();
    standIns.faults({ deployments: [{ containing: '"slow"', outcome: "fail" }], log: ["boom"] });
    const { code, output } = await up("killed up, the deployment fails");
    expect([code === 0, output]).toEqual([
        false,
        expect.stringMatching(/api:2 does not serve: ECS gave the deployment up/),
    ]);
}, 600_000);

test("KILL while the release waits: the next up follows the same deployment to its good end", async () => {
    standIns.faults({ deployments: [{ containing: '"slower"', outcome: "hang" }] });
    logLevel("slower");
    await killedUp();
    standIns.faults({});
    const from = standIns.requests().length;
    const { code, output } = await up("killed up, the deployment completes");
    expect([code, output]).toEqual([0, expect.stringContaining("api: done in")]);
    expect(requestsOf("UpdateService", from)).toEqual([]);
}, 600_000);

test("no secret in state, history, backups, requests or output", () => {
    expect(holds(JSON.stringify({ value: TOKEN }), TOKEN)).toBe(true); // the search finds what is there
    expect(filesWith(stack.directory, TOKEN)).toEqual([]);
    expect(seen.filter((output) => holds(output, TOKEN))).toEqual([]);
});
