/**
 * The policy pack in the real engine. STAND-INS take the places of aws, awsx and the AWS APIs, and where Pulumi's Node language host
 * is not to be had, of that too: it starts the pack with Pulumi's own runner, as the real one does.
 */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fargateProgram } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import type { TestStack } from "../support/stack";

const PACK = ["--policy-pack", resolve(__dirname, "../../policy")];
let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;

beforeAll(async () => {
    ({ stack, standIns, end } = await fargateProgram("policed"));
});

afterAll(() => end());

/** The rules that found something, with what they say about it. */
function found(output: string): string[] {
    return [...output.matchAll(/\[mandatory\] +(\S+) +\((.*)\)\n.*\n +(.*)/g)]
        .map(([, rule, where, message]) => `${rule}, ${where}: ${message}`)
        .sort();
}

/** `--policy-pack` with these rules turned off. */
function packWithout(...rules: readonly string[]): string[] {
    const config = join(stack.directory, "policy.json");
    writeFileSync(config, JSON.stringify(Object.fromEntries(rules.map((name) => [name, "disabled"]))));
    return [...PACK, "--policy-pack-config", config];
}

test("what is in the wrong stops an up before it is made, with the rule, the resource and what to do", async () => {
    const { code, output } = await stack.up(packWithout("load-balancer-protected"));
    expect(code).not.toBe(0);
    // This program is a throwaway of somebody who says neither user nor read-only root.
    const container = "aws:ecs:TaskDefinition: api: container api:";
    expect(found(output)).toEqual([
        `container-not-root, ${container} names no user, so that the image decides: set user to another than root.`,
        `container-read-only-root, ${container} has a writable root file system: set read_only: true, and tmpfs for what it writes.`,
    ]);
    const created = standIns.requests().flatMap(({ operation, urn }) => (operation === "create" ? [urn!] : []));
    expect(created.some((urn) => urn.includes("aws:ecs/cluster:Cluster"))).toBe(true);
    expect(created.some((urn) => urn.includes("TaskDefinition"))).toBe(false);
}, 600_000);

test("with these rules turned off by name the same up passes, the rules about the whole stack too", async () => {
    const rules = ["container-not-root", "container-read-only-root", "load-balancer-protected"];
    const { code, output } = await stack.up(packWithout(...rules));
    expect([code, found(output)]).toEqual([0, []]);
    // Nothing is left undecided: during an up every value is known.
    expect(output).not.toContain("can't run policy");
    expect(output).toMatch(/✅ slipway@v0\.1\.0/);
}, 600_000);
