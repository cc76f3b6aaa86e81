/**
 * A migration before its service, through the real Pulumi engine, with STAND-INS for the providers aws and awsx and for the
 * APIs of ECS, CloudWatch Logs and Secrets Manager: they show what Slipway asks of AWS and how it takes the answers.
 */
import { once } from "node:events";
import { join } from "node:path";
import { awsStack } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { canary, filesWith, holds } from "../support/canary";
import { keep } from "../support/kept";
import { predictions, unannounced } from "../support/predicted";
import type { TestStack, Outcome } from "../support/stack";

const PASSWORD = canary();
const seen: string[] = [];
let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;

beforeAll(async () => {
    ({ stack, standIns, end } = await awsStack("jobs", {
        project: join(__dirname, "../support/job-program"),
        secrets: { "job-program:labelKey": "a key of the test's", "job-program:databaseUrl": PASSWORD },
    }));
});

afterAll(() => end());

/** Keeps what the user would see, for the search at the end. */
function shown(outcome: Outcome): Outcome {
    seen.push(outcome.output);
    keep(expect.getState().currentTestName ?? "", outcome.output);
    return outcome;
}

const settings: Record<string, string> = {};

function set(key: string, value: string): void {
    settings[`job-program:${key}`] = value;
    stack.configure(settings);
}

type Request = ReturnType<StandIns["requests"]>[number] & { input?: Record<string, unknown> };

/** What was asked of AWS while `work` was done. */
async function asked<T>(work: () => Promise<T>): Promise<{ result: T; requests: Request[] }> {
    const before = standIns.requests().length;
    const result = await work();
    return { result, requests: standIns.requests().slice(before) };
}

const up = () => asked(async () => shown(await stack.up()));
const ofApi = (requests: readonly Request[], api: string) => requests.filter((request) => request.api === api);
const onServices = (requests: readonly Request[]) =>
    requests.filter(({ operation, urn }) => operation !== undefined && urn?.includes("aws:ecs/service:Service"));

/** Waits until the stand-in was asked for something; its place among the requests. */
async function untilAsked(api: string, from: number): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (ofApi(standIns.requests().slice(from), api).length === 0) {
        if (Date.now() > deadline) throw new Error(`nobody asked for ${api}`);
        await new Promise((done) => setTimeout(done, 100));
    }
}

test("a preview says what runs before whom; up runs it, retried when Fargate has no room, and then makes the service", async () => {
    const preview = shown(await stack.preview(["--json"]));
    const announced = predictions(preview.output);
    expect(preview.output).toContain(
        "migrate: runs before api: image registry.example/api:1, command alembic upgrade head",
    );

    standIns.faults({ noCapacity: 1 });
    const { result, requests } = await up();
    expect([result.code, result.output]).toEqual([0, expect.stringContaining("migrate: done in")]);
    expect(result.output).toContain(
        "migrate: ECS did not start it: Capacity is unavailable at this time. Please try again later; asking again",
    );
    const order = requests.map(({ api, operation, urn }) => api ?? `${operation} ${urn?.split("$").pop()}`);
    expect(order.lastIndexOf("RunTask")).toBeLessThan(order.indexOf("create aws:ecs/service:Service::api"));
    // Its way out and its rights must be there before it starts: ECS retries a service's tasks, a job has one.
    for (const first of [
        "securityGroupEgressRule:SecurityGroupEgressRule::migrate-out-5432",
        "rolePolicy:RolePolicy::migrate-execution",
    ]) {
        const index = order.findIndex((line) => line.endsWith(first));
        expect([first, index >= 0 && index < order.indexOf("RunTask")]).toEqual([first, true]);
    }
    expect(order.findIndex((line) => line.endsWith("ec2/route:Route::environment-public-2"))).toBeLessThan(
        order.indexOf("RunTask"),
    );

    const [refused, started] = ofApi(requests, "RunTask").map(({ input }) => input);
    expect(started).toEqual({
        cluster: expect.stringContaining(":cluster/environment-"),
        taskDefinition: expect.stringMatching(/:task-definition\/job-program-jobs-migrate:1$/),
        clientToken: expect.stringMatching(/^[0-9a-f]{64}$/),
        startedBy: "slipway/job-program-jobs-migrate",
        count: 1,
        launchType: "FARGATE",
        platformVersion: "LATEST",
        networkConfiguration: {
            awsvpcConfiguration: {
                subnets: [expect.stringMatching(/^subnet-/), expect.stringMatching(/^subnet-/)],
                securityGroups: [expect.stringMatching(/^sg-/)],
                assignPublicIp: "ENABLED",
            },
        },
        enableECSManagedTags: true,
        propagateTags: "TASK_DEFINITION",
        enableExecuteCommand: false,
    });
    expect(refused?.clientToken).not.toBe(started?.clientToken);
    expect(unannounced(announced, requests)).toEqual([]);
}, 600_000);

test("with nothing changed the job asks AWS nothing; a change of the service alone does not run it", async () => {
    const idle = await asked(() => stack.preview(["--expect-no-changes"]));
    expect(idle.result.code).toBe(0);
    expect(idle.requests.map(({ api }) => api)).toEqual(["DescribeServices"]);

    set("logLevel", "debug");
    const { result, requests } = await up();
    expect([result.code, result.output]).toEqual([0, expect.stringContaining("api: LOG_LEVEL info → debug")]);
    expect(result.output).not.toContain("migrate: runs");
    expect(onServices(requests)).toHaveLength(1);
    expect(ofApi(requests, "RunTask")).toEqual([]);
    expect(ofApi(requests, "ListTasks")).toEqual([]);
}, 600_000);

test("a job that fails ends red with its exit code and its log without secrets, the service untouched; the next up runs it again", async () => {
    standIns.faults({
        tasks: [{ containing: "api:2", exitCode: 3 }],
        log: ["connecting with ${DATABASE_URL}", "FATAL: relation tasks exists already"],
    });
    set("version", "2");
    const failed = await up();
    expect(failed.result.code).not.toBe(0);
    expect(failed.result.output).toContain(
        "migrate: runs before api: image registry.example/api:1 → registry.example/api:2",
    );
    expect(failed.result.output).toMatch(/error: migrate: ended with exit code 3\n/);
    expect(failed.result.output).toMatch(
        /task [0-9a-f]{32} of job-program-jobs-migrate:2: Essential container in task exited\n/,
    );
    expect(failed.result.output).toContain("connecting with [secret]");
    expect(failed.result.output).toContain("FATAL: relation tasks exists already");
    expect(onServices(failed.requests)).toEqual([]);

    standIns.faults({});
    const again = await up();
    expect([again.result.code, again.result.output]).toEqual([0, expect.stringContaining("migrate: done in")]);
    const tokens = [failed, again]
        .flatMap(({ requests }) => ofApi(requests, "RunTask"))
        .map(({ input }) => input?.clientToken);
    expect(new Set(tokens).size).toBe(2);
    expect(onServices(again.requests)).toHaveLength(1);
}, 600_000);

test("an up that was killed while the job ran is continued: the same task, no second one", async () => {
    standIns.faults({ tasks: [{ containing: "api:3", ms: 600_000 }] });
    set("version", "3");
    const from = standIns.requests().length;
    const killed = stack.start(["up", "--yes", "--skip-preview"]);
    await untilAsked("DescribeTasks", from);
    killed.kill("SIGKILL");
    await once(killed, "exit");

    await stack.pulumi(["cancel", "--yes", "--stack", "jobs"]);
    const again = standIns.requests().length;
    const continued = up();
    await untilAsked("ListTasks", again);
    // It has looked for earlier tasks, and looks at the one that it has found.
    await untilAsked("DescribeTasks", again + 1);
    standIns.faults({ endTasks: true });
    const { result } = await continued;
    expect([result.code, result.output]).toEqual([
        0,
        expect.stringMatching(/migrate: follows task [0-9a-f]{32}, which an interrupted "pulumi up" has started/),
    ]);
    expect(ofApi(standIns.requests().slice(from), "RunTask")).toHaveLength(1);
}, 600_000);

test("a user who cancels stops the task", async () => {
    standIns.faults({ tasks: [{ containing: "api:4", ms: 600_000 }] });
    set("version", "4");
    const from = standIns.requests().length;
    const cancelled = stack.start(["up", "--yes", "--skip-preview"]);
    await untilAsked("DescribeTasks", from);
    cancelled.kill("SIGINT");
    const [code] = (await once(cancelled, "exit")) as [number];
    expect(code).not.toBe(0);
    const [stop] = ofApi(standIns.requests().slice(from), "StopTask") as Request[];
    expect(stop?.input?.reason).toBe("slipway: migrate: pulumi up was cancelled");
    expect(onServices(standIns.requests().slice(from))).toEqual([]);
}, 600_000);

test("the secret is nowhere: state, history, backups, what AWS was asked, what users saw", () => {
    expect(holds(JSON.stringify({ value: PASSWORD }), PASSWORD)).toBe(true); // the search finds what is there
    expect(filesWith(stack.directory, PASSWORD)).toEqual([]);
    expect(seen.filter((output) => holds(output, PASSWORD))).toEqual([]);
});
