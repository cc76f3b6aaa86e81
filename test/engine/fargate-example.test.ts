/**
 * The example program of docs/fargate-service.md through the real Pulumi engine, with STAND-INS for the providers aws and awsx
 * and for the ECS API: `FargateService` in a program of ten lines, without Compose.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { awsStack } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { predictions, unannounced } from "../support/predicted";
import type { TestStack } from "../support/stack";

const repository = join(__dirname, "../..");
const example = join(repository, "examples/fargate-service");
let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;

beforeAll(async () => {
    ({ stack, standIns, end } = await awsStack("example", { project: example }));
});

afterAll(() => end());

test("ten lines make a service that scales behind a load balancer, as previewed, and a second preview is empty", async () => {
    const program = readFileSync(join(example, "index.ts"), "utf8");
    expect(program.trim().split("\n")).toHaveLength(10);
    expect(program).not.toMatch(/compose/i);

    const announced = predictions((await stack.preview(["--json"])).output);
    const { code, output } = await stack.up();
    expect([code, output]).toEqual([0, expect.stringContaining("web: done in")]);
    const created = standIns.requests().filter(({ operation }) => operation === "create");
    expect(created.length).toBeGreaterThan(25);
    expect(unannounced(announced, created)).toEqual([]);
    const sent = (type: string) => created.find(({ urn }) => urn?.includes(`${type}::web`))?.inputs;
    expect(sent("aws:appautoscaling/target:Target")).toMatchObject({ minCapacity: 2, maxCapacity: 4 });
    expect(sent("aws:appautoscaling/target:Target")?.resourceId).toMatch(/^service\/demo-\w+\/web-\w+$/);
    expect(sent("aws:ecs/service:Service")).toMatchObject({ desiredCount: 2, launchType: "FARGATE" });
    expect(stack.outputs()).toEqual({ url: expect.stringMatching(/^http:\/\/slip-\S+:80$/) });

    const second = await stack.preview(["--expect-no-changes"]);
    expect([second.code, second.output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
}, 600_000);
