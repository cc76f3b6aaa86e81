/**
 * Which image is built and which is taken as it is, through the real engine and the real docker-build provider. STAND-INS take the places
 * of aws, awsx, ECS and ECR; ECR's images lie in a registry that is really there.
 */
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { awsStack } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { keep } from "../support/kept";
import { predictions, unannounced } from "../support/predicted";
import type { TestStack } from "../support/stack";

/** Where nobody builds: an `up` that ends well here has neither built nor pushed. */
const NO_DOCKER = { DOCKER_HOST: "tcp://127.0.0.1:9", BUILDX_CONFIG: "/nonexistent" };
/** The engine shows it always; what docker-build says of its progress only where there is time for it. */
const ADOPTED = /slipway-images\/shop-web:[0-9a-f]{20} is in ECR: it is not built again/;
const [FIRST, SECOND, THIRD] = ["first", "second", "third"].map((line) => `${line} ${randomUUID()}\n`) as [
    string,
    string,
    string,
];
let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;
let source: string;

beforeAll(async () => {
    ({ stack, standIns, end } = await awsStack("images"));
    const folder = join(stack.directory, "shop");
    source = join(folder, "page.html");
    mkdirSync(folder);
    writeFileSync(join(folder, "Dockerfile"), "FROM scratch\nCOPY page.html /\n");
    writeFileSync(
        join(folder, "compose.yaml"),
        `services: { web: { build: ., user: "1000:1000", read_only: true, expose: ["80"] } }\n`,
    );
    stack.configure({
        "aws:region": "eu-central-1",
        "slipway:profile": "dev",
        "slipway:apps": { shop: { target: "ecs-fargate", compose: join(folder, "compose.yaml") } },
    });
});

afterAll(() => end());

/** The images of the task definitions that AWS was asked for since then. */
function deployed(since = 0): string[] {
    return standIns
        .requests()
        .slice(since)
        .flatMap(({ urn, inputs, operation }) => {
            if (!urn?.includes("TaskDefinition::") || operation === "delete") return [];
            return (JSON.parse(String(inputs?.containerDefinitions)) as { image: string }[]).map(({ image }) => image);
        });
}

/** Runs `up` with the source as given. */
async function up(line: string, env: NodeJS.ProcessEnv = {}): Promise<{ output: string; image: string }> {
    writeFileSync(source, line);
    const before = standIns.requests().length;
    const { code, output } = await stack.up([], env);
    expect([code, output]).toEqual([0, expect.stringContaining("shop-web: done in")]);
    const [image = "", ...others] = deployed(before);
    expect(others).toEqual([]);
    return { output, image };
}

/** The same after a preview, which announces what is sent. */
async function asAnnounced(line: string): Promise<{ output: string; image: string }> {
    writeFileSync(source, line);
    const announced = predictions((await stack.preview(["--json"], NO_DOCKER)).output);
    const before = standIns.requests().length;
    const outcome = await up(line);
    expect(unannounced(announced, standIns.requests().slice(before), ["create", "update"])).toEqual([]);
    return outcome;
}

let first: string;

test("a tag that is missing is built, pushed and deployed", async () => {
    const { output, image } = await asAnnounced(FIRST);
    expect(output).not.toMatch(ADOPTED);
    expect(image).toMatch(/\/slipway-images\/shop-web:[0-9a-f]{20}$/);
    first = image;
}, 600_000);

test("a changed source line reads as one line, changes four resources and is sent as announced", async () => {
    writeFileSync(source, SECOND);
    const shown = await stack.preview([], NO_DOCKER);
    keep("a changed source line", shown.output);
    const { image } = await asAnnounced(SECOND);
    const [was, is] = [first, image].map((reference) => /[^/]+\/[^/]+:[0-9a-f]{12}/.exec(reference)?.[0]);
    expect(was).not.toBe(is);
    const rows = shown.output.split("\n").map((line) => line.trim().replaceAll(/ +/g, " "));
    expect(rows.filter((row) => row.includes("→")).at(-1)).toBe(`shop-web: image ${was} → ${is}`);
    const changed = [...new Set(rows.flatMap((row) => /^[~+-]+ (\S+:.*\]$)/.exec(row)?.[1] ?? []))];
    expect(changed).toEqual([
        "slipway:index:PushedImage shop-web update [diff: ~image]",
        "aws:ecs:TaskDefinition shop-web create replacement [diff: ~containerDefinitions]",
        "aws:ecs:TaskDefinition shop-web replace [diff: ~containerDefinitions]",
        "aws:ecs:Service shop-web update [diff: ~taskDefinition]",
        "slipway:index:Release shop-web update [diff: ~deployment,services]",
        "aws:ecs:TaskDefinition shop-web delete original [diff: ~containerDefinitions]",
    ]);
}, 600_000);

test("going back to the earlier line takes the image that is there: no build, no Docker", async () => {
    const { output, image } = await up(FIRST, NO_DOCKER);
    expect(output).toMatch(ADOPTED);
    expect(image).toBe(first);
}, 600_000);

test("what was pushed and never recorded, as after a KILL in between, is taken by the next up", async () => {
    const before = join(stack.directory, "before.json");
    expect((await stack.pulumi(["stack", "export", "--stack", stack.name, "--file", before])).code).toBe(0);
    const { image } = await up(THIRD);
    expect((await stack.pulumi(["stack", "import", "--stack", stack.name, "--file", before])).code).toBe(0);

    const again = await up(THIRD, NO_DOCKER);
    expect(again.output).toContain("is in ECR: it is not built again");
    expect(again.image).toBe(image);
}, 600_000);

test("negative control: what is nowhere cannot be deployed without Docker", async () => {
    writeFileSync(source, `fourth ${randomUUID()}\n`);
    const from = standIns.requests().length;
    const { code, output } = await stack.up([], NO_DOCKER);
    expect(code).not.toBe(0);
    expect(output).toMatch(/127\.0\.0\.1:9/);
    expect(deployed(from)).toEqual([]);
}, 600_000);
