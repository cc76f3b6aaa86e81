/**
 * KILL of `pulumi up` on ecs-fargate at recorded engine events: the next run recovers by itself, or says the command that
 * does. STAND-INS for aws, awsx and ECS; they live on, as AWS does.
 */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { mendCheckpoint } from "../../tools/backend-checkpoint";
import { fargateProgram } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { killStep, killUpAfter, summaryOf } from "../support/killed-up";
import type { TestStack } from "../support/stack";

jest.setTimeout(3 * 3_600_000);

const [UPDATE_STEP, CREATE_STEP] = [killStep(60), killStep(60)];
const GROUP_TYPE = "aws:cloudwatch/logGroup:LogGroup";
const LOG_GROUP = "/slipway/fargate-program/killed/environment";
let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;

beforeAll(async () => {
    ({ stack, standIns, end } = await fargateProgram("killed"));
});

afterAll(() => end());

const logLevel = (value: string) => stack.set("fargate-program:logLevel", value);

/** What the output of a failed `up` tells a user to do, and does it. */
async function followAdvice(output: string): Promise<string> {
    if (output.includes("failed to load checkpoint")) {
        expect(mendCheckpoint(join(stack.directory, "state"), "fargate-program", "killed")).toBeDefined();
        return "a mended checkpoint (a folder as the backend)";
    }
    if (output.includes("pulumi cancel")) {
        expect((await stack.pulumi(["cancel", "--yes", "killed"])).code).toBe(0);
        return "pulumi cancel";
    }
    // Created at AWS, and the kill came before Pulumi wrote it down: Pulumi says which, AWS refuses a second one of the name.
    const environment = stack.state().resources.find(({ type }) => type === "slipway:components:Environment")?.urn;
    const group = /(urn:\S+logGroup:LogGroup::[^\s,]+), interrupted while creating/.exec(output)?.[1];
    expect([output.includes("The specified log group already exists"), group, output]).toEqual([
        true,
        expect.any(String),
        expect.any(String),
    ]);
    const [parent, name] = [`parent=${environment}`, "environment"];
    const adopt = [
        "import",
        GROUP_TYPE,
        name,
        LOG_GROUP,
        "--parent",
        parent,
        "--protect=false",
        "--generate-code=false",
    ];
    const at = ["--yes", "--skip-preview", "--stack", "killed", "--config-file", stack.configFile];
    const imported = await stack.pulumi([...adopt, ...at]);
    expect([imported.code, imported.code === 0 ? "" : imported.output]).toEqual([0, ""]);
    return "pulumi import";
}

/** As a user would: run again, and do what the messages say. */
async function recover(): Promise<string> {
    const steps: string[] = [];
    let next = await stack.up();
    while (next.code !== 0 && steps.length < 3) {
        steps.push(await followAdvice(next.output));
        next = await stack.up();
    }
    expect([next.code, next.output]).toEqual([0, expect.not.stringContaining("error:")]);
    // Converged: nothing is left to do.
    const after = await stack.preview(["--expect-no-changes"]);
    expect([after.code, after.code === 0 ? "" : after.output]).toEqual([0, ""]);
    expect(after.output).toMatch(/\d+ unchanged/);
    return steps.length === 0 ? "by itself" : `with ${steps.join(" and ")}`;
}

test("first deployment: at recorded engine events", async () => {
    const ways: string[] = [];
    for (let count = 1; ; count += CREATE_STEP) {
        if (!(await killUpAfter(stack, count))) break;
        ways.push(await recover());
        expect((await stack.destroy()).code).toBe(0);
    }
    console.info(`first deployment killed at every ${CREATE_STEP}. event, ${ways.length} times: ${summaryOf(ways)}`);
    expect(ways.length).toBeGreaterThan(1);
});

test("between AWS's doing and Pulumi's writing it down: Pulumi names the resource and how to adopt it", async () => {
    expect((await stack.destroy()).code).toBe(0);
    standIns.faults({ unanswered: ["logGroup"] });
    const child = stack.start(["up", "--yes", "--skip-preview"]);
    const before = standIns.requests().length;
    const isAsked = () =>
        standIns
            .requests()
            .slice(before)
            .some(({ operation, urn }) => operation === "create" && urn?.includes("LogGroup::"));
    while (child.exitCode === null && !isAsked()) await sleep(50);
    expect(child.exitCode).toBeNull();
    // The engine writes down what it has begun before it asks; other resources come and go meanwhile.
    await sleep(500);
    child.kill("SIGKILL");
    standIns.faults({});
    // Where the kill comes while the folder's checkpoint is written, that is mended first.
    expect(await recover()).toMatch(/^with (a mended checkpoint .* and )?pulumi cancel and pulumi import$/);
    expect((await stack.destroy()).code).toBe(0);
});

test("update: at recorded engine events", async () => {
    expect((await stack.up()).code).toBe(0);
    const ways: string[] = [];
    for (let count = 1; ; count += UPDATE_STEP) {
        logLevel(`killed at ${count}`);
        if (!(await killUpAfter(stack, count))) break;
        ways.push(await recover());
    }
    console.info(`update killed at every ${UPDATE_STEP}. event, ${ways.length} times: ${summaryOf(ways)}`);
    expect(ways.length).toBeGreaterThan(1);
});
