/** The driver of ecs-fargate against a STAND-IN for AWS's APIs that keeps state: how each kind of rollout is judged. */
import { lastLines } from "../../../provider/aws/log-lines";
import { ReleaseError } from "../../../provider/contract";
import { ACTIONS, connect } from "../../../provider/drivers/ecs-fargate/client";
import type { EcsInputs, EcsRecord } from "../../../provider/drivers/ecs-fargate/deployment";
import { drift } from "../../../provider/drivers/ecs-fargate/drift";
import { rollOut } from "../../../provider/drivers/ecs-fargate/rollout";
import { connectTargets } from "../../../provider/aws/ecs/targets";
import { InProcess } from "../../support/aws-stand-in/in-process";
import type { DeploymentOutcome, Faults } from "../../support/aws-stand-in/state";
import { keep } from "../../support/kept";
import { contextFor, type Circumstances, type Told } from "../../support/release-context";
import { deploy } from "../../support/aws-stand-in/ecs-service";

const OUTCOMES: DeploymentOutcome[] = [
    "fail",
    "volumeUnknown",
    "hang",
    "superseded",
    "unhealthy",
    "noCapacity",
    "stopped",
];
/** A version whose mode is an outcome ends so; any other ends well. */
const deployments = OUTCOMES.map((outcome) => ({ containing: `MODE=${outcome}`, outcome }));
const log = ["listening", "the token is ${TOKEN}", "Error: no such table"];

let aws: InProcess;
const faults = (more: Faults = {}) => aws.faults({ deployments, log, ...more });

beforeAll(async () => {
    aws = await new InProcess().start();
});
beforeEach(() => faults());
afterAll(() => aws.stop());

async function release(wanted: EcsInputs, circumstances: Circumstances = {}): Promise<Told> {
    const { seconds = 20, aside = 60_000, confirm = 10 } = circumstances;
    const said: string[] = [];
    const context = contextFor(said, circumstances);
    const ecs = connect(wanted.deployment, context.signal);
    const targets = connectTargets(wanted.deployment, ACTIONS, context.signal);
    const rollout = { ecs, targets, log: lastLines, context, pauses: { look: [10, 40], confirm, aside } as const };
    try {
        return { passed: await rollOut({ ...rollout, wanted: { ...wanted, deadlineSeconds: seconds } }), said };
    } catch (error) {
        if (!(error instanceof ReleaseError)) throw error;
        keep(expect.getState().currentTestName ?? "", [...said, error.message, ...error.details].join("\n"));
        return { message: error.message, details: error.details, said };
    }
}

/** The operations that a piece of work asks of AWS. */
async function asking<T>(work: () => Promise<T>): Promise<{ result: T; asked: string[] }> {
    const before = aws.asked().length;
    const result = await work();
    return { result, asked: aws.asked().slice(before) };
}

const count = (asked: readonly string[], operation: string) => asked.filter((one) => one === operation).length;
const TASK = expect.stringMatching(/^last lines of api in task [0-9]{32}:$/);

test("success: only the deployment that was asked for, completed", async () => {
    const { result, asked } = await asking(() => release(aws.point("good")));
    expect(result).toEqual({
        passed: aws.service("good").deployments[0]!.id,
        said: ["good: 0 of 1 task runs"],
    });
    expect([...new Set(asked)]).toEqual(["DescribeServices", "ListServiceDeployments"]);
    expect(count(asked, "ListServiceDeployments")).toBe(1);
});

test("rolled back: red with cause, what serves, tasks and log without secrets; red again; repaired by a good version", async () => {
    aws.secret("api", 's3cr3t-"value"');
    expect((await release(aws.point("api"))).passed).toBeDefined();
    const bad = aws.point("api", "fail");
    const first = await release(bad);
    expect(first.message).toBe(
        "api: api:2 does not serve: ECS rolled back to api:1: ECS deployment circuit breaker: tasks failed to start.",
    );
    const evidence = [
        "meanwhile api:1 serves",
        "task of api:2 stopped: Essential container in task exited (api: exit code 1), 3 times",
        "(service api) (task 0c4f) failed container health checks: tasks failed to start.",
        "service deployment ROLLBACK_SUCCESSFUL: Service deployment rolled back because the circuit breaker threshold was exceeded.",
        TASK,
        "  listening",
        "  the token is [secret]",
        "  Error: no such table",
        expect.stringMatching(
            /^log: aws logs tail main --log-stream-names api\/api\/\d{32} --since 1d --region eu-central-1$/,
        ),
    ];
    expect(first.details).toEqual(evidence);

    await new Promise((done) => setTimeout(done, 450)); // ECS has rolled back, as between two runs of Pulumi
    const { result: second, asked } = await asking(() => release(bad));
    expect(second.said[0]).toBe("api: api:1 serves, not api:2; asking ECS for api:2 once more");
    expect(count(asked, "UpdateService")).toBe(1);
    expect([second.message, second.details]).toEqual([first.message, evidence]);

    await new Promise((done) => setTimeout(done, 450));
    expect((await release(aws.point("api"))).passed).toBeDefined();
});

test("a first version that fails: nothing serves, and the next up asks once more", async () => {
    aws.secret("first", "another value");
    const bad = aws.point("first", "fail");
    const first = await release(bad);
    expect(first.message).toBe(
        "first: first:1 does not serve: ECS gave the deployment up: ECS deployment circuit breaker: tasks failed to start.",
    );
    expect(first.details?.slice(0, 2)).toEqual([
        "nothing serves: there is no earlier version to go back to",
        "task of first:1 stopped: Essential container in task exited (first: exit code 1), 3 times",
    ]);
    const second = await release(bad);
    expect(second.said[0]).toBe(
        "first: the last deployment of first:1 failed (ECS deployment circuit breaker: tasks failed to start.); asking ECS for first:1 once more",
    );
    expect(second.message).toBe(first.message);
    expect((await release(aws.point("first"))).passed).toBeDefined();
});

test("a volume whose name leads nowhere yet: asked once more, of a first version and of one that ECS went back from", async () => {
    const { result: first, asked } = await asking(() => release(aws.point("files", "volumeUnknown")));
    expect(first.passed).toBe(aws.service("files").deployments[0]!.id);
    const why = "ECS deployment circuit breaker: tasks failed to start.";
    const early = "the name of its volume was not known yet";
    const told = (said: readonly string[]) => said.filter((line) => /volume|once more/.test(line));
    expect(told(first.said)).toEqual([
        `files: ECS gave the deployment up: ${why}; ${early}`,
        `files: the last deployment of files:1 failed (${why}); asking ECS for files:1 once more`,
    ]);
    expect(count(asked, "UpdateService")).toBe(1);

    await release(aws.point("served"));
    const second = await release(aws.point("served", "volumeUnknown"));
    expect(second.passed).toBe(aws.service("served").deployments[0]!.id);
    expect(told(second.said)).toEqual([
        `served: ECS rolled back to served:1: ${why}; ${early}`,
        "served: served:1 serves, not served:2; asking ECS for served:2 once more",
    ]);
});

test("secrets that cannot be read: no line of the log is shown, all else is", async () => {
    const { details } = await release(aws.point("unread", "fail"));
    expect(details?.[1]).toBe(
        "task of unread:1 stopped: Essential container in task exited (unread: exit code 1), 3 times",
    );
    expect(details?.at(-2)).toBe(
        "its log is not shown: it, or the secrets to take out of it, could not be read: " +
            "ResourceNotFoundException: Secrets Manager can't find it.",
    );
    expect(details?.join("\n")).not.toContain("no such table");
});

test("unhealthy copies: the deadline ends it with what the load balancer says", async () => {
    aws.secret("sick", "another value");
    await release(aws.point("sick"));
    const { message, details, said } = await release(aws.point("sick", "unhealthy"), { seconds: 2, aside: 50 });
    const complaint =
        "load balancer (GET /health on 8080): 10.0.0.10:8080 is unhealthy: " +
        "Health checks failed with these codes: [500] (Target.ResponseCodeMismatch)";
    expect(message).toBe(
        `sick: sick:2 does not serve: ${complaint} (not completed within 2 s). ` +
            'ECS goes on with the deployment; the next "pulumi up" judges it',
    );
    expect(said.at(-1)).toBe(`sick: 1 of 1 task runs; ${complaint}`);
    expect(details?.slice(0, 3)).toEqual([
        "meanwhile sick:1 serves",
        complaint,
        expect.stringContaining("due to (reason Health checks failed with these codes: [500])"),
    ]);
    expect(details?.[3]).toMatch(/^last lines of sick in task \d{32}:$/);
});

test.each([
    [
        "FARGATE_SPOT",
        "AWS has no Fargate Spot capacity for its tasks in these zones: let it run on Fargate too, or try again later",
    ],
    [
        "FARGATE",
        "AWS has no Fargate capacity for its tasks in these zones: try again later, in more zones, or with another size",
    ],
])("no capacity on %s: the deadline ends it with the cause in words", async (provider, cause) => {
    const name = provider.toLowerCase();
    await release(aws.point(name, "good", [provider]));
    const { message, details, said } = await release(aws.point(name, "noCapacity"), { seconds: 2 });
    expect(message).toBe(
        `${name}: ${name}:2 does not serve: ${cause} (not completed within 2 s). ` +
            'ECS goes on with the deployment; the next "pulumi up" judges it',
    );
    expect(said.at(-1)).toBe(`${name}: 0 of 1 task runs; ${cause}`);
    expect(details).toEqual([
        `meanwhile ${name}:1 serves`,
        `(service ${name}) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.`,
    ]);
});

test("a deadline without a sign says how far it came, and the next up goes on with the same deployment", async () => {
    const wanted = aws.point("slow", "hang");
    const { message, details } = await release(wanted, { seconds: 2 });
    expect(message).toBe(
        'slow: slow:1 does not serve: 0 of 1 task runs (not completed within 2 s). ECS goes on with the deployment; the next "pulumi up" judges it',
    );
    expect(details).toEqual(["nothing serves: there is no earlier version to go back to"]);
    faults({ deployments: [] });
    const { result, asked } = await asking(() => release(wanted));
    expect([result.passed !== undefined, count(asked, "UpdateService")]).toEqual([true, 0]);
});

test("a deployment that somebody stops ends at once, though DescribeServices shows it in progress", async () => {
    await release(aws.point("halted"));
    const wanted = aws.point("halted", "stopped");
    const { message, details } = await release(wanted, { aside: 50 });
    expect(message).toBe(
        "halted: halted:2 does not serve: the deployment was stopped: Service deployment stopped by user request.",
    );
    expect(details).toEqual([
        "meanwhile halted:1 serves",
        "service deployment STOPPED: Service deployment stopped by user request.",
    ]);

    faults({ deployments: [] });
    const { result, asked } = await asking(() => release(wanted));
    expect(result).toEqual({
        passed: expect.any(String),
        said: [
            "halted: the last deployment of halted:2 is over: the deployment was stopped: Service deployment stopped by user request.; asking ECS for halted:2 once more",
            "halted: 0 of 1 task runs",
        ],
    });
    expect(count(asked, "UpdateService")).toBe(1);
});

test("a deployment that somebody else starts over ours is red, not green", async () => {
    await release(aws.point("taken"));
    const { message, details } = await release(aws.point("taken", "superseded"));
    expect(message).toBe(
        "taken: taken:2 does not serve: another deployment took over: taken:1 is being deployed instead of taken:2",
    );
    expect(details).toEqual(["meanwhile taken:1 serves"]);
});

test("a change in the console is undone with one request; a busy service is waited for first", async () => {
    const first = aws.point("edited");
    await release(first);
    const wanted = aws.point("edited");
    await release(wanted);
    // Still in progress when the release looks.
    deploy(aws.service("edited"), first.deployment.taskDefinition, "ECS deployment in progress.");
    const { result, asked } = await asking(() => release(wanted));
    expect(result).toEqual({
        passed: expect.any(String),
        said: [
            "edited: waiting for the deployment of edited:1 to end",
            "edited: edited:1 serves, not edited:2; asking ECS for edited:2 once more",
            "edited: 0 of 1 task runs",
        ],
    });
    expect(count(asked, "UpdateService")).toBe(1);
    const again = await asking(() => release(wanted));
    expect(again.asked).toEqual(["DescribeServices"]);
});

test("an answer of ECS that lags behind Pulumi's request is no reason to ask again", async () => {
    const first = aws.point("lagging");
    await release(first);
    const wanted = aws.define("lagging", "good");
    // Pulumi has asked, and ECS shows it only after the release's first look.
    const looks = aws.asked().length;
    const pointed = (async () => {
        while (aws.asked().length === looks) await new Promise((done) => setTimeout(done, 1));
        aws.pointAt(wanted);
    })();
    const { result, asked } = await asking(() => release(wanted, { confirm: 200 }));
    await pointed;
    expect([result.passed !== undefined, count(asked, "UpdateService")]).toEqual([true, 0]);
});

test("going back to an earlier version is a release: judged by the revision, not by content", async () => {
    const first = aws.point("back");
    await release(first);
    await release(aws.point("back"));
    const { passed } = await release(aws.pointAt(first));
    expect(passed).toBe(aws.service("back").deployments[0]!.id);
    expect(aws.service("back").deployments[0]!.taskDefinition).toBe(first.deployment.taskDefinition);
});

test("throttling slows a release down and does not fail it", async () => {
    faults({ throttle: 2 });
    const { result, asked } = await asking(() => release(aws.point("busy")));
    expect(result.passed).toBeDefined();
    expect(asked.length).toBeGreaterThan(2);
});

test("a cancelled release says that ECS goes on", async () => {
    const cancelling = new AbortController();
    // Once it waits, however slow this machine is.
    const heard = () => cancelling.abort(new Error("cancelled by the user"));
    expect(await release(aws.point("left", "hang"), { signal: cancelling.signal, heard })).toEqual({
        message: 'left: cancelled. ECS goes on with the deployment; the next "pulumi up" judges it.',
        details: [],
        said: ["left: 0 of 1 task runs"],
    });
});

describe("the running image", () => {
    const pushed = `sha256:${"a".repeat(64)}`;
    const withDigest = (wanted: EcsInputs): EcsInputs => ({
        ...wanted,
        deployment: { ...wanted.deployment, imageDigests: { [wanted.name]: pushed } },
    });

    test.each([
        ["the one that was pushed", pushed],
        ["not told by ECS", undefined],
    ])("%s: green", async (_, imageDigest) => {
        faults({ imageDigest });
        expect((await release(withDigest(aws.point("image")))).passed).toBeDefined();
    });

    test("another one: red, with both digests", async () => {
        const other = `sha256:${"b".repeat(64)}`;
        aws.secret("image", "another value");
        faults({ imageDigest: other });
        const { message, details } = await release(withDigest(aws.point("image")));
        expect(message).toMatch(
            new RegExp(
                `^image: image:\\d does not serve: container image runs the image ${other}, but ${pushed} was pushed$`,
            ),
        );
        expect(details?.[0]).toBe("no other version runs");
    });
});

describe("credentials of another account", () => {
    const message =
        "nothing was asked of AWS: the AWS credentials are of account 999999999999, but " +
        "arn:aws:ecs:eu-central-1:123456789012:cluster/main is in account 123456789012: " +
        "set aws:profile (or AWS_PROFILE) to one of 123456789012";
    beforeEach(() => {
        process.env.AWS_ACCOUNT_ID = "999999999999";
    });
    afterEach(() => {
        delete process.env.AWS_ACCOUNT_ID;
    });

    test("a release is refused before anything is asked", async () => {
        const { result, asked } = await asking(() => release(aws.define("foreign", "good")));
        expect([result.message, asked]).toEqual([message, []]);
    });

    test("and so is a preview, where other failures are told as a warning", async () => {
        const wanted = aws.define("foreign", "good");
        const recorded = { ...wanted, releaseId: "foreign:1", evidence: {} } as EcsRecord;
        const { asked } = await asking(() => expect(drift(recorded, contextFor([], {}))).rejects.toThrow(message));
        expect(asked).toEqual([]);
    });

    test("those of the stack's own are not", async () => {
        process.env.AWS_ACCOUNT_ID = "123456789012";
        expect((await release(aws.point("own"))).passed).toBeDefined();
    });
});

test("drift: one call to ECS when nothing changed", async () => {
    const wanted = aws.point("still");
    await release(wanted);
    const recorded = { ...wanted, releaseId: "still:1", evidence: {} } as EcsRecord;
    const { result, asked } = await asking(() => drift(recorded, contextFor([], {})));
    expect([result, asked]).toEqual([[], ["DescribeServices"]]);
});
