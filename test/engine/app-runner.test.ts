/**
 * `action-spec` on app-runner, alone in its stack, through the real engine and the real docker-build provider. STAND-INS take the places
 * of aws and of App Runner's API, and keep state: a failed create, a rollback that shows as RUNNING, an account without App Runner.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { awsStack } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { canary, filesWith, holds } from "../support/canary";
import { ALL_TOLD, destroyed } from "../support/destroyed";
import { keep } from "../support/kept";
import { logsTold } from "../support/logs-told";
import { predictions, unannounced } from "../support/predicted";
import type { TestStack } from "../support/stack";
import { typeOf } from "../../tools/urn";

const TOKEN = canary();
let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;

const configure = (web: object = {}, variables: object = {}) =>
    stack.configure({
        "aws:region": "eu-central-1",
        "slipway:apps": {
            "action-spec": { target: "app-runner", secrets: ["GH_TOKEN"], services: { web }, variables },
        },
    });

beforeAll(async () => {
    ({ stack, standIns, end } = await awsStack("runner"));
    stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
    stack.setSecret("action-spec:GH_TOKEN", TOKEN);
    configure();
}, 600_000);
afterAll(() => end());

const created = () => standIns.requests().filter(({ operation }) => operation === "create");

test("an account that App Runner is closed to: nothing is made, and the way to ecs-express is told", async () => {
    standIns.faults({ appRunnerClosed: true });
    const { code, output } = await stack.up();
    keep(expect.getState().currentTestName ?? "", output);
    expect(code).not.toBe(0);
    expect(output).toContain("action-spec-web: App Runner is closed to this account in eu-central-1");
    expect(output).toContain("`pulumi config set --path 'slipway:apps.<app>.target' ecs-express`");
    expect(created()).toEqual([]);
}, 600_000);

test("a failed create is told, and the next up makes a new service in its place, as its preview says", async () => {
    standIns.faults({
        refuseFirst: {
            "create aws:apprunner/service:Service::action-spec-web":
                "creating App Runner Service: InvalidRequestException: Error in assuming access role arn:aws:iam::1:role/a",
        },
        deployments: [{ containing: "action-spec", outcome: "fail" }],
        log: ["the token is ${GH_TOKEN}", "Error: no such workflow"],
    });
    const failed = await stack.up();
    keep(`${expect.getState().currentTestName}, failed`, failed.output);
    expect([failed.code === 0, failed.output]).toEqual([false, expect.stringContaining("CREATE_FAILED")]);
    // The cause in the same run, without the secret.
    expect(failed.output).toMatch(
        /action-spec-web: action-spec-web:[0-9a-f]{20} does not serve: App Runner could not create the service, and a service in CREATE_FAILED can only be replaced \(CREATE_SERVICE [0-9a-f]{32} ended as FAILED\)/,
    );
    for (const line of ["Health check failed.", "the token is [secret]", "Error: no such workflow"])
        expect(failed.output).toContain(line);
    // Its role was a moment old: App Runner had to be asked a second time.
    expect(failed.output).toContain("action-spec-web: App Runner cannot take on its role yet; asking once more");
    expect(created().filter(({ urn }) => urn?.includes("apprunner/service:Service"))).toHaveLength(2);

    standIns.faults({});
    const preview = await stack.preview(["--json"]);
    expect([preview.code, preview.code === 0 ? "" : preview.output]).toEqual([0, ""]);
    expect(preview.output).toContain("could not be created (CREATE_FAILED), and only a new service can take its place");
    const announced = predictions(preview.output);
    const before = standIns.requests().length;
    const mended = await stack.up();
    keep(expect.getState().currentTestName ?? "", mended.output);
    expect([mended.code, mended.code === 0 ? "" : mended.output]).toEqual([0, ""]);
    expect(mended.output).toContain("action-spec-web: done in");
    const sent = standIns.requests().slice(before);
    expect(unannounced(announced, sent)).toEqual([]);
    expect(
        sent.filter(({ operation, urn }) => operation === "delete" && urn?.includes("apprunner/service")),
    ).toHaveLength(1);
    expect(holds(failed.output + preview.output + mended.output, TOKEN)).toBe(false);
}, 600_000);

test("a stack with App Runner only has no network, no cluster, no load balancer; a second preview is empty", async () => {
    const types = new Set(created().map(({ urn = "" }) => typeOf(urn)));
    expect([...types].filter((type) => /^(awsx:|aws:(ec2|ecs|lb|cloudwatch|vpc))/.test(type))).toEqual([]);
    expect([...types]).toContain("aws:apprunner/service:Service");
    const { code, output } = await stack.preview(["--expect-no-changes"], { DOCKER_HOST: "tcp://127.0.0.1:9" });
    expect([code, output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
    // `slipway logs` reads where App Runner writes, by the service's ARN in the true state.
    expect(await logsTold(stack, "action-spec")).toEqual([
        expect.stringMatching(/^web: \S*action-spec-web\S* writes$/),
    ]);
}, 600_000);

test("an update that is rolled back is red although the service is RUNNING, red again, and repaired by a good version", async () => {
    standIns.faults({
        deployments: [{ containing: "bad-branch", outcome: "fail" }],
        log: ["the token is ${GH_TOKEN}", "Error: no such branch"],
    });
    configure({}, { WORKFLOW_BRANCH: "bad-branch" });
    const first = await stack.up();
    keep(expect.getState().currentTestName ?? "", first.output);
    expect(first.code).not.toBe(0);
    expect(first.output).toMatch(
        /does not serve: App Runner rolled it back \(UPDATE_SERVICE [0-9a-f]{32} ended as ROLLBACK_SUCCEEDED\)/,
    );
    expect(first.output).toContain("Error: no such branch");
    expect(holds(first.output, TOKEN)).toBe(false);

    // On AWS a rollback takes minutes. An operation as young as the clocks are apart would be taken for this run's own.
    await sleep(3000);
    const second = await stack.up();
    keep(expect.getState().currentTestName ?? "", second.output);
    expect(second.code).not.toBe(0);
    expect(second.output).toContain("asking App Runner for it once more");

    configure({}, { WORKFLOW_BRANCH: "good-branch" });
    const third = await stack.up();
    expect([third.code, third.output]).toEqual([0, expect.stringContaining("action-spec-web: done in")]);
}, 600_000);

test("the secret is nowhere on disk but encrypted; destroy leaves what the receipt told, the log groups of every service among it", async () => {
    expect(filesWith(stack.directory, TOKEN)).toEqual([]);
    const { receipt, ...outcome } = await destroyed({ stack, standIns });
    expect(outcome).toEqual(ALL_TOLD);
    expect(receipt.left.map(({ kind, id }) => [kind, id])).toEqual([
        ["log groups", "/aws/apprunner/action-spec-web-*"],
    ]);
    expect([receipt.obstacles, receipt.unknown]).toEqual([[], []]);
}, 600_000);
