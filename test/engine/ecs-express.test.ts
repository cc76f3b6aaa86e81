/**
 * ECS Express Mode through the real engine and the real docker-build provider: action-spec and task-api (its database elsewhere, its
 * migration before it) from their Compose files. STAND-INS take the places of aws, awsx and of ECS with Express Mode.
 */
import { awsStack } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { canary, filesWith, holds } from "../support/canary";
import { ALL_TOLD, destroyed } from "../support/destroyed";
import { keep } from "../support/kept";
import { logsTold } from "../support/logs-told";
import { predictions, unannounced } from "../support/predicted";
import type { TestStack } from "../support/stack";
import { nameOf, typeOf } from "../../tools/urn";

const NO_DOCKER = { DOCKER_HOST: "tcp://127.0.0.1:9" };
const TOKEN = canary();
let announced: ReturnType<typeof predictions>;
let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;

beforeAll(async () => {
    ({ stack, standIns, end } = await awsStack("ecs-express"));
    configure({});
    stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
    stack.setSecret("action-spec:GH_TOKEN", TOKEN);
    for (const name of ["DB_PASSWORD", "API_KEY_SECRET", "ADMIN_API_KEY"]) stack.setSecret(`task-api:${name}`, TOKEN);
});

afterAll(() => end());

function configure({ logLevel = "INFO", max = 1 }: { logLevel?: string; max?: number }): void {
    stack.configure({
        "aws:region": "eu-central-1",
        "slipway:profile": "dev",
        "slipway:apps": {
            "action-spec": {
                target: "ecs-express",
                secrets: ["GH_TOKEN"],
                services: { web: { max } },
                variables: { GH_REPO: "trakrf/action-spec" },
            },
            "task-api": {
                target: "ecs-express",
                without: ["db"],
                secrets: ["DB_PASSWORD", "API_KEY_SECRET", "ADMIN_API_KEY"],
                variables: { DB_HOST: "db.example.com", LOG_LEVEL: logLevel },
            },
        },
    });
}

type Request = ReturnType<StandIns["requests"]>[number];

/** What was asked of Express and which jobs were started, in order. */
function done(requests: readonly Request[]): string[] {
    return requests.flatMap(({ api, operation, urn }) => {
        if (api === "RunTask" || api === "UpdateExpressGatewayService") return [api];
        if (urn?.includes("ExpressGatewayService::")) return [`${operation} ${nameOf(urn)}`];
        return [];
    });
}

test("a preview needs no Docker and lists the thread: no load balancer of ours, one cluster for both", async () => {
    const { code, output } = await stack.preview(["--json"], NO_DOCKER);
    expect([code, output]).toEqual([
        0,
        expect.stringContaining("action-spec on ecs-express, other than Docker Compose"),
    ]);
    announced = predictions(output);
    const types = announced.map(({ urn }) => typeOf(urn));
    for (const [type, count] of [
        ["awsx:ec2:Vpc", 1],
        ["aws:ecs/cluster:Cluster", 1],
        ["aws:ecs/expressGatewayService:ExpressGatewayService", 2],
        ["aws:ecs/service:Service", 0],
        ["aws:lb/loadBalancer:LoadBalancer", 0],
        ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", 2],
        ["aws:ecs/taskDefinition:TaskDefinition", 1], // of the migration
        ["aws:ecr/repository:Repository", 2],
        ["slipway:index:Release", 2],
        ["slipway:index:Job", 1],
    ] as const) {
        expect([type, types.filter((one) => one === type).length]).toEqual([type, count]);
    }
    expect(output).not.toContain("not estimated");
    expect(holds(output, TOKEN)).toBe(false);
}, 600_000);

test("up sends what was announced, the migration first; a second preview is empty; the secret lies nowhere in clear", async () => {
    const { code, output } = await stack.up();
    expect([code, output]).toEqual([0, expect.stringContaining("task-api-api: done in")]);
    expect(unannounced(announced, standIns.requests())).toEqual([]);
    const order = done(standIns.requests());
    expect(order.indexOf("RunTask")).toBeLessThan(order.indexOf("create task-api-api"));
    expect(order.filter((one) => one !== "RunTask").sort()).toEqual(["create action-spec-web", "create task-api-api"]);
    expect(JSON.stringify(stack.outputs().urls)).toMatch(/"api":"https:\/\/sl-[0-9a-f]+\.ecs\.eu-central-1\.on\.aws"/);

    const made = standIns
        .requests()
        .find(({ urn }) => urn?.endsWith("::task-api-api") && urn.includes("ExpressGateway"));
    const { environments, secrets } = made?.inputs?.primaryContainer as Record<string, { name: string }[]>;
    for (const list of [environments!, secrets!]) {
        const names = list.map(({ name }) => name);
        expect(names.length).toBeGreaterThan(1);
        expect(names).toEqual([...names].sort());
    }

    const again = await stack.preview(["--expect-no-changes"], NO_DOCKER);
    expect([again.code, again.output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
    // `slipway logs` reads each app's streams of the one group, as the definitions of what runs have them.
    expect(await logsTold(stack, "action-spec")).toEqual([expect.stringMatching(/^web: \S*action-spec-web writes$/)]);
    expect(await logsTold(stack, "task-api")).toEqual([expect.stringMatching(/^api: \S*task-api-api writes$/)]);
    expect(holds(output, TOKEN)).toBe(false);
    expect(filesWith(stack.directory, TOKEN)).toEqual([]);
}, 600_000);

test("a version that the canary's alarm takes back fails the up; the next one asks for it again, and for what the provider does not send", async () => {
    configure({ logLevel: "DEBUG" });
    standIns.faults({ deployments: [{ containing: '"value":"DEBUG"', outcome: "alarm" }] });
    const failed = await stack.up();
    keep("ecs-express: rolled back", failed.output);
    expect(failed.code).not.toBe(0);
    expect(failed.output).toMatch(
        /task-api-api: revision \d+ \(slipway-ecs-express\/task-api-\w+:[0-9a-f]{12}\) does not serve: ECS is rolling back to revision \d+: .*; alarm ECS-express-\w+-RollbackAlarm went off/,
    );

    expect(failed.output).toContain("task-api-api: LOG_LEVEL INFO → DEBUG");

    standIns.faults({});
    configure({ logLevel: "DEBUG", max: 3 });
    const before = standIns.requests().length;
    const { code, output } = await stack.up();
    keep("ecs-express: repaired", output);
    expect([code, output]).toEqual([0, expect.stringMatching(/is over: .*; asking ECS for \S+ once more/)]);
    // Pulumi's state has task-api's version already, and the provider's first generation sends no scaling: the release asks for both.
    expect(output).toMatch(/action-spec-web: revision \d+ serves, which has other scaling; asking ECS for/);
    expect(done(standIns.requests().slice(before))).toEqual([
        "update action-spec-web",
        "UpdateExpressGatewayService",
        "UpdateExpressGatewayService",
    ]);
}, 600_000);

test("destroy takes the services away and leaves the roles with which ECS still clears up", async () => {
    const before = standIns.requests().length;
    const { receipt, ...outcome } = await destroyed({ stack, standIns });
    expect(outcome).toEqual(ALL_TOLD);
    expect([receipt.obstacles, receipt.unknown, receipt.monthlyUsd]).toEqual([[], [], 0]);
    const deleted = standIns
        .requests()
        .slice(before)
        .flatMap(({ operation, urn }) => (operation === "delete" ? [urn!.split("$").pop()!] : []));
    expect(deleted).toContainEqual(expect.stringMatching(/ExpressGatewayService::task-api-api$/));
    expect(deleted).toContainEqual(expect.stringMatching(/iam\/role:Role::task-api-api-execution$/));
    expect(deleted.filter((urn) => urn.includes("infrastructure"))).toEqual([]);
}, 600_000);
