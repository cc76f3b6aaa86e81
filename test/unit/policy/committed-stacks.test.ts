/** The policy pack, and the policies of the pipeline's roles, over the stacks of this repository, made under mocks. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { policyTexts } from "../../../components/ci/policies";
import { USES } from "../../../components/ci/statement";
import { STACK_TAG } from "../../../components/teardown/stack-tag";
import { EXCEPTIONS } from "../../../policy/exceptions";
import { RULES } from "../../../policy/rules";
import { committedStacks, type CommittedStack } from "../../support/committed-stacks";
import { policiesOf, reachOf, refusals, SIGN_IN_SECRET, stackNameOf, unanswered } from "../../support/ci-policies";
import { violations } from "../../support/policy-check";

const root = resolve(__dirname, "../../..");
let stacks: readonly CommittedStack[];

beforeAll(async () => {
    stacks = await committedStacks();
});

/** The rules that are turned off in a profile: those with an exception there. */
const excepted = (profile: "dev" | "prod") =>
    EXCEPTIONS.flatMap(({ rule, where }) => (rule !== undefined && where.includes(profile) ? [rule] : []));

test("no resource of a committed stack, or of one with everything, is in the wrong in either profile", async () => {
    for (const { title, profile, resources } of stacks) {
        const found: string[] = [];
        for (const rule of RULES.filter(({ name }) => !excepted(profile).includes(name))) {
            found.push(...(await violations(rule, resources)).map((problem) => `${rule.name}: ${problem}`));
        }
        expect([title, found]).toEqual([title, []]);
    }
});

test("an exception of dev is one: the rule finds dev in the wrong, and prod not", async () => {
    const rule = RULES.find(({ name }) => name === "load-balancer-protected")!;
    const [dev, prod] = stacks;
    expect(await violations(rule, dev!.resources)).toEqual([
        "LoadBalancer::shared: enableDeletionProtection is off: set it to true.",
    ]);
    expect(await violations(rule, prod!.resources)).toEqual([]);
});

test("policy/dev.json turns off what is excepted in dev, and nothing else", () => {
    const config = JSON.parse(readFileSync(join(root, "policy", "dev.json"), "utf8")) as unknown;
    expect(config).toEqual(Object.fromEntries(excepted("dev").map((name) => [name, "disabled"])));
    expect(excepted("prod")).toEqual([]);
});

test("names are unique, and an exception names a rule that exists", () => {
    const names = RULES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { rule } of EXCEPTIONS) if (rule !== undefined) expect(names).toContain(rule);
});

test("the role `deploy` of docs/ci.md may make every resource of every committed stack, by its name where AWS allows to say it", () => {
    for (const stack of stacks) {
        const refused = refusals(policiesOf("deploy", { stack: stackNameOf(stack) }), stack);
        expect([stack.title, refused]).toEqual([stack.title, []]);
    }
    expect(stacks.flatMap(({ resources }) => resources).length).toBeGreaterThan(500);
});

test("negative control: without a use, what only that use makes is refused", () => {
    const everything = stacks.find(({ title }) => title === "a stack with everything")!;
    for (const [use, action] of [
        ["load-balancer", "elasticloadbalancing:CreateLoadBalancer"],
        ["network", "ec2:CreateVpc"],
        ["app-runner", "apprunner:CreateService"],
        ["domain", "route53:ChangeResourceRecordSets"],
        ["database", "rds:CreateDBInstance"],
        ["cache", "elasticache:CreateReplicationGroup"],
    ] as const) {
        const uses = USES.filter((one) => one !== use);
        const without = policiesOf("deploy", { uses, stack: stackNameOf(everything) });
        expect(refusals(without, everything).some((line) => line.startsWith(`${action} `))).toBe(true);
    }
});

test("every role may ask what the programs of the committed stacks ask whenever they run, the secret of a sign-in too", () => {
    for (const task of ["preview", "drift", "images", "deploy"] as const)
        for (const stack of stacks) {
            const refused = unanswered(policiesOf(task, { stack: stackNameOf(stack) }), stack);
            expect([task, stack.title, refused]).toEqual([task, stack.title, []]);
        }
});

test("negative control: an entry that is not named is read by no role, and a zone by none without `domain`", () => {
    const everything = stacks.find(({ title }) => title === "a stack with everything")!;
    const { signInSecretArn: _, ...unnamed } = reachOf({ stack: stackNameOf(everything) });
    for (const task of ["preview", "drift", "images", "deploy"] as const)
        expect(unanswered(policyTexts(task, unnamed), everything)).toEqual([
            `secretsmanager:GetSecretValue ${SIGN_IN_SECRET}`,
        ]);
    const uses = USES.filter((one) => one !== "domain");
    expect(unanswered(policiesOf("preview", { uses }), everything)).toContain("route53:ListHostedZones");
});

/** Types of which something may be there after a destroy, and those that show that a stack is alive. */
const TAGGED = [
    "aws:secretsmanager/secret:Secret",
    "aws:ecr/repository:Repository",
    "aws:efs/fileSystem:FileSystem",
    "aws:efs/accessPoint:AccessPoint",
    "aws:ebs/volume:Volume",
    "aws:rds/instance:Instance",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:apprunner/service:Service",
    "aws:cloudwatch/logGroup:LogGroup",
];

test("what may outlive a stack, and what shows that one is alive, carries its tag, by which `slipway sweep` finds it", () => {
    const seen = new Set<string>();
    for (const { type, name, inputs } of stacks.flatMap(({ resources }) => resources)) {
        // RDS' own log groups are their database's.
        if (!TAGGED.includes(type) || String(inputs["name"]).startsWith("/aws/rds/")) continue;
        seen.add(type);
        const tag = (inputs["tags"] as Record<string, string> | undefined)?.[STACK_TAG];
        expect([type, name, tag]).toEqual([type, name, expect.stringMatching(/^slipway\/[a-z]+$/)]);
    }
    expect([...seen].sort()).toEqual([...TAGGED].sort());
});
