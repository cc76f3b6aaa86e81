/**
 * An app that moves from one target to another, through the real engine: what the preview says of it, what stays, and in which
 * order the rest comes and goes. STAND-INS take the places of aws, awsx and of ECS with Express Mode.
 */
import { awsStack } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { keep } from "../support/kept";
import { predictions } from "../support/predicted";
import type { TestStack } from "../support/stack";
import { typeOf } from "../../tools/urn";

let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;

beforeAll(async () => {
    ({ stack, standIns, end } = await awsStack("switch-target"));
    stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
    configure("ecs-fargate", { allow: ["203.0.113.0/24"] });
    const { code, output } = await stack.up();
    expect([code, output]).toEqual([0, expect.stringContaining("action-spec-web: done in")]);
}, 600_000);

afterAll(() => end());

function configure(target: string, more: Readonly<Record<string, unknown>> = {}): void {
    stack.configure({
        "aws:region": "eu-central-1",
        "slipway:profile": "dev",
        "slipway:apps": { "action-spec": { target, secrets: { GH_TOKEN: "generated" }, ...more } },
    });
}

/** What belongs to the app itself, whatever it runs on. */
const ITS_OWN = ["slipway:index:GeneratedSecret", "aws:ecr/repository:Repository", "slipway:index:PushedImage"];

function own() {
    return (
        stack
            .state()
            .resources.filter(({ type }) => ITS_OWN.includes(type))
            // The secret's own value is encrypted anew at each update: that nothing was to be done with it is in the preview.
            .map(({ type, outputs }) => [type, outputs.repositoryUrl ?? outputs.digest])
            .sort()
    );
}

test("the preview says what the move means; image, repository and generated secret stay", async () => {
    configure("ecs-express");
    const text = await stack.preview();
    keep("switch-target: preview", text.output);
    expect(text.output).toContain(
        "action-spec moves: ecs-fargate → ecs-express. The new one is healthy before anything of the old one goes.",
    );
    expect(text.output).toMatch(/≈ \$[\d.]+ → \$[\d.]+ a month \(.*load balancer/);

    const { code, output } = await stack.preview(["--json"]);
    expect(code).toBe(0);
    const changed = predictions(output).map(({ op, urn }) => `${op} ${typeOf(urn)}`);
    expect(changed).toEqual(
        expect.arrayContaining([
            "create aws:ecs/expressGatewayService:ExpressGatewayService",
            "delete aws:ecs/service:Service",
            "delete aws:lb/loadBalancer:LoadBalancer",
        ]),
    );
    expect(changed.filter((one) => ITS_OWN.some((type) => one.endsWith(` ${type}`)))).toEqual([]);
}, 600_000);

test("up: the new one is healthy before the old one goes, and what is the app's own is as it was", async () => {
    const before = own();
    expect(before.map(([type]) => type)).toEqual([...ITS_OWN].sort());
    const from = standIns.requests().length;
    const { code, output } = await stack.up();
    expect([code, output]).toEqual([0, expect.stringContaining("action-spec-web: done in")]);
    const asked = standIns.requests().slice(from);
    const made = asked.findIndex(({ operation, urn }) => operation === "create" && urn?.includes("ExpressGateway"));
    const judged = asked.findLastIndex(({ api }) => api === "DescribeServiceRevisions" || api === "DescribeServices");
    const removed = asked.findIndex(
        ({ operation, urn }) => operation === "delete" && urn?.includes("aws:ecs/service:Service::"),
    );
    expect([made >= 0, made < judged, judged < removed]).toEqual([true, true, true]);
    expect(own()).toEqual(before);

    const again = await stack.preview(["--expect-no-changes"]);
    expect([again.code, again.output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
}, 600_000);
