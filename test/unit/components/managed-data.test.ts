/** `Database` and `Cache` by themselves, without Compose, under Pulumi's mocks. */
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Cache } from "../../../components/cache";
import { Database } from "../../../components/database";
import { Environment } from "../../../components/environment";
import { authTokenOf, cacheSettings } from "../../../components/managed/cache-settings";
import { databaseSettings } from "../../../components/managed/database-settings";
import { dataIdentifier, groupName } from "../../../components/managed/identifier";
import { joinedOutput, knownOutput } from "../../../components/managed/output-value";
import { mockedProgram } from "../../support/mocked-stack";
import { expectTree, resourceTree } from "../../support/resource-tree";

const trees = join(__dirname, "../testdata/trees");

describe("golden trees: what is made, with every input", () => {
    test.each([
        ["dev", true],
        ["prod", false],
    ])("%s", async (profile, disposable) => {
        const tree = await resourceTree(() => {
            const environment = new Environment("shared", {
                disposable,
                ...(!disposable && {
                    network: { vpcId: "vpc-1", publicSubnetIds: ["subnet-1"], taskSubnetIds: ["subnet-3", "subnet-4"] },
                }),
            });
            new Database("shop-db", { environment, version: "16", userName: "app", databaseName: "shop" });
            new Cache("shop-cache", { environment, engine: "valkey", version: "8.1" });
        });
        expectTree(join(trees, `managed-${profile}.txt`), tree);
        expect(tree).not.toContain("made-up");
    });
});

test("what dev and prod differ in", () => {
    const different = (dev: object, prod: object) =>
        Object.fromEntries(
            Object.keys({ ...dev, ...prod })
                .sort()
                .map((key) => [key, [(dev as never)[key], (prod as never)[key]]] as const)
                .filter(([, [one, other]]) => JSON.stringify(one) !== JSON.stringify(other)),
        );
    const database = (disposable: boolean) => databaseSettings({ version: "16" }, disposable);
    expect(different(database(true), database(false))).toEqual({
        backupRetentionPeriod: [1, 7],
        deleteAutomatedBackups: [true, false],
        deletionProtection: [false, true],
        enabledCloudwatchLogsExports: [undefined, ["postgresql", "upgrade"]],
        instanceClass: ["db.t4g.micro", "db.t4g.small"],
        multiAz: [false, true],
        performanceInsightsEnabled: [false, true],
        performanceInsightsRetentionPeriod: [undefined, 7],
        skipFinalSnapshot: [true, false],
    });
    const cache = (disposable: boolean) => cacheSettings({ engine: "redis", version: "7.1" }, disposable);
    expect(different(cache(true), cache(false))).toEqual({
        automaticFailoverEnabled: [false, true],
        multiAzEnabled: [false, true],
        nodeType: ["cache.t4g.micro", "cache.t4g.small"],
        numCacheClusters: [1, 2],
        snapshotRetentionLimit: [1, 7],
    });
});

test("class and size are the user's own", () => {
    expect(databaseSettings({ version: "17", instanceClass: "db.m7g.large", storageGiB: 50 }, false)).toMatchObject({
        engineVersion: "17",
        instanceClass: "db.m7g.large",
        allocatedStorage: 50,
        maxAllocatedStorage: 250,
    });
    expect(cacheSettings({ engine: "valkey", version: "8.1", nodeType: "cache.m7g.large" }, true)).toMatchObject({
        nodeType: "cache.m7g.large",
    });
});

describe("the identifier, by which the address is known before deployment", () => {
    beforeAll(() => mockedProgram("my_Stack.1", {}, async () => undefined));

    test.each([
        ["letters, digits and single hyphens", ["Shop_DB--x", 63], "slipway-my-stack-1-shop-db-x-"],
        ["as long as AWS takes", ["a".repeat(80), 40], `slipway-my-stack-1-${"a".repeat(14)}-`],
        ["never two hyphens where it is cut", ["abcdefghijklm-nop", 40], "slipway-my-stack-1-abcdefghijklm-"],
    ] as const)("%s", (_what, [name, limit], begins) => {
        const identifier = dataIdentifier(name, limit, []);
        expect(identifier.slice(0, -6)).toBe(begins);
        expect(identifier).toMatch(/^[a-z](-?[a-z0-9])*$/);
        expect(identifier.length).toBeLessThanOrEqual(limit);
    });

    test("another one exactly when AWS makes the thing anew", () => {
        const of = (...replacedOn: string[]) => dataIdentifier("shop-db", 63, replacedOn);
        expect(of("app", "shop", "")).toBe(of("app", "shop", ""));
        expect(new Set([of("app", "shop", ""), of("root", "shop", ""), of("app", "shop", "snapshot-1")]).size).toBe(3);
    });
});

test.each([
    ["shop-db", "shop-db"],
    ["my_Shop-main.db_", "my-shop-main-db"],
    ["2048-db", "n2048-db"],
])(
    "groups of %s are named %s: RDS and ElastiCache take no capitals, no _ and no digit at first",
    async (name, expected) => {
        const made = await mockedProgram("dev", {}, async () => {
            const environment = new Environment("shared", { disposable: true });
            new Database(name, { environment, version: "16" });
            new Cache(`other-${name}`, { environment, engine: "valkey", version: "8.1" });
        });
        const groups = made.filter(({ type }) => /(rds|elasticache)\/(subnet|parameter)Group/.test(type));
        expect(groups.map((group) => group.name).sort()).toEqual(
            [expected, expected, groupName(`other-${name}`)].sort(),
        );
        for (const group of groups) expect(`${group.name}-1234567`).toMatch(/^[a-z](-?[a-z0-9])*$/);
    },
);

test("a generated password becomes one that ElastiCache takes", () => {
    expect(authTokenOf("aB3_-xyz_")).toBe("aB3--xyz-");
});

describe("what users are told", () => {
    const known = async (value: pulumi.Input<string>) => ({
        text: await new Promise<string>((done) => pulumi.output(value).apply(done)),
        secret: await pulumi.isSecret(pulumi.output(value)),
    });

    test("of a database and a cache: addresses by what is known of them beforehand, passwords as secrets", async () => {
        let told: Record<string, { identity: string; secret: boolean; text: string }> = {};
        await mockedProgram("unit", {}, async () => {
            const environment = new Environment("shared", { disposable: true });
            const database = new Database("db", { environment, version: "16", userName: "app", databaseName: "shop" });
            const cache = new Cache("cache", { environment, engine: "valkey", version: "8.1" });
            const all = Object.entries({ ...database.outputs, CACHE_URL: cache.outputs.URL, ...scheme(cache) });
            const values = await Promise.all(
                all.map(async ([name, { value, identity, secret }]) => {
                    const { text, secret: hidden } = await known(value);
                    // What is called a secret is one for Pulumi too, and nothing else is.
                    expect([name, hidden]).toEqual([name, secret]);
                    return [name, { identity, secret, text }] as const;
                }),
            );
            told = Object.fromEntries(values);
        });
        const host = /^slipway-unit-db-[0-9a-f]{6}\.c0standin000\.eu-central-1\.rds\.amazonaws\.com$/;
        expect(told.HOST!.text).toMatch(host);
        expect(told.HOST!.identity).toBe(`rds:${told.HOST!.text.split(".")[0]}`);
        expect(told.URL!.identity).toBe(
            `postgresql://app:generated:1@${told.HOST!.identity}:5432/shop?sslmode=require`,
        );
        expect(told.URL!.secret).toBe(true);
        expect(told.CACHE_URL!.text).toMatch(/^rediss:\/\/:.*@master\.slipway-unit-cache-[0-9a-f]{6}\..*:6379$/);
        expect([told.PORT, told.USER, told.NAME, told.SSLMODE, told.SCHEME].map((one) => one!.text)).toEqual([
            "5432",
            "app",
            "shop",
            "require",
            "rediss",
        ]);
        expect(told.PASSWORD).toMatchObject({ identity: "generated:1", secret: true });
    });

    const scheme = (cache: Cache) => ({ SCHEME: cache.outputs.SCHEME });

    test("joined texts are no secret unless a part is", async () => {
        const open = joinedOutput([knownOutput("a"), knownOutput("b")]);
        expect([await known(open.value), open.identity, open.secret]).toEqual([
            { text: "ab", secret: false },
            "ab",
            false,
        ]);
    });
});

test("one subnet is not enough for AWS: refused before anything is made", async () => {
    const program = () =>
        mockedProgram("unit", {}, async () => {
            const network = { vpcId: "vpc-1", publicSubnetIds: ["subnet-1", "subnet-2"], taskSubnetIds: ["subnet-3"] };
            const environment = new Environment("shared", { network });
            new Database("db", { environment, version: "16" });
        });
    await expect(program()).rejects.toThrow(
        "db: AWS puts databases and caches into networks of two zones or more, and the tasks' subnets are in 1: " +
            "give a subnet of another zone too, in slipway:environment.reference",
    );
});
