import fc from "fast-check";
import { containerDefinitions, type ContainerSettings } from "../../../components/aws/container-definition";

const settings: ContainerSettings = {
    name: "api",
    readOnlyRoot: true,
    dropCapabilities: ["ALL"],
    tmpfs: [{ path: "/tmp", sizeMiB: 64, options: ["noexec"] }],
    ports: [9090, 8080],
    healthCheck: {
        command: ["CMD", "true"],
        intervalSeconds: 30,
        timeoutSeconds: 3,
        retries: 3,
        startPeriodSeconds: 5,
    },
    stopTimeoutSeconds: 10,
};
const log = { group: "/slipway/x", region: "eu-central-1", streamPrefix: "api" };

test("one container has this exact form: sorted, complete, nothing null", () => {
    const json = containerDefinitions(settings, {
        image: "registry/api:1",
        variables: { B: "2", A: "1" },
        secrets: { TOKEN: "arn:aws:secretsmanager:eu-central-1:1:secret:x-1:TOKEN:hmac-1:" },
        log,
    });
    expect(JSON.parse(json)).toEqual([
        {
            environment: [
                { name: "A", value: "1" },
                { name: "B", value: "2" },
            ],
            essential: true,
            healthCheck: { command: ["CMD", "true"], interval: 30, retries: 3, startPeriod: 5, timeout: 3 },
            image: "registry/api:1",
            linuxParameters: {
                capabilities: { add: [], drop: ["ALL"] },
                initProcessEnabled: true,
                tmpfs: [{ containerPath: "/tmp", mountOptions: ["noexec"], size: 64 }],
            },
            logConfiguration: {
                logDriver: "awslogs",
                options: {
                    "awslogs-group": "/slipway/x",
                    "awslogs-region": "eu-central-1",
                    "awslogs-stream-prefix": "api",
                    "max-buffer-size": "25m",
                    mode: "non-blocking",
                },
            },
            mountPoints: [],
            name: "api",
            portMappings: [
                { containerPort: 8080, hostPort: 8080, protocol: "tcp" },
                { containerPort: 9090, hostPort: 9090, protocol: "tcp" },
            ],
            privileged: false,
            readonlyRootFilesystem: true,
            secrets: [{ name: "TOKEN", valueFrom: "arn:aws:secretsmanager:eu-central-1:1:secret:x-1:TOKEN:hmac-1:" }],
            stopTimeout: 10,
            systemControls: [],
            volumesFrom: [],
        },
    ]);
    expect(json).not.toContain("null");
});

test("the order in which settings were written down does not show", () => {
    const variables = fc.dictionary(fc.stringMatching(/^[A-Z_]{1,8}$/), fc.string(), { maxKeys: 6 });
    fc.assert(
        fc.property(
            variables,
            fc.uniqueArray(fc.integer({ min: 1, max: 65535 }), { maxLength: 4 }),
            (record, ports) => {
                const reversed = Object.fromEntries(Object.entries(record).reverse());
                const one = containerDefinitions(
                    { ...settings, ports },
                    { image: "i", variables: record, secrets: {}, log },
                );
                const other = containerDefinitions(
                    { ...settings, ports: [...ports].reverse() },
                    { log, secrets: {}, variables: reversed, image: "i" },
                );
                expect(other).toBe(one);
            },
        ),
    );
});

test("what is not set is left out rather than null", () => {
    const { healthCheck: _, ...bare } = settings;
    const [container] = JSON.parse(
        containerDefinitions(
            { ...bare, tmpfs: [], dropCapabilities: [] },
            { image: "i", variables: {}, secrets: {}, log },
        ),
    ) as Record<string, unknown>[];
    expect(Object.keys(container!)).not.toEqual(expect.arrayContaining(["healthCheck", "command", "user"]));
    expect(container!.linuxParameters).toEqual({ initProcessEnabled: true });
});
