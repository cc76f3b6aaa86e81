/**
 * The committed Pulumi.dev.yaml with all five apps, two on ECS Fargate and three on one EC2 host, through the real engine.
 * STAND-INS take the places of aws, awsx, ECS, Systems Manager and the host; ECR's says that CI has pushed every image.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { awsStack } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { canary, filesWith, holds } from "../support/canary";
import { committedSettings } from "../support/committed-settings";
import { ALL_TOLD, destroyed } from "../support/destroyed";
import { HostsInTouch } from "../support/host-stand-in/hosts-in-touch";
import { predictions, unannounced, type Predicted } from "../support/predicted";
import type { TestStack } from "../support/stack";
import { typeOf } from "../../tools/urn";

const NO_DOCKER = { DOCKER_HOST: "tcp://127.0.0.1:9", BUILDX_CONFIG: "/nonexistent" };
const TOKEN = canary();
const GIVEN = {
    "action-spec": ["GH_TOKEN"],
    "task-api": ["DB_PASSWORD", "API_KEY_SECRET", "ADMIN_API_KEY"],
    "spec-editor": ["GH_TOKEN"],
};
/** What the stack is made of. */
const MADE = {
    "aws:ebs/volume:Volume": 1,
    "aws:ec2/instance:Instance": 1,
    "aws:ec2/natGateway:NatGateway": 0,
    "aws:ecs/cluster:Cluster": 1,
    "aws:ecs/service:Service": 2,
    "aws:lb/loadBalancer:LoadBalancer": 1,
    "aws:rds/instance:Instance": 0,
    "slipway:index:Release": 5,
};
let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;
let hosts: HostsInTouch;
let announced: Predicted[];

beforeAll(async () => {
    ({ stack, standIns, end } = await awsStack("dev", { env: { STAND_IN_EVERY_IMAGE: "1" } }));
    hosts = await HostsInTouch.start(standIns);
    Object.assign(stack.env, hosts.env);
    writeFileSync(stack.configFile, `${readFileSync(stack.configFile, "utf8")}${committedSettings("dev")}`);
    stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
    for (const [app, names] of Object.entries(GIVEN))
        for (const name of names) stack.setSecret(`${app}:${name}`, TOKEN);
});

afterAll(async () => {
    await hosts?.stop();
    await end?.();
});

const count = (type: string) => announced.filter(({ urn }) => typeOf(urn) === type).length;

test("a preview without Docker shows all of it: one host, one load balancer, no database of AWS's", async () => {
    const { code, output } = await stack.preview(["--json"], NO_DOCKER);
    expect([code, output]).toEqual([0, expect.any(String)]);
    announced = predictions(output);
    expect(Object.fromEntries(Object.keys(MADE).map((type) => [type, count(type)]))).toEqual(MADE);
    expect(holds(output, TOKEN)).toBe(false);
}, 600_000);

test("up sends what was announced, builds nothing, and tells the host of each app once", async () => {
    const { code, output } = await stack.up([], NO_DOCKER);
    expect([code, output]).toEqual([0, expect.any(String)]);
    expect(hosts.told.map(({ app }) => app).sort()).toEqual(["pivotal", "sovd", "spec-editor"]);
    expect(new Set(hosts.told.map(({ instance }) => instance)).size).toBe(1);
    const created = standIns.requests().filter(({ operation }) => operation === "create");
    const surprises = unannounced(announced, created).map(({ urn, found }) => [typeOf(urn ?? ""), ...found]);
    // What holds a value that is made in the update, what names the instance's zone or a secret's ARN: nothing else.
    expect([...new Set(surprises.map((surprise) => surprise.join(" ")))].sort()).toEqual([
        "aws:ebs/volume:Volume availabilityZone: not predicted",
        "aws:s3/bucketObjectv2:BucketObjectv2 contentBase64: not predicted key: not predicted",
        "aws:secretsmanager/secretVersion:SecretVersion secretString: not predicted",
    ]);
    expect(holds(output, TOKEN)).toBe(false);
    const onFargate = (port: number) =>
        expect.stringMatching(new RegExp(`^http://[^/:]+\\.elb\\.amazonaws\\.com:${port}$`)) as string;
    const onTheHost = (port: number) => expect.stringMatching(new RegExp(`^http://[\\d.]+:${port}$`)) as string;
    expect(stack.outputs().urls).toEqual({
        "action-spec": { web: onFargate(8080) },
        "task-api": { api: onFargate(8000) },
        "spec-editor": { "spec-editor": onTheHost(5000) },
        pivotal: { frontend: onTheHost(8080), backend: onTheHost(3000) },
        sovd: { frontend: onTheHost(8081) },
    });
}, 600_000);

test("a second preview is empty, and no secret is on disk but encrypted", async () => {
    const { code, output } = await stack.preview(["--expect-no-changes"], NO_DOCKER);
    expect([code, output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
    expect(filesWith(stack.directory, TOKEN)).toEqual([]);
}, 600_000);

test("destroy, after what the receipt says must be done before: what stays is the receipt's, line by line", async () => {
    const { receipt, ...outcome } = await destroyed({ stack, standIns });
    expect(outcome).toEqual(ALL_TOLD);
    const removed = hosts.scripts.flatMap((script) => /remove\.sh (\S+)$/.exec(script)?.[1] ?? []);
    expect(removed.sort()).toEqual(["pivotal", "sovd", "spec-editor"]);
    const kinds = receipt.left.map(({ kind }) => kind);
    expect([...new Set(kinds)].sort().map((kind) => [kind, kinds.filter((one) => one === kind).length])).toEqual([
        ["snapshots of a data disk", 1],
        ["task definitions", 3],
    ]);
    expect(receipt.unknown).toEqual([]);
    expect(receipt.obstacles).toEqual([]);
    expect(stack.state().resources ?? []).toEqual([]);
}, 600_000);
