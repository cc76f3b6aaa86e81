/** A whole stack with an app on a host: what is watched on prod, and that dev has none of it. */
import { mockedStack, type MadeResource } from "../../support/mocked-stack";

const SETTINGS = {
    "slipway:apps": {
        full: {
            target: "ec2-compose",
            compose: "test/support/full-app/compose.yaml",
            secrets: ["TOKEN", "DB_PASSWORD"],
            domain: "app.example.com",
            services: { worker: { memory: 256 } },
        },
    },
    "slipway:environment": { domain: "example.com", network: { tasks: "public" } },
};

async function stack(settings: Readonly<Record<string, unknown>>): Promise<readonly MadeResource[]> {
    const quiet = ["warn", "log"].map((say) => jest.spyOn(console, say as "warn").mockImplementation());
    try {
        return await mockedStack("dev", { ...SETTINGS, ...settings }, []);
    } finally {
        for (const spy of quiet) spy.mockRestore();
    }
}
const ownAlarms = (made: readonly MadeResource[]) =>
    made
        .filter(({ type, inputs }) => type.endsWith(":MetricAlarm") && inputs.namespace === "Slipway/Host")
        .map(({ name, inputs }) => [name, inputs.metricName, inputs.dimensions])
        .sort();
const maySend = (made: readonly MadeResource[]) =>
    made.filter(({ type, inputs }) => type.endsWith(":RolePolicy") && String(inputs.policy).includes("PutMetricData"));
/** What the releases say of numbers, from the bundles that S3 is given. */
const releases = (made: readonly MadeResource[]) =>
    made
        .filter(({ type }) => type.endsWith(":BucketObjectv2"))
        .map(({ inputs }) => Buffer.from(String(inputs.contentBase64), "base64").toString("latin1"))
        .map((archive) => /"watchedAs":("[^"]*"|null)/.exec(archive)?.[1]);
/** The instance as it is asked for, without ids that the stand-in counts up. */
const instance = (made: readonly MadeResource[]) => {
    const inputs = made.find(({ type }) => type.endsWith(":Instance"))!.inputs;
    return { ...inputs, iamInstanceProfile: "", primaryNetworkInterface: "" } as Readonly<Record<string, unknown>>;
};

test("prod: alarms about disk, copies and restarts; their numbers are sent and drawn", async () => {
    const made = await stack({ "slipway:profile": "prod" });
    const host = { Host: "slipway-dev-shared-host" };
    expect(ownAlarms(made)).toEqual([
        ["full-restarts", "ContainerRestarts", { ...host, App: "full" }],
        ["full-unhealthy", "UnhealthyCopies", { ...host, App: "full" }],
        ["shared-host-disk", "DiskUsedPercent", host],
    ]);
    expect(maySend(made).map(({ name }) => name)).toEqual(["full"]);
    expect(releases(made)).toEqual(['"slipway-dev-shared-host"']);
    const dashboard = String(made.find(({ type }) => type.endsWith(":Dashboard"))?.inputs.dashboardBody);
    for (const number of ["DiskUsedPercent", "UnhealthyCopies", "ContainerRestarts"]) {
        expect(dashboard).toContain(`"Slipway/Host","${number}"`);
    }
});

test.each([
    ["dev", { "slipway:profile": "dev" }],
    ["prod without alarms", { "slipway:profile": "prod", "slipway:alarms": false }],
])("%s: nothing is sent, and no right to send is given", async (_what, settings) => {
    const made = await stack(settings);
    expect([ownAlarms(made), maySend(made)]).toEqual([[], []]);
    expect(releases(made)).toEqual(["null"]);
});

test("no host is replaced because its apps are watched: the instance is asked for as before", async () => {
    const prod = { "slipway:profile": "prod" };
    const before = instance(await stack({ ...prod, "slipway:alarms": false }));
    expect(before.userData).toContain("install.sh");
    expect(before.userData).not.toContain("slipway-watch");
    expect(instance(await stack(prod))).toEqual(before);
});
