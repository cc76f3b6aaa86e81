import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PRICE_RULES, priceRule } from "../../../components/prices/rules";
import { PRICES, type Price } from "../../../components/prices/table";
import { MODELS } from "../../support/aws-stand-in/resource-models";
import { hasStack, mockedStack } from "../../support/mocked-stack";

const fixtures = join(__dirname, "../../fixtures/state");

/** Types of AWS in the recorded states of earlier issues. */
function recordedTypes(): string[] {
    const files = readdirSync(fixtures, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json"));
    return files.flatMap((file) =>
        [...readFileSync(join(fixtures, file), "utf8").matchAll(/"type": ?"(awsx?:[^"]+)"/g)].map(
            ([, type]) => type as string,
        ),
    );
}

/** What to do is in the message, as this fails for whoever adds a type. */
function unpriced(types: readonly string[]): string[] {
    return [...new Set(types)]
        .filter((type) => priceRule(type) === undefined)
        .map((type) => `${type} has no price rule: give it one in components/prices/rules.ts (free, byUse or priced)`);
}

test("every type that Slipway makes on AWS has a price rule", () => {
    // The stand-in refuses a type that it has no model of, so whatever an engine test makes is among them.
    const types = [...Object.keys(MODELS), ...recordedTypes(), "awsx:ec2:Vpc"];
    expect(types.length).toBeGreaterThan(40);
    expect(unpriced(types)).toEqual([]);
});

test.each(["dev", "host", "prod"].filter(hasStack))(
    "every resource of the committed stack %s has a price rule",
    async (stack) => {
        const types = (await mockedStack(stack)).map(({ type }) => type);
        expect(types).toContain(stack === "host" ? "aws:ec2/instance:Instance" : "aws:ecs/service:Service");
        expect(unpriced(types)).toEqual([]);
    },
);

test("negative control: a type without a rule is found, with what to do", () => {
    expect(unpriced(["aws:mq/broker:Broker", "aws:ecs/service:Service", "slipway:index:Release"])).toEqual([
        "aws:mq/broker:Broker has no price rule: give it one in components/prices/rules.ts (free, byUse or priced)",
    ]);
});

test("rules name types as Pulumi does", () => {
    for (const type of Object.keys(PRICE_RULES)) {
        expect(type).toMatch(/^(awsx:[a-z0-9]+:[A-Z]\w+|aws:[a-z0-9]+\/([a-z])(\w*):[A-Z]\w*)$/);
        const [, module, name] = /\/(\w+):(\w+)$/.exec(type) ?? ["", "", ""];
        expect(module.toLowerCase()).toBe(name.toLowerCase());
    }
});

test("every price has a unit, AWS's own page, and an amount and a date in each region", () => {
    for (const { what, unit, source, in: at } of Object.values(PRICES) as Price[]) {
        expect([what, source]).toEqual([
            what,
            expect.stringMatching(/^https:\/\/aws\.amazon\.com\/[a-z0-9-]+\/pricing\/$/),
        ]);
        expect(["hour", "GB", "GB-month", "LCU-hour", "month", "1000 requests"]).toContain(unit);
        for (const [usd, read] of Object.values(at)) {
            expect(usd).toBeGreaterThan(0);
            expect(read).toMatch(/^2026-\d\d-\d\d$/);
        }
    }
});
