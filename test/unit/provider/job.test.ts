import { ReleaseError, type ReleaseContext } from "../../../provider/contract";
import type { EcsTasks } from "../../../provider/drivers/ecs-run-task/client";
import { describeJob } from "../../../provider/drivers/ecs-run-task/describe";
import { clientToken, startedBy } from "../../../provider/drivers/ecs-run-task/identity";
import type { JobInputs } from "../../../provider/drivers/ecs-run-task/job";
import { judge, mayPass } from "../../../provider/drivers/ecs-run-task/judge";
import { runJob } from "../../../provider/drivers/ecs-run-task/run";
import { viewOf, type TaskView } from "../../../provider/drivers/ecs-run-task/view";
import { EngineGone } from "../../../provider/engine/orphan";
import { unknown } from "../../../provider/engine/property-values";
import { keep } from "../../support/kept";

const V1 = "arn:aws:ecs:eu-central-1:1:task-definition/shop-migrate:1";
const V2 = "arn:aws:ecs:eu-central-1:1:task-definition/shop-migrate:2";

const JOB: JobInputs = {
    name: "migrate",
    image: "registry.example/api:1",
    variables: { LOG_LEVEL: "info" },
    secrets: { DATABASE_URL: "hmac-1" },
    size: "256 CPU, 512 MiB",
    command: ["alembic", "upgrade", "head"],
    before: ["api"],
    deadlineSeconds: 60,
    deployment: {
        region: "eu-central-1",
        cluster: "arn:aws:ecs:eu-central-1:1:cluster/shop",
        taskDefinition: V2,
        container: "migrate",
        subnets: ["subnet-1"],
        securityGroups: ["sg-1"],
        assignPublicIp: true,
        logGroup: "/slipway",
        logStreamPrefix: "migrate",
    },
};

const task = (id: string, more: Partial<TaskView> = {}): TaskView => ({
    arn: `arn:aws:ecs:eu-central-1:1:task/shop/${id}`,
    taskDefinition: V2,
    status: "RUNNING",
    ending: false,
    createdAt: 0,
    ...more,
});
const ended = (id: string, exitCode: number | undefined, more: Partial<TaskView> = {}) =>
    task(id, {
        status: "STOPPED",
        ending: true,
        stopCode: exitCode === undefined ? "TaskFailedToStart" : "EssentialContainerExited",
        ...(exitCode !== undefined && { exitCode, stoppedReason: "Essential container in task exited" }),
        ...more,
    });

describe("a job is judged by its exit code, at its end", () => {
    const oom = "OutOfMemoryError: Container killed due to memory usage";
    const pull = "CannotPullContainerError: pull image manifest has been retried 5 time(s): not found";
    test.each<[string, TaskView | undefined, object]>([
        ["not shown yet", undefined, { kind: "wait", because: "is not shown by ECS yet" }],
        [
            "no place yet",
            task("a", { status: "PROVISIONING" }),
            { kind: "wait", because: "waits for its place on Fargate" },
        ],
        ["no image yet", task("a", { status: "PENDING" }), { kind: "wait", because: "gets its image" }],
        ["at work", task("a"), { kind: "wait", because: "runs" }],
        [
            "exited, not stopped",
            task("a", { status: "DEPROVISIONING", exitCode: 0 }),
            { kind: "wait", because: "is ending" },
        ],
        ["a status that AWS adds", task("a", { status: "DREAMING" }), { kind: "wait", because: "is DREAMING" }],
        ["exit code 0", ended("a", 0), { kind: "passed" }],
        ["exit code 3", ended("a", 3), { kind: "failed", cause: "ended with exit code 3", ran: true }],
        [
            "out of memory",
            ended("a", 137, { containerReason: oom }),
            { kind: "failed", cause: `ended with exit code 137: ${oom}`, ran: true },
        ],
        [
            "stopped by somebody, though it then exits with 0",
            ended("a", 0, { stopCode: "UserInitiated", stoppedReason: "by hand" }),
            { kind: "failed", cause: "was stopped before its end: by hand (exit code 0)", ran: true },
        ],
        [
            "its machine went away",
            ended("a", 137, { stopCode: "InfrastructureHealth", stoppedReason: undefined }),
            { kind: "failed", cause: "was stopped before its end: InfrastructureHealth (exit code 137)", ran: true },
        ],
        [
            "no such image",
            ended("a", undefined, { stoppedReason: "Task failed to start", containerReason: pull }),
            { kind: "failed", cause: `did not start: Task failed to start: ${pull}`, ran: false },
        ],
        [
            "no reason",
            ended("a", undefined),
            { kind: "failed", cause: "did not start: ECS gives no reason", ran: false },
        ],
    ])("%s", (_, view, verdict) => expect(judge(view)).toEqual(verdict));

    test("only the named container's exit code counts", () => {
        const containers = [
            { name: "sidecar", exitCode: 0 },
            { name: "migrate", exitCode: 4, reason: "because" },
        ];
        expect(viewOf({ taskArn: "t", lastStatus: "STOPPED", containers }, "migrate")).toMatchObject({
            exitCode: 4,
            containerReason: "because",
        });
    });

    test.each([
        ["Capacity is unavailable at this time. Please try again later", 3_000_000, true],
        ["RESOURCE:MEMORY", 3_000_000, true],
        ["You've reached the limit on the number of vCPUs you can run concurrently", 3_000_000, true],
        ["ECS was unable to assume the role 'arn:aws:iam::1:role/x'", 1_000, true],
        ["ECS was unable to assume the role 'arn:aws:iam::1:role/x'", 121_000, false],
        [
            'failed to invoke EFS utils commands: stderr: Failed to resolve "fs-1.efs.eu-west-1.amazonaws.com"',
            90_000,
            true,
        ],
        [
            'failed to invoke EFS utils commands: stderr: Failed to resolve "fs-1.efs.eu-west-1.amazonaws.com"',
            121_000,
            false,
        ],
        ["CannotPullContainerError: not found", 1_000, false],
        ["MISSING", 1_000, false],
    ])("%s, after %d ms: asked again %s", (reason, after, again) => expect(mayPass(reason, after)).toBe(again));
});

describe("which task belongs to which request", () => {
    const at = { after: undefined, refusals: 0, now: Date.parse("2026-01-01T10:05:00Z") };
    const token = (start = {}, deployment = {}) =>
        clientToken({ ...JOB.deployment, ...deployment }, { ...at, ...start });

    test("every version of a job is marked alike, within what ECS takes", () => {
        expect(startedBy({ taskDefinition: V1 })).toBe("slipway/shop-migrate");
        expect(startedBy({ taskDefinition: V2 })).toBe("slipway/shop-migrate");
        const long = startedBy({ taskDefinition: `arn:aws:ecs:r:1:task-definition/${"x".repeat(255)}:7` });
        expect(long).toMatch(/^slipway\/x+-[0-9a-f]{16}$/);
        expect(long).toHaveLength(128);
    });

    test("the same start has the same token, another one has another", () => {
        expect(token()).toMatch(/^[0-9a-f]{64}$/);
        expect(token({ now: at.now + 60_000 })).toBe(token());
        const others = [
            token({ after: "a task that failed" }),
            token({ refusals: 1 }),
            token({ now: at.now + 3_600_000 }),
            token({}, { taskDefinition: V1 }),
            token({}, { subnets: ["subnet-2"] }),
            token({}, { securityGroups: ["sg-2"] }),
            token({}, { cluster: "another" }),
            token({}, { assignPublicIp: false }),
        ];
        expect(new Set([token(), ...others]).size).toBe(9);
    });
});

describe("what a preview says", () => {
    test.each<[string, Partial<JobInputs> | undefined, string]>([
        [
            "a new job",
            undefined,
            "migrate: runs before api: image registry.example/api:1, command alembic upgrade head",
        ],
        [
            "another image",
            { image: "registry.example/api:0" },
            "migrate: runs before api: image registry.example/api:0 → registry.example/api:1",
        ],
        ["another variable", { variables: { LOG_LEVEL: "debug" } }, "migrate: runs before api: LOG_LEVEL debug → info"],
        [
            "another secret",
            { secrets: { DATABASE_URL: "hmac-0" } },
            "migrate: runs before api: secret DATABASE_URL changed",
        ],
        [
            "another command",
            { command: ["sh", "-c", "alembic upgrade head"] },
            'migrate: runs before api: command sh -c "alembic upgrade head" → alembic upgrade head',
        ],
        [
            "no command before",
            { command: undefined },
            "migrate: runs before api: command of the image → alembic upgrade head",
        ],
        ["something else", {}, "migrate: runs before api: its task definition changes"],
    ])("%s", (_, before, line) => expect(describeJob(before && { ...JOB, ...before }, JOB)).toBe(line));

    test("a job that nobody waits for; a value that is not known yet", () => {
        const now = { ...JOB, before: [], variables: { DB_HOST: unknown } };
        const before = { ...now, variables: { DB_HOST: "db" } };
        expect(describeJob(before, now)).toBe("migrate: runs: DB_HOST db → (known after deployment)");
    });
});

/** A stand-in for ECS: answers by script, and notes what it was asked. */
function standIn(script: {
    known?: TaskView[];
    run?: (TaskView | string)[];
    later?: Record<string, (TaskView | undefined)[]>;
}) {
    const asked: string[] = [];
    const tokens: string[] = [];
    const runs = [...(script.run ?? [])];
    const ecs: EcsTasks = {
        known: async () => script.known ?? [],
        run: async (token) => {
            tokens.push(token);
            const answer = runs.shift() ?? "nothing left";
            asked.push(`run → ${typeof answer === "string" ? answer : answer.arn.split("/").pop()}`);
            return answer;
        },
        task: async (arn) => {
            const views = script.later?.[arn.split("/").pop() ?? ""] ?? [];
            return views.length > 1 ? views.shift() : views[0];
        },
        stop: async (arn, reason) => void asked.push(`stop ${arn.split("/").pop()}: ${reason}`),
    };
    return { ecs, asked, tokens };
}

async function result(ecs: EcsTasks, given: { signal?: AbortSignal; deadlineMs?: number } = {}) {
    const said: string[] = [];
    const context = {
        say: (line: string, kind?: string) => void (kind === "ephemeral" || said.push(line)),
        deadline: Date.now() + (given.deadlineMs ?? 10_000),
        signal: given.signal ?? new AbortController().signal,
    } as unknown as ReleaseContext;
    const pauses = { look: [1, 5], ask: [1, 5] } as const;
    const log = async () => ["last line"];
    try {
        const arn = await runJob({ wanted: JOB, ecs, context, log, pauses });
        return { said, arn: arn.split("/").pop() };
    } catch (error) {
        if (!(error instanceof ReleaseError)) throw error;
        keep(expect.getState().currentTestName ?? "", [...said, error.message, ...error.details].join("\n"));
        return { said, failed: [error.message, ...error.details] };
    }
}

describe("a job runs to its end, once", () => {
    test("it is started and followed to exit code 0", async () => {
        const { ecs, asked } = standIn({ run: [task("a")], later: { a: [undefined, task("a"), ended("a", 0)] } });
        expect(await result(ecs)).toEqual({ said: [], arn: "a" });
        expect(asked).toEqual(["run → a"]);
    });

    test("a job that has ended before anybody looked has passed", async () => {
        const { ecs } = standIn({ run: [ended("a", 0)] });
        expect(await result(ecs)).toEqual({ said: [], arn: "a" });
    });

    test("exit code 3 fails with the last log lines; it is not tried again", async () => {
        const { ecs, asked } = standIn({ run: [task("a")], later: { a: [ended("a", 3)] } });
        expect(await result(ecs)).toEqual({
            said: [],
            failed: [
                "migrate: ended with exit code 3",
                "task a of shop-migrate:2: Essential container in task exited",
                "last line",
            ],
        });
        expect(asked).toEqual(["run → a"]);
    });

    test("a run after a failed one has another token; a repeated request for the same run has the same", async () => {
        const failed = ended("x", 3);
        const again = [0, 1].map(() => standIn({ known: [failed], run: [ended("a", 0)] }));
        for (const { ecs } of again) await result(ecs);
        const first = standIn({ run: [ended("a", 0)] });
        await result(first.ecs);
        expect(again[0]!.tokens).toEqual(again[1]!.tokens);
        expect(again[0]!.tokens).not.toEqual(first.tokens);
    });

    test("what an interrupted up has started is followed, not started again", async () => {
        const { ecs, asked } = standIn({ known: [task("a")], later: { a: [task("a"), ended("a", 0)] } });
        expect(await result(ecs)).toEqual({
            said: ['migrate: follows task a, which an interrupted "pulumi up" has started'],
            arn: "a",
        });
        expect(asked).toEqual([]);
    });

    test("one that has ended well while nobody looked counts; of an earlier version, or followed by a failed one, it does not", async () => {
        const well = standIn({ known: [ended("a", 0)] });
        expect(await result(well.ecs)).toEqual({
            said: ["migrate: task a has run this very version already, and well"],
            arn: "a",
        });
        expect(well.asked).toEqual([]);
        for (const known of [[ended("a", 0, { taskDefinition: V1 })], [ended("b", 3), ended("a", 0)]]) {
            const { ecs, asked } = standIn({ known, run: [ended("c", 0)] });
            expect((await result(ecs)).arn).toBe("c");
            expect(asked).toEqual(["run → c"]);
        }
    });

    test("if that one fails, so does this up; but one that was ending already is run again", async () => {
        const running = standIn({ known: [task("a")], later: { a: [ended("a", 3)] } });
        expect((await result(running.ecs)).failed?.[0]).toBe("migrate: ended with exit code 3");
        const ending = standIn({
            known: [task("a", { ending: true, status: "STOPPING" })],
            later: { a: [ended("a", 143, { stopCode: "UserInitiated" })] },
            run: [ended("b", 0)],
        });
        expect((await result(ending.ecs)).arn).toBe("b");
    });

    test("a task of an earlier version that still runs is waited for: two migrations never run side by side", async () => {
        const old = task("old", { taskDefinition: V1 });
        const { ecs, asked } = standIn({
            known: [old],
            later: { old: [old, ended("old", 1, { taskDefinition: V1 })] },
            run: [ended("new", 0)],
        });
        expect(await result(ecs)).toEqual({
            said: ["migrate: waits for task old of an earlier version, which still runs"],
            arn: "new",
        });
        expect(asked).toEqual(["run → new"]);
    });

    test("Fargate without capacity is asked again, each time with another token; a refusal for good is told at once", async () => {
        const none = "Capacity is unavailable at this time";
        const { ecs, asked, tokens } = standIn({ run: [none, none, ended("a", 0)] });
        expect(await result(ecs)).toEqual({
            said: [`migrate: ECS did not start it: ${none}; asking again`],
            arn: "a",
        });
        expect(asked).toHaveLength(3);
        expect(new Set(tokens).size).toBe(3);
        const never = standIn({ run: ["MISSING"] });
        expect((await result(never.ecs)).failed).toEqual(["migrate: ECS did not start it: MISSING"]);
    });

    test("no capacity until the deadline ends red and tells what ECS said", async () => {
        const { ecs } = standIn({ run: Array.from({ length: 200 }, () => "Capacity is unavailable") });
        expect((await result(ecs, { deadlineMs: 30 })).failed).toEqual([
            "migrate: not started within 60 s: ECS did not start it: Capacity is unavailable",
        ]);
    });

    test("a task that Fargate could not place is asked for again; a missing image is not", async () => {
        const noPlace = ended("a", undefined, {
            stoppedReason: "Timeout waiting for network interface provisioning to complete.",
        });
        const placed = standIn({ run: [noPlace, ended("b", 0)] });
        expect(await result(placed.ecs)).toEqual({
            said: [
                "migrate: did not start: Timeout waiting for network interface provisioning to complete.; asking ECS for another task",
            ],
            arn: "b",
        });
        const image = standIn({
            run: [ended("a", undefined, { stoppedReason: "CannotPullContainerError: not found" })],
        });
        expect((await result(image.ecs)).failed).toEqual([
            "migrate: did not start: CannotPullContainerError: not found",
            "task a of shop-migrate:2: CannotPullContainerError: not found",
        ]);
    });

    test("a job that does not end in time is stopped and has failed", async () => {
        const { ecs, asked } = standIn({ run: [task("a")], later: { a: [task("a")] } });
        expect((await result(ecs, { deadlineMs: 30 })).failed).toEqual([
            "migrate: not ended within 60 s: task a runs; ECS stops task a",
            "last line",
        ]);
        expect(asked).toEqual(["run → a", "stop a: slipway: migrate: not ended within 60 s"]);
    });

    test("a user who cancels stops the task; an engine that is gone leaves it to the next up", async () => {
        for (const [reason, message, stops] of [
            [
                new Error("cancelled by the user"),
                'migrate: cancelled; ECS stops task a; the next "pulumi up" runs it again',
                1,
            ],
            [new EngineGone(), "migrate: left running", 0],
        ] as const) {
            const controller = new AbortController();
            const { ecs, asked } = standIn({ run: [task("a")], later: { a: [task("a")] } });
            setTimeout(() => controller.abort(reason), 20);
            expect((await result(ecs, { signal: controller.signal })).failed).toEqual([message]);
            expect(asked.filter((line) => line.startsWith("stop"))).toHaveLength(stops);
        }
    });
});
