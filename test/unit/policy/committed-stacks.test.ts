/** The policy pack over the stacks of this repository, made under mocks. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { EXCEPTIONS } from "../../../policy/exceptions";
import { RULES } from "../../../policy/rules";
import { committedStacks, type CommittedStack } from "../../support/committed-stacks";
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
