/**
 * An app with a domain that moves from one target to another and back, through the real engine: a new one that fails leaves the old
 * one alone, and the name moves when the new one is healthy and before anything of the old one goes. STAND-INS take the places of
 * aws, awsx, of ECS and of App Runner's API.
 */
import { configureAtDomain, deployAtDomain, RECORD, URL } from "../support/app-at-domain";
import { awsStack } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { destroyed } from "../support/destroyed";
import { keep } from "../support/kept";
import { predictions, unannounced } from "../support/predicted";
import type { TestStack } from "../support/stack";
import { steps } from "../support/steps";

const NO_DOCKER = { DOCKER_HOST: "tcp://127.0.0.1:9" };
let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;

beforeAll(async () => {
    ({ stack, standIns, end } = await awsStack("switch-domain"));
    configure("ecs-fargate");
    await deployAtDomain(stack);
}, 600_000);

afterAll(() => end?.());

const configure = (target: keyof typeof OLD_AND_NEW) => configureAtDomain(stack, target);

const OLD_AND_NEW = {
    "ecs-fargate": "aws:ecs/service:Service::action-spec-web",
    "app-runner": "aws:apprunner/service:Service::action-spec-web",
};

/** Moves the app, as its preview says; what was done. */
async function moved(target: keyof typeof OLD_AND_NEW): Promise<string[]> {
    configure(target);
    const preview = await stack.preview(["--json"]);
    expect([preview.code, preview.code === 0 ? "" : preview.output]).toEqual([0, ""]);
    const announced = predictions(preview.output);
    const before = standIns.requests().length;
    const { code, output } = await stack.up();
    keep(`switch-domain: to ${target}`, output);
    expect([code, output]).toEqual([0, expect.stringContaining("action-spec-web: done in")]);
    expect(output).toContain("action-spec: waiting 1 s until resolvers have forgotten the old address");
    const asked = standIns.requests().slice(before);
    expect(unannounced(announced, asked, ["create", "update"])).toEqual([]);
    return steps(asked);
}

test("the preview says what comes, what goes, that the name moves last, and what it costs from then on", async () => {
    configure("app-runner");
    const { code, output } = await stack.preview();
    keep("switch-domain: preview", output);
    expect(code).toBe(0);
    expect(output).toContain(
        "action-spec moves: ecs-fargate → app-runner. The new one is healthy before anything of the old one goes.",
    );
    expect(output).toContain(
        "address: specs.example.com moves last; the old one serves until resolvers have forgotten it. No downtime.",
    );
    expect(output).toMatch(/≈ \$[\d.]+ → \$[\d.]+ a month \(.*load balancer −/);
    for (const line of [
        /\+ {2}aws:apprunner:Service action-spec-web create/,
        /\+ {2}aws:apprunner:CustomDomainAssociation action-spec-web create/,
        /~ {2}aws:route53:Record shared-specs\.example\.com update/,
        /- {2}aws:ecs:Service action-spec-web delete/,
        /- {2}aws:lb:LoadBalancer shared delete/,
    ])
        expect(output).toMatch(line);
}, 600_000);

test("a new one that fails ends the update red: the name leads to the old one, of which nothing was touched", async () => {
    standIns.faults({ deployments: [{ containing: "action-spec", outcome: "fail" }] });
    const before = standIns.requests().length;
    const { code, output } = await stack.up();
    keep("switch-domain: failed", output);
    standIns.faults({});
    expect([code === 0, output]).toEqual([false, expect.stringContaining("does not serve: App Runner could not")]);
    const done = steps(standIns.requests().slice(before));
    expect(done).toContain(`create ${OLD_AND_NEW["app-runner"]}`);
    expect(done.filter((step) => /^(update|delete) /.test(step) || step.endsWith(RECORD))).toEqual([]);
}, 600_000);

test.each([
    // App Runner lets requests for a name in only when it has a certificate.
    ["app-runner", "ecs-fargate", ["ListOperations", "DescribeCustomDomains"]],
    ["ecs-fargate", "app-runner", ["DescribeServices"]],
] as const)(
    "to %s: it is healthy there, then the name moves, then what was on %s goes",
    async (to, from, judged) => {
        const done = await moved(to);
        const name = done.indexOf(`update ${RECORD}`);
        const made = done.indexOf(`create ${OLD_AND_NEW[to]}`);
        const looks = judged.map((api) => done.lastIndexOf(api));
        const gone = done.findIndex((step) => step.startsWith("delete "));
        expect([made, ...looks, name, gone].filter((at) => at < 0)).toEqual([]);
        expect([made < Math.min(...looks), Math.max(...looks) < name, name < gone]).toEqual([true, true, true]);
        expect(done.filter((step) => step.endsWith(RECORD))).toEqual([`update ${RECORD}`]);
        expect(done).toContain(`delete ${OLD_AND_NEW[from]}`);
        expect(stack.outputs().urls).toEqual({ "action-spec": { web: URL } });

        const again = await stack.preview(["--expect-no-changes"], NO_DOCKER);
        expect([again.code, again.output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
    },
    600_000,
);

test("destroy leaves what its receipt says, and App Runner's logs, which the move away from it has left", async () => {
    const { untold, ...outcome } = await destroyed({ stack, standIns });
    expect(outcome).toMatchObject({ code: 0, missing: [] });
    // Two of the service that failed and two of the one that took its place.
    expect(untold.map((id) => id.replace(/-[0-9a-f]{7}\/[0-9a-f]{32}\//, "-*/"))).toEqual([
        "/aws/apprunner/action-spec-web-*/application",
        "/aws/apprunner/action-spec-web-*/service",
        "/aws/apprunner/action-spec-web-*/application",
        "/aws/apprunner/action-spec-web-*/service",
    ]);
}, 600_000);
