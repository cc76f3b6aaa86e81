/**
 * ECS Fargate through the real Pulumi engine, with STAND-INS for the providers aws and awsx and for the ECS API: they show
 * what Slipway asks of AWS and how it takes the answers, not that AWS answers so.
 */
import { fargateProgram } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { canary, filesWith, holds } from "../support/canary";
import { keep } from "../support/kept";
import { predictions, unannounced, type Predicted } from "../support/predicted";
import type { TestStack, Outcome } from "../support/stack";
import { typeOf } from "../../tools/urn";

const TOKEN = canary();
const seen: string[] = [];
let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;

beforeAll(async () => {
    ({ stack, standIns, end } = await fargateProgram("engine", TOKEN));
});

afterAll(() => end());

/** Keeps what the user would see, for the search at the end. */
function shown(outcome: Outcome): Outcome {
    seen.push(outcome.output);
    return outcome;
}

/** What the test that runs now shows its user. */
function kept(outcome: Outcome): Outcome {
    keep(expect.getState().currentTestName ?? "", outcome.output);
    return shown(outcome);
}

/** Previews need no Docker: here there is none. */
const preview = async (...args: string[]) => kept(await stack.preview(args, { DOCKER_HOST: "tcp://127.0.0.1:9" }));
const up = async () => kept(await stack.up());

const set = (key: string, value: string) => stack.set(`fargate-program:${key}`, value);
const logLevel = (value: string) => set("logLevel", value);

/** Runs `up` after a `preview` and compares what was announced with what reached AWS. */
async function asPredicted(): Promise<{ announced: Predicted[]; outcome: Outcome }> {
    const announced = predictions((await preview("--json")).output);
    const before = standIns.requests().length;
    const outcome = await up();
    expect(unannounced(announced, standIns.requests().slice(before), ["create", "update"])).toEqual([]);
    return { announced, outcome };
}

const namesOf = (announced: readonly Predicted[]) => announced.map(({ op, urn }) => `${op} ${typeOf(urn)}`).sort();

test("the first preview needs no Docker and equals what up sends", async () => {
    const { announced, outcome } = await asPredicted();
    expect(outcome.output).toContain("api: done in");
    expect(outcome.code).toBe(0);
    expect(namesOf(announced)).toEqual(
        [
            "aws:cloudwatch/logGroup:LogGroup",
            "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
            "aws:ec2/internetGateway:InternetGateway",
            ...[
                "route:Route",
                "routeTable:RouteTable",
                "routeTableAssociation:RouteTableAssociation",
                "subnet:Subnet",
            ].flatMap((type) => {
                const token = `aws:ec2/${type}`;
                return [token, token];
            }),
            "aws:ec2/securityGroup:SecurityGroup",
            "aws:ec2/securityGroup:SecurityGroup",
            "aws:ec2/vpc:Vpc",
            "aws:ecs/cluster:Cluster",
            "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
            "aws:ecs/service:Service",
            "aws:ecs/taskDefinition:TaskDefinition",
            "aws:iam/role:Role",
            "aws:iam/role:Role",
            "aws:iam/rolePolicy:RolePolicy",
            "aws:lb/listener:Listener",
            "aws:lb/loadBalancer:LoadBalancer",
            "aws:lb/targetGroup:TargetGroup",
            "aws:secretsmanager/secret:Secret",
            "aws:secretsmanager/secretVersion:SecretVersion",
            "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
            "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
            "awsx:ec2:Vpc",
            "pulumi:pulumi:Stack",
            "slipway:components:AppSecrets",
            "slipway:components:Environment",
            "slipway:components:FargateService",
            "slipway:components:LoadBalancedPort",
            "slipway:components:TaskRoles",
            "slipway:index:PriceEstimate",
            "slipway:index:Release",
            "slipway:index:SecretLabels",
        ]
            .map((type) => `create ${type}`)
            .sort(),
    );
}, 600_000);

test("the first preview says what it costs a month; the up after it does not say it again", () => {
    const [preview, up] = seen as [string, string];
    const { diagnostics } = JSON.parse(preview.slice(preview.indexOf("{"))) as { diagnostics: { message: string }[] };
    const told = diagnostics.filter(({ message }) => message.includes("a month"));
    expect(told.map(({ message }) => message.trimEnd().split("\n"))).toEqual([
        [
            "≈ $42.09 a month in eu-central-1 (list prices of 2026-09-11 or later, 730 hours, without tax and free tiers):",
            "  api $14.42",
            "    Fargate memory $1.87 (api: 1 × 0.5 GB)",
            "    Fargate vCPU $8.50 (api: 1 × 0.25 vCPU and 0.5 GB, x86)",
            "    public IPv4 $3.65 (1 of api)",
            "    secrets $0.40 (api)",
            "  environment $27.67",
            "    load balancer $19.71 (1)",
            "    logs $0.66 (1 GB a month assumed, kept for 30 days)",
            "    public IPv4 $7.30 (2 of the load balancer)",
            "  on top, by use: traffic through the load balancer ($0.008 per LCU-hour); data transfer to the internet and between zones",
        ],
    ]);
    expect(up).not.toContain("a month");
});

test("a second preview is empty and costs one call to ECS", async () => {
    const before = standIns.requests().length;
    const { code, output } = await preview("--expect-no-changes");
    expect([code, output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
    const calls = standIns
        .requests()
        .slice(before)
        .filter(({ api }) => api !== undefined);
    expect(calls.map(({ api }) => api)).toEqual(["DescribeServices"]);
}, 600_000);

test("a changed variable reads as one line, changes three resources and is sent as predicted", async () => {
    logLevel("debug");
    const { announced, outcome } = await asPredicted();
    expect(outcome.code).toBe(0);
    expect(outcome.output).toContain("api: LOG_LEVEL info → debug");
    expect([...new Set(namesOf(announced).map((name) => name.split(" ")[1]))].sort()).toEqual([
        "aws:ecs/service:Service",
        "aws:ecs/taskDefinition:TaskDefinition",
        "slipway:index:Release",
    ]);
}, 600_000);

test("a changed secret reads as one line with labels and reaches the task definition as another reference", async () => {
    const before = seen.length;
    stack.setSecret("fargate-program:token", `${TOKEN}2`);
    const { announced, outcome } = await asPredicted();
    expect(outcome.code).toBe(0);
    expect(outcome.output).toMatch(/api: .*API_TOKEN/);
    const task = announced.find(({ urn, op }) => urn.includes("TaskDefinition::") && op !== "delete-replaced");
    expect(JSON.stringify(task?.inputs)).toMatch(/API_TOKEN:hmac-[0-9a-f]{24}:/);
    expect(seen.slice(before).some((output) => holds(output, TOKEN))).toBe(false);
}, 600_000);

test("a deployment that ECS rolls back ends red with its cause, red again, and a good version repairs it", async () => {
    standIns.faults({
        deployments: [{ containing: '"crash"', outcome: "fail" }],
        log: ["listening on 8080", "Error: no such table: tasks"],
    });
    logLevel("crash");
    const first = await up();
    expect(first.code).not.toBe(0);
    expect(first.output).toMatch(
        /error: api: \S+-api:4 does not serve: ECS rolled back to \S+-api:3: .*circuit breaker/,
    );
    expect(first.output).toContain("Essential container in task exited (api: exit code 1), 3 times");
    expect(first.output).toContain("service deployment ROLLBACK_SUCCESSFUL");
    expect(first.output).toMatch(/meanwhile \S+-api:3 serves/);
    expect(first.output).toContain("  Error: no such table: tasks");

    const before = standIns.requests().length;
    const second = await up();
    expect(second.code).not.toBe(0);
    expect(second.output).toMatch(/api:3 serves, not \S+-api:4; asking ECS for \S+-api:4 once more/);
    const requested = standIns
        .requests()
        .slice(before)
        .filter(({ api }) => api === "UpdateService");
    expect(requested).toHaveLength(1);

    logLevel("warn");
    expect((await up()).code).toBe(0);
    expect((await preview("--expect-no-changes")).code).toBe(0);
}, 600_000);

test("going back to an earlier version is a release of its own", async () => {
    logLevel("debug");
    const outcome = await up();
    expect(outcome.code).toBe(0);
    expect(outcome.output).toContain("api: LOG_LEVEL warn → debug");
}, 600_000);

test("a deployment that somebody else starts over ours ends red", async () => {
    standIns.faults({ deployments: [{ containing: '"superseded"', outcome: "superseded" }] });
    logLevel("superseded");
    const outcome = await up();
    expect(outcome.code).not.toBe(0);
    expect(outcome.output).toMatch(/another deployment took over: \S+ is being deployed instead of/);
    logLevel("debug");
    standIns.faults({});
    expect((await up()).code).toBe(0);
}, 600_000);

test("a change behind our back is seen by the preview and repaired by up", async () => {
    const update = { service: "", taskDefinition: "" };
    for (const { urn, outputs } of stack.state().resources) {
        if (urn.includes("ecs/service:Service::")) update.service = String(outputs.id ?? outputs.arn);
        if (urn.includes("taskDefinition:TaskDefinition::"))
            update.taskDefinition = String(outputs.arn).replace(/\d+$/, "1");
    }
    const answer = await fetch(standIns.ecsEndpoint, {
        method: "POST",
        headers: { "x-amz-target": "AmazonEC2ContainerServiceV20141113.UpdateService" },
        body: JSON.stringify(update),
    });
    expect(answer.status).toBe(200);
    await new Promise((done) => setTimeout(done, 1500));

    expect((await preview()).output).toMatch(/api: \S+-api:1 serves, not \S+-api:\d+/);
    const repaired = await up();
    expect([repaired.code, repaired.output]).toEqual([0, expect.stringContaining("once more")]);
    expect((await preview("--expect-no-changes")).code).toBe(0);
}, 600_000);

test("throttling slows a release down and does not fail it; one copy more tells what it costs", async () => {
    standIns.faults({ throttle: 3 });
    logLevel("info");
    set("copies", "2");
    const outcome = await up();
    expect(outcome.code).toBe(0);
    expect(outcome.output).toContain("size 256 CPU, 512 MiB, 1 copy → 256 CPU, 512 MiB, 2 copies");
    expect(outcome.output).toContain(
        "≈ $42.09 → $56.09 a month (+$14.00: api: Fargate vCPU +$8.49, api: public IPv4 +$3.65, api: Fargate memory +$1.86)",
    );
}, 600_000);

test("a resource that AWS refuses ends red, and the next up goes on", async () => {
    standIns.faults({
        refuse: { "update aws:ecs/service:Service": "AccessDeniedException: not authorized to ecs:UpdateService" },
    });
    logLevel("trace");
    const refused = await up();
    expect([refused.code, refused.output]).toEqual([
        expect.any(Number),
        expect.stringContaining("AccessDeniedException"),
    ]);
    expect(refused.code).not.toBe(0);
    standIns.faults({});
    expect((await up()).code).toBe(0);
}, 600_000);

test("the secret is nowhere: state, history, backups, what AWS was asked, what users saw", async () => {
    expect(holds(JSON.stringify({ value: TOKEN }), TOKEN)).toBe(true); // the search finds what is there
    expect(filesWith(stack.directory, TOKEN)).toEqual([]);
    expect(seen.filter((output) => holds(output, TOKEN))).toEqual([]);
    shown(await stack.preview(["--diff", "--show-secrets=false"]));
    expect(seen.filter((output) => holds(output, TOKEN))).toEqual([]);
});

test("destroy leaves the secret's versions to the entry and nothing else behind", async () => {
    const before = standIns.requests().length;
    const outcome = shown(await stack.destroy());
    expect(outcome.code).toBe(0);
    const created = standIns
        .requests()
        .filter(({ operation }) => operation === "create")
        .map(({ urn }) => urn);
    const deleted = standIns
        .requests()
        .slice(before)
        .filter(({ operation }) => operation === "delete")
        .map(({ urn }) => urn);
    const left = [...new Set(created)].filter((urn) => !deleted.includes(urn));
    expect(left.map((urn) => urn?.split("$").pop())).toEqual(["aws:secretsmanager/secretVersion:SecretVersion::api"]);
    expect(stack.state().resources ?? []).toEqual([]);
}, 600_000);
