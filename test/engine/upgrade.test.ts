/**
 * Stacks of earlier issues (test/fixtures/state) under today's program: an upgrade of Slipway is no reason to replace or delete
 * what a user has. AWS is a STAND-IN here; what is local asks this machine's Docker, as in life.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startStandIns, type StandIns } from "../support/aws-stand-in/start";
import { predictions } from "../support/predicted";
import { TestStack } from "../support/stack";
import { nameOf, typeOf } from "../../tools/urn";

const fixtures = join(__dirname, "..", "fixtures", "state");
const PASSPHRASE = "slipway-local";

/** What a new version is made of: a new one beside the old, which stays; and what built the images before `PushedImage` did. */
const VERSIONED = [
    "aws:ecs/taskDefinition:TaskDefinition",
    "docker-build:index:Image",
    "pulumi:providers:docker-build",
];

let standIns: StandIns;
const stacks: TestStack[] = [];

beforeAll(async () => {
    const holder = new TestStack("holder");
    stacks.push(holder);
    standIns = await startStandIns(join(holder.directory, "stand-in"));
});

afterAll(async () => {
    await standIns.stop();
    for (const stack of stacks) stack.dispose();
});

/** A user's stack, with the settings and the state that an earlier issue left. */
async function restored(issue: string, name: string): Promise<TestStack> {
    const stack = new TestStack(name, {
        ...standIns.env,
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
    });
    stacks.push(stack);
    const settings = readFileSync(join(fixtures, issue, `Pulumi.${name}.yaml`), "utf8");
    const salt = readFileSync(stack.configFile, "utf8").match(/^encryptionsalt: .*$/m)?.[0] ?? "";
    writeFileSync(stack.configFile, `${settings.replace(/^encryptionsalt: .*\n/m, "")}\n${salt}\n`);
    const state = join(fixtures, issue, `${name}.json`);
    const imported = await stack.pulumi(["stack", "import", "--stack", name, "--file", state]);
    expect([imported.code, imported.output]).toEqual([0, expect.stringContaining("Import complete")]);
    return stack;
}

/** Operations that take something away, as `op type::name`. */
async function losses(stack: TestStack): Promise<string[]> {
    const { code, output } = await stack.preview(["--json"]);
    expect([code, output]).toEqual([0, expect.any(String)]);
    return predictions(output)
        .filter(({ op }) => /replace|delete/.test(op))
        .map(({ op, urn }) => ({ op, type: typeOf(urn), name: nameOf(urn) }))
        .filter(({ type }) => !VERSIONED.includes(type))
        .map(({ op, type, name }) => `${op} ${type}::${name}`);
}

describe("issue-3", () => {
    test("dev on AWS: nothing is replaced or deleted", async () => {
        const stack = await restored("issue-3", "dev");
        stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
        stack.setSecret("action-spec:GH_TOKEN", "another value");
        expect(await losses(stack)).toEqual([
            "replace aws:ecr/lifecyclePolicy:LifecyclePolicy::action-spec-web", // 15 images are kept, no longer 20
            "replace aws:secretsmanager/secretVersion:SecretVersion::action-spec-web",
        ]);
    }, 600_000);

    test.each(["local", "local-task-api"])(
        "%s: nothing is replaced or deleted",
        async (name) => {
            const stack = await restored("issue-3", name);
            expect(await losses(stack)).toEqual([]);
        },
        120_000,
    );

    test("negative control: a renamed app loses its resources, and that is seen", async () => {
        const stack = await restored("issue-3", "local");
        const settings = readFileSync(stack.configFile, "utf8");
        const compose = "docker/action-spec/compose.yaml";
        writeFileSync(stack.configFile, settings.replace("action-spec:", `other:\n      compose: ${compose}`));
        expect(await losses(stack)).toContain("delete slipway:index:Release::action-spec");
    }, 600_000);
});
