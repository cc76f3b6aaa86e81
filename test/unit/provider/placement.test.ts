import { PlacementResource } from "../../../provider/resources/placement";

interface More {
    domain?: string;
    volumes?: string[];
    managed?: Record<string, string[]>;
}
const placed = (target: string, more: More = {}) => ({
    target,
    volumes: [],
    ...more,
});
const inputs = (apps: Record<string, ReturnType<typeof placed>>) => ({ name: "placement", apps });
const state = (apps: Record<string, ReturnType<typeof placed>>) => ({
    id: "placement",
    inputs: inputs(apps),
    outputs: inputs(apps),
});

const said: string[] = [];
const call = { urn: "urn", say: (line: string) => void said.push(line), signal: new AbortController().signal };
beforeEach(() => said.splice(0));

const resource = new PlacementResource(0.05);

test("an app without a domain: overlap, and users who are cut off", async () => {
    const { changes } = await resource.diff(
        state({ shop: placed("local") }),
        inputs({ shop: placed("ecs-fargate") }),
        call,
    );
    expect(changes.map(({ path }) => path)).toEqual(["apps.shop.target"]);
    expect(said).toEqual([
        "shop moves: local → ecs-fargate. The new one is healthy before anything of the old one goes.\n" +
            "  address: it changes, and the old one ends with this update. " +
            "Users who know it are cut off: tell them the new one, or give the app a domain first.",
    ]);
});

test("an app with a domain and data: its name moves last, its data does not", async () => {
    const before = { shop: placed("ec2-compose", { domain: "shop.example.com", volumes: ["pgdata", "uploads"] }) };
    const after = { shop: placed("ecs-fargate", { domain: "shop.example.com", volumes: ["pgdata"] }) };
    await resource.diff(state(before), inputs(after), call);
    expect(said).toEqual([
        "shop moves: ec2-compose → ecs-fargate. The new one is healthy before anything of the old one goes.\n" +
            "  address: shop.example.com moves last; the old one serves until resolvers have forgotten it. No downtime.\n" +
            "  data: pgdata, uploads of ec2-compose does not move by itself: the new one starts with what it has. " +
            "Copy it first; see docs/switching-targets.md.",
        expect.stringMatching(/^No app is left on the compose host/),
    ]);
});

test("an app with a domain that moves to a host: HTTPS waits for a certificate", async () => {
    const before = { shop: placed("ecs-fargate", { domain: "shop.example.com" }) };
    await resource.diff(state(before), inputs({ shop: placed("ec2-compose", { domain: "shop.example.com" }) }), call);
    expect(said[0]).toMatch(
        /shop\.example\.com moves last;.* HTTPS is refused at first: the host gets its certificate when the name leads there, about a minute\.$/,
    );
    expect(said[0]).not.toContain("No downtime");
});

test("apps that come, go or stay do not move", async () => {
    const before = { old: placed("local"), stays: placed("ecs-fargate") };
    const after = { new: placed("local"), stays: placed("ecs-fargate", { volumes: ["data"] }) };
    expect((await resource.diff(state(before), inputs(after), call)).changes).not.toEqual([]);
    await resource.update(state(before), inputs(after), false, call);
    expect(said).toEqual([]);
});

describe("data that AWS keeps from now on, or no longer", () => {
    const container = { shop: placed("ecs-fargate", { volumes: ["data", "uploads"] }) };
    const aws = { shop: placed("ecs-fargate", { volumes: ["uploads"], managed: { db: ["data"], cache: [] } }) };

    test("a container with data becomes a database: it begins empty; one without data is nothing to mind", async () => {
        await resource.diff(state(container), inputs(aws), call);
        expect(said).toEqual([
            "shop: AWS runs db from now on, and it begins empty: the data in data does not move by itself. " +
                "Dump it before this update and read it in after. See docs/managed-data.md.",
        ]);
    });

    test("and back", async () => {
        const gone = (service: string) =>
            `shop: AWS no longer runs ${service}, and its data goes with it: what takes its place begins with what it has. ` +
            "Dump the data before this update. See docs/managed-data.md.";
        await resource.diff(state(aws), inputs(container), call);
        expect(said).toEqual([gone("db"), gone("cache")]);
    });

    test("what stays, and an app that comes with it, are nothing to mind", async () => {
        await resource.diff(state(aws), inputs({ ...aws, new: aws.shop }), call);
        expect(said).toEqual([]);
    });
});

test("an app that is taken out: its data is named; one without data is nothing to mind", async () => {
    const before = {
        plain: placed("ecs-fargate"),
        shop: placed("ec2-compose", { volumes: ["pgdata", "uploads"] }),
        tasks: placed("ecs-fargate", { volumes: ["files"], managed: { db: ["data"], cache: [] } }),
    };
    await resource.diff(state(before), inputs({}), call);
    const after = "Not all of it outlives this update: see docs/teardown.md, and back it up first.";
    expect(said).toEqual([
        `shop is taken out of the stack, and nothing uses its data any more: pgdata, uploads of ec2-compose. ${after}`,
        `tasks is taken out of the stack, and nothing uses its data any more: files of ecs-fargate; db, cache, which AWS runs. ${after}`,
        expect.stringMatching(/^No app is left on the compose host/),
    ]);
});

test("an app that leaves App Runner, for another target or altogether: what logs of it stay", async () => {
    const logs = (app: string) =>
        `${app} leaves App Runner, which keeps its log groups for ever, at a price, and nothing here knows of them after this update. ` +
        "Run `npx slipway receipt` before it: that tells the command which deletes them.";
    const before = { ends: placed("app-runner"), moves: placed("app-runner"), stays: placed("app-runner") };
    const after = { comes: placed("app-runner"), moves: placed("ecs-fargate"), stays: placed("app-runner") };
    await resource.diff(state(before), inputs(after), call);
    expect(said).toEqual([
        expect.stringMatching(/^moves moves: app-runner → ecs-fargate\./),
        logs("ends"),
        logs("moves"),
    ]);
});

test("the last app that leaves a compose host: the host goes, and snapshots of its disk stay; before the last, nothing is said of it", async () => {
    const goes =
        "No app is left on the compose host, so it goes. Snapshots that were taken of its data disk stay, at a price";
    const [onHost, onFargate] = [placed("ec2-compose"), placed("ecs-fargate")];
    await resource.diff(state({ one: onHost, two: onHost }), inputs({ one: onFargate, two: onHost }), call);
    expect(said.splice(0)).toEqual([expect.stringMatching(/^one moves: /)]);
    await resource.diff(state({ one: onFargate, two: onHost }), inputs({ one: onFargate, two: onFargate }), call);
    expect(said.splice(0)).toEqual([expect.stringMatching(/^two moves: /), expect.stringContaining(goes)]);
    await resource.diff(state({ one: onFargate, two: onHost }), inputs({ one: onFargate }), call);
    expect(said.splice(0)).toEqual([expect.stringContaining(goes)]);
});

test("an update in which a domain moves waits for resolvers; its preview, and a move without a domain, do not", async () => {
    const [from, to] = [placed("ec2-compose", { domain: "a.b" }), placed("ecs-fargate", { domain: "a.b" })];
    const timed = async (...args: Parameters<PlacementResource["update"]>) => {
        const begun = performance.now();
        await resource.update(...args);
        return performance.now() - begun;
    };
    expect(await timed(state({ shop: from }), inputs({ shop: to }), false, call)).toBeGreaterThanOrEqual(49);
    expect(said).toEqual(["shop: waiting 0.05 s until resolvers have forgotten the old address"]);
    await timed(state({ shop: from }), inputs({ shop: to }), true, call);
    await timed(state({ shop: placed("local") }), inputs({ shop: placed("ecs-fargate") }), false, call);
    expect(said).toHaveLength(1);
});
