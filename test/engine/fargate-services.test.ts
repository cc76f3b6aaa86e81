/**
 * Two services and a volume through the real Pulumi engine, with STAND-INS for the providers aws and awsx and for the ECS API:
 * they show what Slipway asks of AWS and in which order, not that AWS mounts or connects anything.
 */
import { join } from "node:path";
import { awsStack } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { ALL_TOLD, destroyed } from "../support/destroyed";
import { predictions, unannounced } from "../support/predicted";
import type { TestStack } from "../support/stack";

let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;

beforeAll(async () => {
    const project = join(__dirname, "../support/services-program");
    ({ stack, standIns, end } = await awsStack("services", { project }));
});

afterAll(() => end());

const sent = (type: string, name: string, operation = "create") =>
    standIns.requests().findIndex((one) => one.operation === operation && one.urn?.endsWith(`${type}::${name}`));
const inputsOf = (type: string, name: string) => standIns.requests()[sent(type, name)]?.inputs;

test("who keeps data has one task, stopped before the next; who calls it starts after its release; all as previewed", async () => {
    const announced = predictions((await stack.preview(["--json"])).output);
    const { code, output } = await stack.up();
    expect([code, output]).toEqual([0, expect.stringContaining("api: done in")]);
    expect(unannounced(announced, standIns.requests())).toEqual([]);
    expect(inputsOf("aws:ecs/service:Service", "db")).toMatchObject({
        desiredCount: 1,
        launchType: "FARGATE",
        deploymentMinimumHealthyPercent: 0,
        deploymentMaximumPercent: 100,
        availabilityZoneRebalancing: "DISABLED",
        serviceConnectConfiguration: {
            services: [
                {
                    portName: "tcp-5432",
                    discoveryName: "db-5432",
                    clientAlias: [{ dnsName: "db", port: 5432 }],
                },
            ],
        },
    });
    expect(inputsOf("aws:ecs/service:Service", "api")).toMatchObject({
        capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
        availabilityZoneRebalancing: "ENABLED",
        enableExecuteCommand: true,
        tags: { team: "core" },
        serviceConnectConfiguration: { services: [] },
    });
    const volumeId = /^fs-/;
    expect(inputsOf("aws:ecs/taskDefinition:TaskDefinition", "db")?.volumes).toEqual([
        {
            name: "data",
            efsVolumeConfiguration: {
                fileSystemId: expect.stringMatching(volumeId),
                transitEncryption: "ENABLED",
                authorizationConfig: { accessPointId: expect.stringMatching(/^fsap-/), iam: "ENABLED" },
            },
        },
    ]);
    const judged = standIns.requests().findIndex(({ api }) => api === "DescribeServices");
    expect(judged).toBeGreaterThan(sent("aws:ecs/service:Service", "db"));
    expect(judged).toBeLessThan(sent("aws:ecs/service:Service", "api"));
    expect(sent("SecurityGroupIngressRule", "db-from-api-5432")).toBeGreaterThan(0);

    const second = await stack.preview(["--expect-no-changes"]);
    expect([second.code, second.output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
}, 600_000);

test("a second task beside one that writes is refused before anything is asked", async () => {
    const before = standIns.requests().length;
    const { code, output } = await stack.preview(["--config", "services-program:databaseCopies=2"]);
    expect([code, output]).toEqual([
        1,
        expect.stringContaining(
            "db: has a writable volume, so it is one copy on a machine that stays: it cannot have 2 copies",
        ),
    ]);
    const asked = standIns.requests().slice(before);
    expect(asked.filter(({ operation }) => operation === "create" || operation === "update")).toEqual([]);
}, 600_000);

test("destroy takes everything away but the data", async () => {
    const { receipt, ...outcome } = await destroyed({ stack, standIns });
    expect(outcome).toEqual(ALL_TOLD);
    expect(receipt.left.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["files (EFS)", "backups of files"]));
    expect([receipt.obstacles, receipt.unknown]).toEqual([[], []]);
    expect(sent("aws:ecs/service:Service", "db", "delete")).toBeGreaterThan(0);
    expect(sent("aws:efs/mountTarget:MountTarget", "data-1", "delete")).toBeGreaterThan(0);
    expect(sent("aws:efs/fileSystem:FileSystem", "data", "delete")).toBe(-1);
    expect(sent("aws:efs/accessPoint:AccessPoint", "data", "delete")).toBe(-1);
}, 600_000);
