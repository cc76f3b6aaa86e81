/**
 * One of two apps goes, through the real engine: on ecs-fargate, where the two share network, cluster and load balancer, and on a host
 * with Docker Compose. STAND-INS take the places of aws, awsx and of ECS, of Systems Manager, and of the host, for which all goes well.
 */
import { awsStack } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { destroyed } from "../support/destroyed";
import { HostsInTouch } from "../support/host-stand-in/hosts-in-touch";
import { keep } from "../support/kept";
import { predictions, unannounced } from "../support/predicted";
import type { TestStack } from "../support/stack";
import { nameOf, typeOf } from "../../tools/urn";

const NO_DOCKER = { DOCKER_HOST: "tcp://127.0.0.1:9" };
const ALL = { one: "ecs-fargate", two: "ecs-fargate", three: "ec2-compose", four: "ec2-compose" };
let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;
let hosts: HostsInTouch;

beforeAll(async () => {
    ({ stack, standIns, end } = await awsStack("remove-app"));
    hosts = await HostsInTouch.start(standIns);
    Object.assign(stack.env, hosts.env);
    stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
    configure(ALL);
    const { code, output } = await stack.up();
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
}, 600_000);

afterAll(async () => {
    await hosts?.stop();
    await end?.();
});

function configure(apps: Readonly<Record<string, string>>): void {
    const app = (name: string, target: string) => ({
        target,
        compose: "docker/action-spec/compose.yaml",
        secrets: { GH_TOKEN: "generated" },
        domain: `${name}.example.com`,
    });
    stack.configure({
        "aws:region": "eu-central-1",
        "slipway:profile": "dev",
        // An image that is there: what the proxy does is not the matter here.
        "slipway:environment": { domain: "example.com", host: { proxyImage: "python:3.14-slim" } },
        "slipway:apps": Object.fromEntries(Object.entries(apps).map(([name, target]) => [name, app(name, target)])),
    });
}

const isOf = (app: string) => (urn: string) =>
    nameOf(urn) === app || nameOf(urn).startsWith(`${app}-`) || nameOf(urn) === `shared-${app}.example.com`;
/** What an AWS API was asked that changes something. */
const CHANGES = /^(Create|Delete|Put|Register|Deregister|Run|Start|Stop|Update|Tag|Untag)/;

/** Pulumi forgets them, and leaves them where they are: a version goes with its secret, a bundle with the bucket. */
const RETAINED = ["aws:secretsmanager/secretVersion:SecretVersion", "aws:s3/bucketObjectv2:BucketObjectv2"];

/** Takes one app out of the settings, as the preview says; what was done, and what the up printed. */
async function without(gone: string, left: Readonly<Record<string, string>>) {
    configure(left);
    const text = await stack.preview([], NO_DOCKER);
    keep(`remove-app: ${gone}`, text.output);
    const { code, output } = await stack.preview(["--json"], NO_DOCKER);
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    const announced = predictions(output);
    // Where each app runs and what all of it costs: they are of the whole stack.
    const ofTheStack = ["slipway:index:Placement", "slipway:index:PriceEstimate"];
    const others = announced.filter(({ urn }) => !isOf(gone)(urn) && !ofTheStack.includes(typeOf(urn)));
    expect(others.map(({ op, urn }) => `${op} ${typeOf(urn)}::${nameOf(urn)}`)).toEqual([]);
    expect(announced.filter(({ urn }) => isOf(gone)(urn)).every(({ op }) => op === "delete")).toBe(true);

    const before = standIns.requests().length;
    const up = await stack.up();
    keep(`remove-app: ${gone}, up`, up.output);
    expect([up.code, up.code === 0 ? "" : up.output]).toEqual([0, ""]);
    const asked = standIns.requests().slice(before);
    expect(unannounced(announced, asked, ["create", "update"])).toEqual([]);
    expect(asked.flatMap(({ api }) => (api !== undefined && CHANGES.test(api) ? [api] : []))).toEqual([]);
    const done = asked.filter(({ operation }) => operation !== undefined && operation !== "read");
    // Exactly what was announced of AWS, and nothing else.
    const ofAws = announced.filter(({ urn }) => typeOf(urn).startsWith("aws:") && !RETAINED.includes(typeOf(urn)));
    expect(done.map(({ operation, urn }) => `${operation} ${urn}`).sort()).toEqual(
        ofAws.map(({ op, urn }) => `${op} ${urn}`).sort(),
    );
    const again = await stack.preview(["--expect-no-changes"], NO_DOCKER);
    expect([again.code, again.output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
    return { text: text.output, deleted: done.map(({ urn = "" }) => `${typeOf(urn)}::${nameOf(urn)}`) };
}

test("one of two on ecs-fargate: only what is its own goes, and the other one's service sees no request that changes it", async () => {
    const { two: _, ...left } = ALL;
    const commands = hosts.scripts.length;
    const { text, deleted } = await without("two", left);
    expect(text).toMatch(/≈ \$[\d.]+ → \$[\d.]+ a month \(−\$[\d.]+: two: /);
    for (const one of [
        "aws:ecs/service:Service::two-web",
        "aws:lb/listenerRule:ListenerRule::two-web",
        "aws:lb/targetGroup:TargetGroup::two-web",
        "aws:route53/record:Record::shared-two.example.com",
        "aws:secretsmanager/secret:Secret::two-web",
    ])
        expect(deleted).toContain(one);
    expect(hosts.scripts.length).toBe(commands);
    expect(Object.keys(stack.outputs().urls as object).sort()).toEqual(["four", "one", "three"]);
}, 600_000);

test("one of two on a host: the host takes it off, and is told nothing of the other one", async () => {
    const { two: _two, four: _four, ...left } = ALL;
    const commands = hosts.scripts.length;
    const { deleted } = await without("four", left);
    expect(deleted).toContain("aws:route53/record:Record::shared-four.example.com");
    expect(deleted.filter((one) => /:(Instance|Volume|VolumeAttachment|Eip|SecurityGroup)::/.test(one))).toEqual([]);
    expect(hosts.scripts.slice(commands)).toEqual([
        "set -eu\nmkdir -p /run/slipway-incoming\n/usr/local/lib/slipway/remove.sh four",
    ]);
}, 600_000);

test("the last one on ecs-fargate takes the load balancer and the cluster with it; the host's app stays as it is", async () => {
    configure({ three: ALL.three });
    const { code, output } = await stack.preview(["--json"], NO_DOCKER);
    expect(code).toBe(0);
    const announced = predictions(output);
    const types = announced.map(({ op, urn }) => `${op} ${typeOf(urn)}`);
    for (const type of ["ecs/cluster:Cluster", "lb/loadBalancer:LoadBalancer", "acm/certificate:Certificate"])
        expect(types).toContain(`delete aws:${type}`);
    expect(announced.filter(({ urn }) => isOf("three")(urn) || nameOf(urn).startsWith("shared-host"))).toEqual([]);
}, 600_000);

test("destroy leaves what its receipt says, and the definitions of the tasks of the app that went before", async () => {
    const { untold, missing, code } = await destroyed({ stack, standIns });
    expect([code, missing, untold]).toEqual([0, [], ["slipway-remove-app-two-web"]]);
}, 600_000);
