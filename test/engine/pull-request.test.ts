/**
 * `slipway pr` through the real engine: a stack on another one's network, cluster and load balancer, and gone again. STAND-INS take the places of aws,
 * awsx, ECS and ECR.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { awsStack } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { canary, holds } from "../support/canary";
import { keep } from "../support/kept";
import { PinnedProject } from "../support/pinned-project";
import { slipway } from "../support/slipway-command";
import type { TestStack } from "../support/stack";
import { typeOf } from "../../tools/urn";

jest.setTimeout(600_000);

const TOKEN = canary();
let project: PinnedProject;
let stack: TestStack;
let standIns: StandIns;
let end: () => Promise<void>;

beforeAll(async () => {
    project = new PinnedProject([]);
    ({ stack, standIns, end } = await awsStack("dev", { project: project.folder }));
    const folder = join(project.folder, "docker", "shop");
    mkdirSync(folder);
    writeFileSync(join(folder, "Dockerfile"), "FROM scratch\nCOPY page.html /\n");
    writeFileSync(join(folder, "page.html"), "a page\n");
    writeFileSync(
        join(folder, "compose.yaml"),
        'services: { web: { build: ., user: "1000:1000", read_only: true, ports: ["80:80"], environment: { TOKEN: "${TOKEN}" } } }\n',
    );
    stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
    stack.setSecret("shop:TOKEN", TOKEN);
    stack.configure({
        "aws:region": "eu-central-1",
        "slipway:profile": "dev",
        "slipway:environment": { domain: "example.com" },
        "slipway:apps": {
            shop: { target: "ecs-fargate", domain: "shop.example.com", secrets: ["TOKEN"] },
            old: {
                target: "ecs-fargate",
                compose: "docker/shop/compose.yaml",
                secrets: ["TOKEN"],
                publish: { web: 8081 },
                allow: ["203.0.113.0/24"],
            },
        },
    });
    stack.setSecret("old:TOKEN", TOKEN);
    const { code, output } = await stack.up();
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
});
afterAll(async () => {
    await end?.();
    project?.dispose();
});

/** Dollars a month. */
const priceOf = () =>
    Number(stack.state().resources.find(({ type }) => type === "slipway:index:PriceEstimate")?.outputs["monthlyUsd"]);
const settings = (name = "pr-7") => join(project.folder, `Pulumi.${name}.yaml`);
/** What Pulumi itself says of a stack, without its settings. */
const outputsOf = async (name: string) =>
    JSON.parse((await stack.pulumi(["stack", "output", "--json", "--stack", name])).output) as Record<string, string>;
const pullRequestStacks = async () =>
    (JSON.parse((await stack.pulumi(["stack", "ls", "--json"])).output) as { name: string }[])
        .map(({ name }) => name)
        .filter((name) => name.startsWith("pr-"));
const DAY_MS = 24 * 3600 * 1000;

test("up: beside the base, at a host name of its own, on Spot, and nothing that is there already", async () => {
    const before = standIns.requests().length;
    const args = ["pr", "up", "7", "--from", "dev", "--config-file", stack.configFile, "--yes"];
    const { code, output } = await slipway(stack, args, { named: false });
    keep("slipway pr up", output);
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    expect(output).toContain("not in pr-7: old: it has no domain, and its port of the load balancer is taken");
    expect(output).toContain("https://pr-7-shop.example.com");

    const asked = standIns.requests().slice(before);
    const created = asked.filter(({ urn, operation }) => operation === "create" && urn?.includes(":pr-7::"));
    const types = new Set(created.map(({ urn }) => typeOf(urn!)));
    for (const shared of [
        "awsx:ec2:Vpc",
        "aws:ecs/cluster:Cluster",
        "aws:lb/loadBalancer:LoadBalancer",
        "aws:lb/listener:Listener",
        "aws:acm/certificate:Certificate",
    ]) {
        expect([shared, types.has(shared)]).toEqual([shared, false]);
    }
    const inputs = (type: string) => created.find(({ urn }) => typeOf(urn!) === type)?.inputs;
    expect(inputs("aws:ecs/service:Service")).toMatchObject({
        capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
        desiredCount: 1,
    });
    expect(inputs("aws:lb/listenerRule:ListenerRule")).toMatchObject({
        conditions: [{ hostHeader: { values: ["pr-7-shop.example.com"] } }],
    });
    keep("slipway pr up: resources", created.map(({ urn }) => urn!.split("::").slice(2).join(" ")).join("\n"));
    const end = /pr-7 is up until (\S+), for/.exec(output)?.[1];
    const days = (Date.parse(end ?? "") - Date.now()) / DAY_MS;
    expect([days > 6.9, days < 7]).toEqual([true, true]);
    expect(await outputsOf("pr-7")).toMatchObject({ expires: end });
    const price = Number(/pr-7 is up until \S+, for about \$(\d+\.\d\d) a month; /.exec(output)?.[1]);
    console.info(`a month: the whole stack $${priceOf().toFixed(2)}, the pull request's $${price}`);
    expect(price).toBeGreaterThan(0);
    expect(price).toBeLessThan(priceOf() / 2);
});

test("the settings are the stack's own file, its secrets are encrypted in it, and nothing tells them", async () => {
    const text = readFileSync(settings(), "utf8");
    expect(text).toMatch(/shop:TOKEN:\n +secure: v1:/);
    expect(holds(text, TOKEN)).toBe(false);
    expect(await stack.pulumi(["preview", "--stack", "pr-7", "--expect-no-changes"])).toMatchObject({ code: 0 });
});

test("up in another checkout, as the next push has it: the settings come back with their keys, so nothing changes", async () => {
    rmSync(settings());
    const before = standIns.requests().length;
    const args = ["pr", "up", "7", "--from", "dev", "--config-file", stack.configFile, "--yes"];
    const { code, output } = await slipway(stack, args, { named: false });
    keep("slipway pr up, again", output);
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    expect(output).toMatch(/Resources:\n +\d+ unchanged/);
    const written = standIns
        .requests()
        .slice(before)
        .filter(({ operation }) => ["create", "update", "delete"].includes(operation ?? ""));
    expect(written).toEqual([]);
    expect(holds(readFileSync(settings(), "utf8"), TOKEN)).toBe(false);
});

test("what goes to standard output with --json is JSON: where it is, its price and its end", async () => {
    const given = ["--from", "dev", "--config-file", stack.configFile, "--days", "1", "--json", "--yes"];
    const { code, out, output } = await slipway(stack, ["pr", "up", "8", ...given], { named: false });
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    expect(JSON.parse(out)).toEqual({
        ...{ stack: "pr-8", from: "dev", apps: ["shop"], deployed: true, monthlyUsd: expect.any(Number) },
        left: { old: "it has no domain, and its port of the load balancer is taken" },
        urls: { shop: { web: "https://pr-8-shop.example.com" } },
        expires: (await outputsOf("pr-8"))["expires"],
    });
    expect(output).toContain("Resources:"); // Pulumi's own words, beside
});

test("sweep in a checkout that has no settings of theirs, as each night: what has come to its end goes, by its own output, the other stays", async () => {
    await stack.pulumi(["config", "set", "slipway:expires", "2026-01-01T00:00:00Z", "--stack", "pr-8"]);
    expect(await stack.pulumi(["up", "--yes", "--skip-preview", "--stack", "pr-8"])).toMatchObject({ code: 0 });
    for (const name of ["pr-7", "pr-8"]) rmSync(settings(name));
    // So many days count for a stack without an end only.
    const args = ["pr", "sweep", "--days", "1", "--json", "--yes"];
    const { code, out, output } = await slipway(stack, args, { named: false });
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    expect(JSON.parse(out)).toEqual({ removed: ["pr-8"], left: [], busy: [] });
    expect(await pullRequestStacks()).toEqual(["pr-7"]);
    expect(
        standIns.requests().filter(({ urn, operation }) => operation === "delete" && urn?.includes(":pr-8::")).length,
    ).toBeGreaterThan(5);
    expect([existsSync(settings("pr-8")), existsSync(settings())]).toEqual([false, false]);
});

test("down, without its settings too: all of it goes, the stack too, and the base has lost nothing", async () => {
    expect(existsSync(settings())).toBe(false);
    const before = standIns.requests().length;
    const { code, out, output } = await slipway(stack, ["pr", "down", "7", "--yes", "--json"], { named: false });
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    expect(JSON.parse(out)).toEqual({ stack: "pr-7", removed: true });
    const deleted = standIns
        .requests()
        .slice(before)
        .filter(({ operation }) => operation === "delete");
    expect(deleted.length).toBeGreaterThan(5);
    expect(deleted.filter(({ urn }) => !urn?.includes(":pr-7::"))).toEqual([]);
    expect(existsSync(settings())).toBe(false);
    expect(await stack.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
    const again = await slipway(stack, ["pr", "down", "7", "--yes"], { named: false });
    expect([again.code, again.output]).toEqual([78, "error: pr-7: there is no such stack: there are none\n"]);
});
