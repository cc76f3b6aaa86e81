/**
 * The committed Pulumi.prod.yaml with all five apps and sign-in turned on, through the real engine: private network, certificate, host
 * names, rules, logs of requests, databases and caches that AWS runs, a host. STAND-INS take the places of aws, awsx, ECS, Secrets Manager,
 * Systems Manager and the host; ECR's says that CI has pushed every image (test/engine/fargate-action-spec builds).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { awsStack } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { committedSettings } from "../support/committed-settings";
import { canary, filesWith, holds } from "../support/canary";
import { ALL_TOLD, destroyed } from "../support/destroyed";
import { HostsInTouch } from "../support/host-stand-in/hosts-in-touch";
import { predictions, unannounced, type Predicted } from "../support/predicted";
import { SIGN_IN } from "../support/sign-in";
import type { TestStack } from "../support/stack";
import { nameOf, typeOf } from "../../tools/urn";

const [TOKEN, CLIENT_SECRET] = [canary(), canary()];
const NO_DOCKER = { DOCKER_HOST: "tcp://127.0.0.1:9" };
/** What the stack is made of. */
const MADE = {
    "aws:ec2/natGateway:NatGateway": 3,
    "aws:ec2/subnet:Subnet": 6,
    "aws:ec2/vpcEndpoint:VpcEndpoint": 1,
    "aws:ecs/cluster:Cluster": 1,
    "aws:lb/loadBalancer:LoadBalancer": 1,
    "aws:lb/listener:Listener": 2,
    "aws:lb/listenerRule:ListenerRule": 6,
    "aws:acm/certificate:Certificate": 1,
    "aws:acm/certificateValidation:CertificateValidation": 1,
    "aws:route53/record:Record": 6,
    "aws:s3/bucket:Bucket": 2,
    "aws:ecs/service:Service": 11,
    "slipway:index:Release": 12,
    "slipway:index:Job": 3,
    "aws:rds/instance:Instance": 3,
    "aws:elasticache/replicationGroup:ReplicationGroup": 2,
    "aws:ec2/instance:Instance": 1,
    "aws:cloudwatch/metricAlarm:MetricAlarm": 69,
    "aws:cloudwatch/eventRule:EventRule": 4,
    "aws:cloudwatch/dashboard:Dashboard": 1,
    "aws:sns/topic:Topic": 1,
    "aws:sns/topicSubscription:TopicSubscription": 0,
};
let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;
let hosts: HostsInTouch;
let announced: Predicted[];
/** Of the database. */
let password: string;

beforeAll(async () => {
    ({ stack, standIns, end } = await awsStack("prod", {
        env: { STAND_IN_CLIENT_SECRET: CLIENT_SECRET, STAND_IN_EVERY_IMAGE: "1" },
    }));
    hosts = await HostsInTouch.start(standIns);
    Object.assign(stack.env, hosts.env);
    const ours = committedSettings("prod");
    const settings = ours.replace("    domain: example.com\n", `$&    signIn: ${JSON.stringify(SIGN_IN)}\n`);
    expect(settings).not.toBe(ours);
    writeFileSync(stack.configFile, `${readFileSync(stack.configFile, "utf8")}${settings}`);
    stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
    for (const key of [
        "action-spec:GH_TOKEN",
        "task-api:API_KEY_SECRET",
        "task-api:ADMIN_API_KEY",
        "spec-editor:GH_TOKEN",
    ])
        stack.setSecret(key, TOKEN);
}, 600_000);

afterAll(async () => {
    await hosts?.stop();
    await end?.();
});

const ofType = (type: string) => announced.filter(({ urn }) => typeOf(urn) === type);
const secrets = (text: string) => [holds(text, TOKEN), holds(text, CLIENT_SECRET)];

test("a preview without Docker shows all of it: private, at host names, protected, and no secret", async () => {
    const { code, output } = await stack.preview(["--json"], NO_DOCKER);
    expect([code, output]).toEqual([0, expect.any(String)]);
    announced = predictions(output);
    expect(Object.fromEntries(Object.keys(MADE).map((type) => [type, ofType(type).length]))).toEqual(MADE);
    expect(ofType("aws:lb/loadBalancer:LoadBalancer")[0]?.inputs).toMatchObject({ enableDeletionProtection: true });
    expect(ofType("aws:cloudwatch/logGroup:LogGroup")[0]?.inputs).toMatchObject({ retentionInDays: 365 });
    for (const { inputs } of ofType("aws:ecs/service:Service")) {
        expect(inputs).toMatchObject({ networkConfiguration: { assignPublicIp: false } });
    }
    const rules = Object.fromEntries(
        ofType("aws:lb/listenerRule:ListenerRule").map(({ urn, inputs }) => [nameOf(urn), inputs]),
    );
    expect(rules["task-api-api"]).toMatchObject({
        priority: expect.any(Number),
        conditions: [{ hostHeader: { values: ["tasks.example.com"] } }],
    });

    const database = ofType("aws:rds/instance:Instance").find(({ urn }) => urn.endsWith("::task-api-db"));
    expect(database?.inputs).toMatchObject({
        identifier: expect.stringMatching(/^slipway-prod-task-api-db-[0-9a-f]{6}$/),
        engineVersion: "16",
        instanceClass: "db.t4g.small",
        multiAz: true,
        publiclyAccessible: false,
        deletionProtection: true,
        username: "app",
        dbName: "tasks",
    });
    // The database's address is not known yet, and the labels of the secrets that hold it are.
    const release = ofType("slipway:index:Release").find(({ urn }) => urn.endsWith("::task-api-api"));
    expect(release?.inputs).toMatchObject({
        services: { "task-api-api": { secrets: { DATABASE_URL: expect.stringMatching(/^hmac-[0-9a-f]{24}$/) } } },
    });

    expect(ofType("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace")[0]?.inputs).toMatchObject({
        name: "pivotal.prod.slipway.internal",
    });

    expect(secrets(output)).toEqual([false, false]);
}, 600_000);

test("up sends what was announced, and ends when every job and release has", async () => {
    const { code, output } = await stack.up();
    expect([code, output]).toEqual([0, expect.stringContaining("action-spec-web: done in")]);
    expect(output).toContain("task-api-api: done in");
    expect(hosts.told.map(({ app }) => app)).toEqual(["spec-editor"]);
    expect(secrets(output)).toEqual([false, false]);
    const created = standIns.requests().filter(({ operation }) => operation === "create");
    expect(created.length).toBeGreaterThan(80);
    // What is made in the update itself, and what holds or names it: nothing else.
    const surprises = unannounced(announced, created).map(({ urn, found }) => [typeOf(urn ?? ""), ...found]);
    expect([...new Set(surprises.map((surprise) => surprise.join(" ")))].sort()).toEqual([
        "aws:ebs/volume:Volume availabilityZone: not predicted",
        "aws:elasticache/replicationGroup:ReplicationGroup authToken: not predicted",
        "aws:rds/instance:Instance password: not predicted",
        "aws:route53/record:Record records.0: not predicted",
        "aws:s3/bucketObjectv2:BucketObjectv2 contentBase64: not predicted key: not predicted",
        "aws:secretsmanager/secretVersion:SecretVersion secretString: not predicted",
    ]);
    // Prometheus finds each of the backend's tasks by DNS; the page calls it by Service Connect's name, as before.
    const sent = (type: string, name: string) => created.find(({ urn }) => urn?.endsWith(`${type}::${name}`))?.inputs;
    const environmentOf = (name: string) => {
        const definitions = String(sent("aws:ecs/taskDefinition:TaskDefinition", name)?.["containerDefinitions"]);
        return (JSON.parse(definitions) as { environment: object[] }[])[0]?.environment;
    };
    expect(environmentOf("pivotal-prometheus")).toEqual([
        { name: "BACKEND_HOST", value: "backend.pivotal.prod.slipway.internal" },
    ]);
    expect(environmentOf("pivotal-frontend")).toContainEqual({ name: "BACKEND_URL", value: "http://backend:3000" });
    const backend = sent("aws:ecs/service:Service", "pivotal-backend");
    expect(backend).toMatchObject({
        desiredCount: 2,
        serviceRegistries: { registryArn: expect.stringMatching(/^arn:aws:servicediscovery:.*:service\/srv-/) },
        serviceConnectConfiguration: { services: [{ clientAlias: [{ dnsName: "backend", port: 3000 }] }] },
    });
    expect(
        sent(
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
            "pivotal-backend-from-pivotal-prometheus-3000",
        ),
    ).toBeDefined();
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
        pivotal: {
            frontend: "https://board.example.com",
            backend: "https://board.example.com/api",
            grafana: "https://board.example.com/grafana",
        },
        sovd: { frontend: "https://vehicles.example.com" },
        "spec-editor": { "spec-editor": "https://editor.example.com" },
    });
}, 600_000);

test("a second preview without Docker is empty", async () => {
    const { code, output } = await stack.preview(["--expect-no-changes"], NO_DOCKER);
    expect([code, output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
}, 600_000);

test("the database's password is made here, reaches containers by reference only, and is plain nowhere", async () => {
    const { output } = await stack.pulumi(["stack", "export", "--show-secrets", "--stack", stack.name]);
    const { deployment } = JSON.parse(output) as {
        deployment: { resources: { urn: string; protect?: boolean; outputs?: Record<string, unknown> }[] };
    };
    const found = (end: string) => deployment.resources.find(({ urn }) => urn.endsWith(end))!;
    const revealed = (value: unknown) => JSON.parse((value as { plaintext: string }).plaintext) as string;
    password = revealed(found("GeneratedSecret::task-api-db-password").outputs!.value);
    expect(password).toMatch(/^[\w-]{43}$/);
    const instance = found("Instance::task-api-db");
    expect([instance.protect, revealed(instance.outputs!.password)]).toEqual([true, password]);
    const content = JSON.parse(revealed(found("SecretVersion::task-api-api").outputs!.secretString)) as object;
    expect(content).toMatchObject({
        DATABASE_URL: `postgresql+asyncpg://app:${password}@${String(instance.outputs!.address)}:5432/tasks`,
    });
    const definition = String(found("TaskDefinition::task-api-api").outputs!.containerDefinitions);
    expect(definition).toMatch(/"name":"DATABASE_URL","valueFrom":"arn:[^"]*:DATABASE_URL:hmac-[0-9a-f]{24}:"/);
    // The stand-in's own memory is AWS's.
    const places = filesWith(stack.directory, password);
    expect(places.filter((file) => !file.endsWith("/stand-in/state.json"))).toEqual([]);
}, 600_000);

test("another class is one readable line, and what it changes is the database alone; a new one is refused", async () => {
    const settings = readFileSync(stack.configFile, "utf8");
    const withDatabase = (own: string): void => {
        const changed = settings.replace(
            /managed: \{ ?db: postgres ?\}/,
            `managed: { db: { engine: postgres, ${own} } }`,
        );
        expect(changed).not.toBe(settings);
        writeFileSync(stack.configFile, changed);
    };
    try {
        withDatabase("class: db.t4g.medium");
        const { code, output } = await stack.preview(["--diff"], NO_DOCKER);
        expect([code, output]).toEqual([
            0,
            expect.stringContaining('~ instanceClass: "db.t4g.small" => "db.t4g.medium"'),
        ]);
        // The database, the estimate of the price, and from how many connections on somebody is told: an alarm, and its line in the dashboard.
        expect(output).toMatch(/~ 4 to update/);
        withDatabase("restoreFrom: rds:slipway-prod-task-api-db-2026-11-20");
        const replaced = await stack.preview([], NO_DOCKER);
        expect(replaced.code).not.toBe(0);
        expect(replaced.output).toMatch(/task-api-db.*(protect)/is);
    } finally {
        writeFileSync(stack.configFile, settings);
    }
}, 600_000);

test("no secret is on disk but encrypted, the client's of the sign-in among them", () => {
    expect(filesWith(stack.directory, TOKEN)).toEqual([]);
    expect(filesWith(stack.directory, CLIENT_SECRET)).toEqual([]);
});

test("destroy, after what the receipt says must be done before: what stays is the receipt's, line by line", async () => {
    const { receipt, ...outcome } = await destroyed({ stack, standIns });
    expect(outcome).toEqual(ALL_TOLD);
    const kinds = receipt.left.map(({ kind }) => kind);
    expect([...new Set(kinds)].sort().map((kind) => [kind, kinds.filter((one) => one === kind).length])).toEqual([
        ["DNS record", 1],
        ["automated backups of a database", 3],
        ["backups of files", 2],
        ["cache snapshot", 2],
        ["data disk of a host", 1],
        ["database snapshot", 3],
        ["files (EFS)", 2],
        ["images", 12],
        ["secret in recovery", 12],
        ["snapshots of a data disk", 1],
        ["task definitions", 14],
    ]);
    expect(receipt.unknown).toEqual([]);
    // The documented way: some in Pulumi's state, the others by AWS's own commands.
    const ways = receipt.obstacles.map(({ what, lift }) => `${what}: ${lift.split(" ").slice(0, 3).join(" ")}`);
    expect([...new Set(ways)].sort()).toEqual([
        "AccessPoint: pulumi state unprotect",
        "FileSystem: pulumi state unprotect",
        "Instance: pulumi state unprotect",
        "ReplicationGroup: pulumi state unprotect",
        "Volume: pulumi state unprotect",
        "bucket: aws s3 rm",
        "database: aws rds modify-db-instance",
        "load balancer: aws elbv2 modify-load-balancer-attributes",
    ]);
    expect(stack.state().resources ?? []).toEqual([]);
}, 600_000);
