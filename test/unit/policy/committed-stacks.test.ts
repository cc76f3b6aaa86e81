/** The policy pack over the stacks of this repository, made under mocks. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { EXCEPTIONS } from "../../../policy/exceptions";
import { RULES } from "../../../policy/rules";
import { hasStack, mockedStack, type MadeResource } from "../../support/mocked-stack";
import { violations } from "../../support/policy-check";

const root = resolve(__dirname, "../../..");
const stacks: { title: string; profile: "dev" | "prod"; resources: MadeResource[] }[] = [];

beforeAll(async () => {
    // What the target makes of the Compose file is told as well; it is not what is tested here.
    for (const say of ["warn", "log"] as const) jest.spyOn(console, say).mockImplementation();
    stacks.push({ title: "dev", profile: "dev", resources: await mockedStack("dev") });
    const asProd = { "slipway:profile": "prod" };
    stacks.push({ title: "dev's apps as prod", profile: "prod", resources: await mockedStack("dev", asProd) });
    if (hasStack("prod")) stacks.push({ title: "prod", profile: "prod", resources: await mockedStack("prod") });
});

/** The rules that are turned off in a profile: those with an exception there. */
const excepted = (profile: "dev" | "prod") =>
    EXCEPTIONS.flatMap(({ rule, where }) => (rule !== undefined && where.includes(profile) ? [rule] : []));

test("no resource of a committed stack is in the wrong, in either profile", async () => {
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
