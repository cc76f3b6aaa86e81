/** Row SV11 of docker/sovd's limits, under mocks with the models of the aws STAND-IN: the whole program, as prod. */
import { keep } from "../../support/kept";
import { type MadeResource, mockedStack } from "../../support/mocked-stack";
import { isAws, priceOf } from "../../support/stack-price";

const SERVICES = ["backend", "frontend", "vehicle-connector"];

/** docker/sovd as its document wants production, but for how many zones and copies there are. */
async function prod(zones: 2 | 3, copies: number): Promise<MadeResource[]> {
    const quiet = ["warn", "log"].map((say) => jest.spyOn(console, say as "warn").mockImplementation());
    try {
        return await mockedStack("prod", {
            "slipway:environment": {
                domain: "example.com",
                network: { tasks: "private", nat: "per-az", zones },
            },
            "slipway:apps": {
                sovd: {
                    target: "ecs-fargate",
                    domain: "sovd.example.com",
                    managed: { db: "postgres", redis: "redis" },
                    secrets: { JWT_SECRET: "generated", OPERATOR_PASSWORD: "generated" },
                    services: Object.fromEntries(
                        SERVICES.map((name) => [
                            name,
                            { min: copies, max: 2 * copies, ...(name === "backend" && { health: "/health" }) },
                        ]),
                    ),
                },
            },
        });
    } finally {
        for (const spy of quiet) spy.mockRestore();
    }
}

const ofType = (resources: MadeResource[], type: string) =>
    resources.filter((resource) => resource.type.endsWith(`:${type}`));
const only = (resources: MadeResource[], type: string) => {
    const found = ofType(resources, type);
    expect([type, found.length]).toEqual([type, 1]);
    return found[0]!.inputs;
};
/** Zones with a private and a public subnet, and the copies of each service, now and at least. */
function spread(resources: MadeResource[]): { zones: string[]; copies: Record<string, unknown[]> } {
    const subnets = ofType(resources, "Subnet").map(({ inputs }) => inputs);
    const of = (isPublic: boolean) =>
        subnets.filter((one) => one.mapPublicIpOnLaunch === isPublic).map((one) => String(one.availabilityZone));
    expect(of(true)).toEqual(of(false));
    const least = ofType(resources, "Target").map(({ inputs }) => inputs);
    const copies = ofType(resources, "Service").map(({ name, inputs }): [string, unknown[]] => {
        const scaled = least.find(({ resourceId }) => String(resourceId).includes(`/${name}-`));
        return [name, [inputs.desiredCount, scaled?.minCapacity]];
    });
    return { zones: of(true), copies: Object.fromEntries(copies) };
}

test("SV11 three zones, three copies of each service; load balancer, database, cache, name, certificate, secrets and logs", async () => {
    const made = await prod(3, 3);
    expect(spread(made)).toEqual({
        zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
        copies: { "sovd-backend": [3, 3], "sovd-frontend": [3, 3], "sovd-vehicle-connector": [3, 3] },
    });
    const { subnets, ...balancer } = only(made, "LoadBalancer");
    expect(subnets).toHaveLength(3);
    expect(balancer).toMatchObject({ internal: false, enableDeletionProtection: true, accessLogs: { enabled: true } });
    const kept = { multiAz: true, backupRetentionPeriod: 7, deletionProtection: true, publiclyAccessible: false };
    expect(only(made, "Instance")).toMatchObject({ engine: "postgres", engineVersion: "16", ...kept });
    const cache = { multiAzEnabled: true, automaticFailoverEnabled: true, transitEncryptionMode: "required" };
    expect(only(made, "ReplicationGroup")).toMatchObject({ engine: "redis", numCacheClusters: 2, ...cache });
    // The database's failover must not replace every backend.
    const checks = ofType(made, "TaskDefinition").flatMap(({ inputs }) =>
        String(inputs.containerDefinitions).match(/http:\/\/127\.0\.0\.1:8000[^"]*/g),
    );
    expect(checks.filter(Boolean)).toEqual(["http://127.0.0.1:8000/health"]);
    expect(ofType(made, "Record").map(({ inputs }) => inputs.type)).toEqual(expect.arrayContaining(["A", "CNAME"]));
    expect(only(made, "Certificate")).toMatchObject({ validationMethod: "DNS" });
    expect(ofType(made, "Bucket").map(({ name }) => name)).toEqual(["shared-access-logs"]);
    expect(ofType(made, "Secret").length).toBeGreaterThan(0);

    // By the prices of us-east-1: a cache has none in the table for this region.
    const { monthlyUsd, parts, notEstimated, onTop } = priceOf(made, ["sovd"], "us-east-1");
    expect(notEstimated).toEqual([]);
    expect(onTop.filter((what) => /not known|not in the table/.test(what))).toEqual([]);
    const most = Object.entries(parts).map(([part, { monthlyUsd: usd }]) => `${part.replace(/^.*: /, "")} ${usd}`);
    const figure = `SV11 ${made.filter(isAws).length} resources, about ${monthlyUsd} USD a month idle: ${most.join(", ")}`;
    keep("sovd in prod", figure);
    console.info(figure);
});

test("negative control: two zones and two copies are told apart", async () => {
    const { zones, copies } = spread(await prod(2, 2));
    expect(zones).toHaveLength(2);
    expect(copies["sovd-backend"]).toEqual([2, 2]);
});
