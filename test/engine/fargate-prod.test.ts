/**
 * The committed Pulumi.prod.yaml, with sign-in turned on, through the real engine and the real docker-build provider: private
 * network, certificate, host names, rules, logs of requests. STAND-INS take the places of aws, awsx, ECS and Secrets Manager.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { startStandIns, type StandIns } from "../support/aws-stand-in/start";
import { canary, filesWith, holds } from "../support/canary";
import { predictions, surprises, type Predicted } from "../support/predicted";
import { TestStack } from "../support/stack";

const repository = resolve(__dirname, "../..");
const [TOKEN, CLIENT_SECRET] = [canary(), canary()];
const NO_DOCKER = { DOCKER_HOST: "tcp://127.0.0.1:9" };
const SIGN_IN = {
    issuer: "https://login.example.com",
    authorizationEndpoint: "https://login.example.com/authorize",
    tokenEndpoint: "https://login.example.com/token",
    userInfoEndpoint: "https://login.example.com/userinfo",
    clientId: "slipway",
    clientSecret: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:sign-in-AbCdEf",
};
let standIns: StandIns;
let stack: TestStack;
let announced: Predicted[];

beforeAll(async () => {
    stack = new TestStack("prod", { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" });
    standIns = await startStandIns(join(stack.directory, "stand-in"), {
        STAND_IN_REGISTRY: process.env.SLIPWAY_REGISTRY ?? "127.0.0.1:5000",
        STAND_IN_CLIENT_SECRET: CLIENT_SECRET,
    });
    Object.assign(stack.env, standIns.env);
    const committed = readFileSync(join(repository, "Pulumi.prod.yaml"), "utf8");
    const settings = committed.replace("    domain: example.com\n", `$&    signIn: ${JSON.stringify(SIGN_IN)}\n`);
    expect(settings).not.toBe(committed);
    writeFileSync(stack.configFile, `${readFileSync(stack.configFile, "utf8")}${settings}`);
    stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
    for (const key of [
        "action-spec:GH_TOKEN",
        "task-api:DB_PASSWORD",
        "task-api:API_KEY_SECRET",
        "task-api:ADMIN_API_KEY",
    ])
        stack.setSecret(key, TOKEN);
}, 60_000);

afterAll(async () => {
    await standIns.stop();
    stack.dispose();
});

const typeOf = (urn: string) => urn.split("::")[2]!.split("$").pop()!;
const ofType = (type: string) => announced.filter(({ urn }) => typeOf(urn) === type);
const count = (type: string) => [type, ofType(type).length];
const secrets = (text: string) => [holds(text, TOKEN), holds(text, CLIENT_SECRET)];

test("a preview without Docker shows all of it: private, at host names, protected, and no secret", async () => {
    const { code, output } = await stack.preview(["--json"], NO_DOCKER);
    expect([code, output]).toEqual([0, expect.any(String)]);
    announced = predictions(output);
    for (const [type, times] of [
        ["aws:ec2/natGateway:NatGateway", 2],
        ["aws:ec2/subnet:Subnet", 4],
        ["aws:ec2/vpcEndpoint:VpcEndpoint", 1],
        ["aws:ecs/cluster:Cluster", 1],
        ["aws:lb/loadBalancer:LoadBalancer", 1],
        ["aws:lb/listener:Listener", 2],
        ["aws:lb/listenerRule:ListenerRule", 2],
        ["aws:acm/certificate:Certificate", 1],
        ["aws:acm/certificateValidation:CertificateValidation", 1],
        ["aws:route53/record:Record", 3],
        ["aws:s3/bucket:Bucket", 1],
        ["aws:ecs/service:Service", 2],
        ["slipway:index:Release", 2],
        ["slipway:index:Job", 1],
    ] as const) {
        expect(count(type)).toEqual([type, times]);
    }
    expect(ofType("aws:lb/loadBalancer:LoadBalancer")[0]?.inputs).toMatchObject({ enableDeletionProtection: true });
    expect(ofType("aws:cloudwatch/logGroup:LogGroup")[0]?.inputs).toMatchObject({ retentionInDays: 365 });
    for (const { inputs } of ofType("aws:ecs/service:Service")) {
        expect(inputs).toMatchObject({ desiredCount: 2, networkConfiguration: { assignPublicIp: false } });
    }
    const rules = Object.fromEntries(
        ofType("aws:lb/listenerRule:ListenerRule").map(({ urn, inputs }) => [urn.split("::").pop(), inputs]),
    );
    expect(rules["task-api-api"]).toMatchObject({
        priority: expect.any(Number),
        conditions: [{ hostHeader: { values: ["tasks.example.com"] } }],
    });

    expect(secrets(output)).toEqual([false, false]);
}, 120_000);

test("up sends what was announced, and ends when every job and release has", async () => {
    const { code, output } = await stack.up();
    expect([code, output]).toEqual([0, expect.stringContaining("action-spec-web: done in")]);
    expect(output).toContain("task-api-api: done in");
    expect(secrets(output)).toEqual([false, false]);
    const created = standIns.requests().filter(({ operation }) => operation === "create");
    expect(created.length).toBeGreaterThan(80);
    for (const { urn, inputs } of created) {
        expect([urn, surprises(announced.find((one) => one.urn === urn)?.inputs, inputs)]).toEqual([urn, []]);
    }
    const actions = created.find(({ urn }) => urn?.endsWith("ListenerRule::action-spec-web"))?.inputs?.actions as {
        type: string;
        authenticateOidc?: { clientSecret: string };
    }[];
    expect(actions.map(({ type }) => type)).toEqual(["authenticate-oidc", "forward"]);
    // The record of what was asked keeps a hash of what came as a secret.
    expect(JSON.stringify(actions)).toMatch(/secret:[0-9a-f]{64}/);
    expect(stack.outputs().urls).toEqual({
        "action-spec": { web: "https://specs.example.com" },
        "task-api": { api: "https://tasks.example.com" },
    });
}, 600_000);

test("a second preview without Docker is empty", async () => {
    const { code, output } = await stack.preview(["--expect-no-changes"], NO_DOCKER);
    expect([code, output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
}, 60_000);

test("no secret is on disk but encrypted, the client's of the sign-in among them", () => {
    expect(filesWith(stack.directory, TOKEN)).toEqual([]);
    expect(filesWith(stack.directory, CLIENT_SECRET)).toEqual([]);
});
