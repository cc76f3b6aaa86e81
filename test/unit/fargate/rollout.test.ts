import { taskPolicy } from "../../../components/aws/policies";
import { containerDefinitions, type ContainerSettings } from "../../../components/aws/container-definition";
import { capacity, drainingSeconds, rollout } from "../../../components/fargate/rollout";

describe("how a new version takes the place of the old one", () => {
    test.each<[string, boolean, object]>([
        [
            "without data: the new one starts first",
            false,
            {
                deploymentMinimumHealthyPercent: 100,
                deploymentMaximumPercent: 200,
                availabilityZoneRebalancing: "ENABLED",
            },
        ],
        [
            "with data: the old one stops first, and nothing else starts a second one",
            true,
            {
                deploymentMinimumHealthyPercent: 0,
                deploymentMaximumPercent: 100,
                availabilityZoneRebalancing: "DISABLED",
            },
        ],
    ])("%s", (_what, stateful, expected) => {
        expect(rollout(stateful)).toEqual({
            deploymentController: { type: "ECS" },
            deploymentCircuitBreaker: { enable: true, rollback: true },
            ...expected,
        });
    });

    test.each([
        [2, 2],
        [10, 10],
        [120, 10],
    ])("a task that may take %i s to stop is drained for %i s", (stop, draining) => {
        expect(drainingSeconds(stop)).toBe(draining);
    });

    test("Spot is a capacity provider, and everything else a launch type: never both, as AWS refuses that", () => {
        expect(capacity(false)).toEqual({ launchType: "FARGATE" });
        expect(capacity(true)).toEqual({
            capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
        });
    });
});

describe("what the program of a task may do in AWS", () => {
    const volume = { fileSystemArn: "arn:fs", accessPointArn: "arn:fsap" };
    const actions = (policy: string | undefined) =>
        (JSON.parse(policy ?? '{"Statement":[]}') as { Statement: { Action: string[] }[] }).Statement.map(
            ({ Action }) => Action.map((action) => action.split(":")[1]),
        );

    test("nothing, unless something is asked for", () => {
        expect(taskPolicy({ volumes: [], exec: false })).toBeUndefined();
    });

    test.each([
        [{ write: false, root: false }, ["ClientMount"]],
        [{ write: true, root: false }, ["ClientMount", "ClientWrite"]],
        [{ write: true, root: true }, ["ClientMount", "ClientWrite", "ClientRootAccess"]],
    ])("a volume, %j: by its access point only", (how, expected) => {
        const policy = taskPolicy({ volumes: [{ ...volume, ...how }], exec: false });
        expect(actions(policy)).toEqual([expected]);
        expect(policy).toContain('"Condition":{"StringEquals":{"elasticfilesystem:AccessPointArn":"arn:fsap"}}');
        expect(policy).toContain('"Resource":"arn:fs"');
    });

    test("a shell: the four actions of ECS Exec", () => {
        expect(actions(taskPolicy({ volumes: [], exec: true }))).toEqual([
            ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"],
        ]);
    });
});

describe("settings of a container that are there only when asked for", () => {
    const bare: ContainerSettings = {
        name: "api",
        readOnlyRoot: true,
        dropCapabilities: [],
        tmpfs: [],
        ports: [8080],
        stopTimeoutSeconds: 30,
    };
    const definition = (more: Partial<ContainerSettings>) => {
        const values = { image: "i", variables: {}, secrets: {}, log: { group: "g", region: "r", streamPrefix: "p" } };
        const [container] = JSON.parse(containerDefinitions({ ...bare, ...more }, values)) as Record<string, unknown>[];
        return container;
    };

    test.each<[Partial<ContainerSettings>, object]>([
        [{ labels: { team: "core" } }, { dockerLabels: { team: "core" } }],
        [{ openFiles: { soft: 1, hard: 2 } }, { ulimits: [{ name: "nofile", softLimit: 1, hardLimit: 2 }] }],
        [
            { sysctls: { "net.b": "2", "net.a": "1" } },
            {
                systemControls: [
                    { namespace: "net.a", value: "1" },
                    { namespace: "net.b", value: "2" },
                ],
            },
        ],
        [
            { terminal: true, openInput: true },
            { pseudoTerminal: true, interactive: true },
        ],
        [
            { namedPorts: true },
            { portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: "tcp", name: "tcp-8080" }] },
        ],
        [
            { mounts: [{ volume: "data", path: "/data", readOnly: true }] },
            { mountPoints: [{ sourceVolume: "data", containerPath: "/data", readOnly: true }] },
        ],
        [
            { addCapabilities: ["SYS_PTRACE"] },
            { linuxParameters: { initProcessEnabled: true, capabilities: { add: ["SYS_PTRACE"], drop: [] } } },
        ],
    ])("%j", (more, expected) => {
        expect(definition(more)).toEqual({ ...definition({}), ...expected });
        expect(definition({})).not.toEqual(definition(more));
    });
});
