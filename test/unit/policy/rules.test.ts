import { RULES } from "../../../policy/rules";
import { violations } from "../../support/policy-check";
import { CASES } from "./cases";

test("every rule has a case, and every case a rule", () => {
    expect(Object.keys(CASES).sort()).toEqual(RULES.map(({ name }) => name).sort());
});

describe.each(RULES)("$name", (rule) => {
    const { good, bad } = CASES[rule.name]!;

    test("accepts what is right", async () => {
        expect(good.length).toBeGreaterThan(0);
        expect(await violations(rule, good)).toEqual([]);
    });

    test("says what is wrong and what to do", async () => {
        expect(bad.length).toBeGreaterThan(0);
        for (const { resources, says } of bad) {
            expect(says.length).toBeGreaterThan(0);
            expect(await violations(rule, resources)).toEqual(says);
        }
    });

    test("says in its description which controls it keeps", () => {
        expect(rule.policy.description).toContain(rule.requirement);
        for (const control of rule.controls) expect(rule.policy.description).toContain(control);
    });
});
