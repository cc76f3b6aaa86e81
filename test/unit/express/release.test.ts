/** The driver of ecs-express against a STAND-IN for AWS's APIs that keeps state: how each kind of deployment is judged. */
import { connectTargets } from "../../../provider/aws/ecs/targets";
import { lastLines } from "../../../provider/aws/log-lines";
import { ReleaseError } from "../../../provider/contract";
import { ACTIONS, connectExpress } from "../../../provider/drivers/ecs-express/client";
import type { ExpressInputs, ExpressRecord } from "../../../provider/drivers/ecs-express/deployment";
import { drift } from "../../../provider/drivers/ecs-express/drift";
import { rollOut } from "../../../provider/drivers/ecs-express/rollout";
import { deployExpress } from "../../support/aws-stand-in/express-service";
import { InProcess } from "../../support/aws-stand-in/in-process";
import { InProcessExpress } from "../../support/aws-stand-in/in-process-express";
import type { DeploymentOutcome, Faults } from "../../support/aws-stand-in/state";
import { keep } from "../../support/kept";
import { contextFor, type Circumstances, type Told } from "../../support/release-context";

const OUTCOMES: DeploymentOutcome[] = ["fail", "alarm", "hang", "superseded", "unhealthy", "noCapacity", "stopped"];
/** A version whose mode is an outcome ends so; any other ends well. */
const deployments = OUTCOMES.map((outcome) => ({ containing: `"MODE","value":"${outcome}"`, outcome }));
const log = ["listening", "the token is ${TOKEN}", "Error: no such table"];

let aws: InProcess;
let express: InProcessExpress;
const faults = (more: Faults = {}) => aws.faults({ deployments, log, ...more });

beforeAll(async () => {
    aws = await new InProcess().start();
    express = new InProcessExpress(aws);
});
beforeEach(() => faults());
afterAll(() => aws.stop());

async function release(wanted: ExpressInputs, circumstances: Circumstances = {}): Promise<Told> {
    const { seconds = 20, aside = 60_000, confirm = 10 } = circumstances;
    const said: string[] = [];
    const context = contextFor(said, circumstances);
    const rollout = {
        wanted: { ...wanted, deadlineSeconds: seconds },
        express: connectExpress(wanted.deployment, context.signal),
        targets: connectTargets(wanted.deployment, ACTIONS, context.signal),
        ...{ log: lastLines, context, pauses: { look: [10, 40], confirm, aside } as const },
    };
    try {
        const { deployment, revision } = await rollOut(rollout);
        keep(expect.getState().currentTestName ?? "", [...said, `passed: ${revision.split("/").pop()}`].join("\n"));
        return { passed: deployment, said };
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
const rolledBack = () => new Promise((done) => setTimeout(done, 450)); // as between two runs of Pulumi
const TASK = expect.stringMatching(/^last lines of Main in task [0-9]{32}:$/);
const LOG = expect.stringMatching(
    /^log: aws logs tail main --log-stream-names \w+\/Main\/\d{32} --since 1d --region eu-central-1$/,
);

test("success: the deployment that brings the wanted version, to its end, and nothing is asked for twice", async () => {
    const { result, asked } = await asking(() => release(express.point("good")));
    expect(result.passed).toBe(express.service("good").deployments[0]!.arn);
    expect(result.said).toEqual([
        "good: revision 4700000000001 starts its tasks, 0 of 1 task runs, 0 % of the requests",
    ]);
    expect(count(asked, "UpdateExpressGatewayService")).toBe(0);
});

test("rolled back: red with cause, what serves, tasks and log without secrets; red again; repaired by a good version", async () => {
    aws.secret("api", 's3cr3t-"value"');
    expect((await release(express.point("api"))).passed).toBeDefined();
    const bad = express.point("api", "fail");
    const first = await release(bad);
    expect(first.message).toBe(
        "api: revision 4700000000002 (api:fail) does not serve: ECS is rolling back to revision 4700000000001: " +
            "Service deployment rolled back because the circuit breaker threshold was exceeded",
    );
    expect(first.details).toEqual([
        "meanwhile revision 4700000000001 (registry.test/api:good) serves",
        "task of api:2 stopped: Essential container in task exited (Main: exit code 1), 3 times",
        "(service api) (task 0c4f) failed container health checks: tasks failed to start.",
        "service deployment ROLLBACK_IN_PROGRESS",
        TASK,
        "  listening",
        "  the token is [secret]",
        "  Error: no such table",
        LOG,
    ]);
    expect(express.service("api").status).toBe("ACTIVE"); // what the service says of itself: nothing is wrong

    await rolledBack();
    const { result: second, asked } = await asking(() => release(bad));
    expect(second.said[0]).toBe(
        "api: the last deployment, of revision 4700000000002, is over: ECS rolled back to revision 4700000000001: " +
            "Service deployment rolled back because the circuit breaker threshold was exceeded; asking ECS for api:fail once more",
    );
    expect(count(asked, "UpdateExpressGatewayService")).toBe(1);
    expect(second.message).toContain("revision 4700000000003 (api:fail) does not serve: ECS is rolling back");

    await rolledBack();
    expect((await release(express.point("api", "better"))).passed).toBeDefined();
});

test("rolled back by the canary's alarm: the alarm is named", async () => {
    expect((await release(express.point("canary"))).passed).toBeDefined();
    const told = await release(express.point("canary", "alarm"));
    expect(told.message).toBe(
        "canary: revision 4700000000002 (canary:alarm) does not serve: ECS is rolling back to revision 4700000000001: " +
            "Service deployment rolled back because of alarms in ALARM state; alarm ECS-canary-RollbackAlarm went off",
    );
    expect(told.details?.slice(0, 1)).toEqual(["meanwhile revision 4700000000001 (registry.test/canary:good) serves"]);
});

test("failed create: nothing serves, and the next up asks once more", async () => {
    aws.secret("first", "another value");
    const bad = express.point("first", "fail");
    const first = await release(bad);
    expect(first.message).toBe(
        "first: revision 4700000000001 (first:fail) does not serve: ECS gave the deployment up and could not roll back: " +
            "No rollback candidate was found to run the rollback",
    );
    expect(first.details?.slice(0, 2)).toEqual([
        "nothing else serves: there is no earlier version to go back to",
        "task of first:1 stopped: Essential container in task exited (Main: exit code 1), 3 times",
    ]);
    const { result: second, asked } = await asking(() => release(bad));
    expect(second.message).toContain("(first:fail) does not serve: ECS gave the deployment up");
    expect(count(asked, "UpdateExpressGatewayService")).toBe(1);
    expect((await release(express.point("first", "mended"))).passed).toBeDefined();
});

test("stuck: ends at its own deadline, with what the load balancer says", async () => {
    const told = await release(express.point("ill", "unhealthy"), { seconds: 2, aside: 50 });
    expect(told.message).toBe(
        "ill: revision 4700000000001 (ill:unhealthy) does not serve: load balancer (GET /health on 8080): 10.0.8.10:8080 is unhealthy: " +
            "Health checks failed with these codes: [500] (Target.ResponseCodeMismatch) (not completed within 2 s). " +
            'ECS goes on with the deployment; the next "pulumi up" judges it',
    );
});

test("stuck: no room on Fargate is told while it waits and in the end", async () => {
    const told = await release(express.point("full", "noCapacity"), { seconds: 2, aside: 50 });
    expect(told.message).toContain("does not serve: AWS has no Fargate capacity for its tasks in these zones");
    expect(told.said.some((line) => line.includes("AWS has no Fargate capacity"))).toBe(true);
});

test("the previous deployment is not read as the new one while ECS's list lags behind", async () => {
    expect((await release(express.point("slow"))).passed).toBeDefined();
    await new Promise((done) => setTimeout(done, 300));
    const [before] = express.service("slow").deployments;
    faults({ lagMs: 250 });
    const bad = express.point("slow", "fail");
    const { result, asked } = await asking(() => release(bad, { confirm: 300 }));
    // Nothing but the one before is to be seen at first: SUCCESSFUL, and ACTIVE is the service.
    expect(before!.status).toBe("SUCCESSFUL");
    expect(result.passed).toBeUndefined();
    expect(result.message).toContain("slow: revision 4700000000002 (slow:fail) does not serve: ECS is rolling back");
    expect(count(asked, "UpdateExpressGatewayService")).toBe(0);
});

test("a version that nobody asked for is asked for: the aws provider sends no scaling by itself", async () => {
    expect((await release(express.point("scaled"))).passed).toBeDefined();
    const { result, asked } = await asking(() => release(express.inputs("scaled", "good", { max: 3 })));
    expect(result.said[0]).toBe(
        "scaled: revision 4700000000001 serves, which has other scaling; asking ECS for scaled:good once more",
    );
    expect(result.passed).toBe(express.service("scaled").deployments[0]!.arn);
    expect(count(asked, "UpdateExpressGatewayService")).toBe(1);
    const { scalingTarget } = express.service("scaled").revisions[1]!.configuration;
    expect(scalingTarget).toEqual({
        ...{ minTaskCount: 1, maxTaskCount: 3, autoScalingMetric: "AVERAGE_CPU", autoScalingTargetValue: 60 },
    });
});

test("going back to the version that a rollback has brought back already: it serves, and nothing is asked for", async () => {
    const good = express.point("back");
    expect((await release(good)).passed).toBeDefined();
    expect((await release(express.point("back", "alarm"))).message).toBeDefined();
    await rolledBack();
    const { result, asked } = await asking(() => release(good));
    expect(result.passed).toBeDefined();
    expect(count(asked, "UpdateExpressGatewayService")).toBe(0);
});

test("a killed up: the next one follows the deployment that the first has left, and waits for a rollback to end", async () => {
    const wanted = express.point("killed");
    const first = new AbortController();
    expect((await release(wanted, { signal: first.signal, heard: () => first.abort() })).message).toBe(
        'killed: cancelled. ECS goes on with the deployment; the next "pulumi up" judges it.',
    );
    const { result, asked } = await asking(() => release(wanted));
    expect(result.passed).toBe(express.service("killed").deployments[0]!.arn);
    expect(count(asked, "UpdateExpressGatewayService")).toBe(0);

    // Long enough for a machine under load to look at it in time.
    const usual = process.env.STAND_IN_ROLLBACK_MS;
    process.env.STAND_IN_ROLLBACK_MS = "3000";
    expect((await release(express.point("killed", "fail"))).message).toContain("is rolling back");
    const retried = await release(express.inputs("killed", "better"));
    process.env.STAND_IN_ROLLBACK_MS = usual;
    expect(retried.said[0]).toBe("killed: waiting until ECS has taken revision 4700000000002 back");
    expect(retried.passed).toBe(express.service("killed").deployments[0]!.arn);
});

test("another deployment that takes over is told, and so is one that somebody stops", async () => {
    expect((await release(express.point("other"))).passed).toBeDefined();
    const over = await release(express.point("other", "superseded"));
    expect(over.message).toBe(
        "other: revision 4700000000002 (other:superseded) does not serve: another deployment took over: revision 4700000000003 is being deployed instead",
    );
    const stopped = await release(express.point("stopped", "stopped"));
    expect(stopped.message).toBe(
        "stopped: revision 4700000000001 (stopped:stopped) does not serve: the deployment was stopped: Service deployment stopped by user request",
    );
});

test("the digest of what runs is compared with the one that was pushed", async () => {
    const wanted = express.point("pushed");
    const own = { ...wanted, deployment: { ...wanted.deployment, imageDigest: "sha256:b" } };
    faults({ imageDigest: "sha256:a" });
    expect((await release(own)).message).toBe(
        "pushed: revision 4700000000001 (pushed:good) does not serve: it runs the image sha256:a, but sha256:b was pushed",
    );
    faults({ imageDigest: "sha256:b" });
    expect((await release(own)).passed).toBeDefined();
});

test("a service that is gone, or on its way out, ends at once", async () => {
    expect((await release(express.inputs("never", "good"))).message).toBe(
        "never: never:good does not serve: the service does not exist any more",
    );
    const wanted = express.point("leaving");
    express.service("leaving").status = "DRAINING";
    expect((await release(wanted)).message).toContain("the service does not exist any more");
});

test("throttling slows a release down and does not fail it", async () => {
    faults({ throttle: 2 });
    expect((await release(express.point("busy"))).passed).toBeDefined();
});

describe("drift, which a preview tells", () => {
    const recorded = (wanted: ExpressInputs): ExpressRecord => ({ ...wanted, releaseId: "1", evidence: {} });
    const told = async (wanted: ExpressInputs) => drift(recorded(wanted), contextFor([], {}));

    test("nothing where the version serves; the order of subnets and the group that ECS adds are no difference", async () => {
        const wanted = express.point("steady");
        await release(wanted);
        expect(await told(wanted)).toEqual([]);
    });

    test("another version, a deployment under way, a service that is gone", async () => {
        const wanted = express.point("drifting");
        await release(wanted);
        const service = express.service("drifting");
        const { configuration, taskDefinition } = service.revisions[0]!;
        const other = { ...configuration, cpu: "512", healthCheckPath: "/" };
        const { arn } = deployExpress(service, other, taskDefinition);
        expect(await told(wanted)).toEqual(["drifting: a deployment of revision 4700000000002 is in progress"]);
        await new Promise((done) => setTimeout(done, 80));
        expect(await told(wanted)).toEqual([
            "drifting: revision 4700000000002 serves, which has other cpu, healthCheckPath",
        ]);
        expect(service.serving).toBe(arn);
        service.status = "INACTIVE";
        expect(await told(wanted)).toEqual(["drifting: the service does not exist any more"]);
    });
});
