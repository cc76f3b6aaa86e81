import { ruleConditions } from "../../../components/aws/listener-rule";
import type { PublishedAtDomain } from "../../../components/fargate/published-port";

const at = (given: Partial<PublishedAtDomain>): PublishedAtDomain => ({
    domain: "shop.example.com",
    containerPort: 80,
    ...given,
});
const host = { hostHeader: { values: ["shop.example.com"] } };
const blocks = (count: number) => Array.from({ length: count }, (_, index) => `10.${index}.0.0/16`);

test.each([
    ["a host", at({}), [host]],
    [
        "a path and what lies under it, no other that begins like it",
        at({ path: "/api" }),
        [host, { pathPattern: { values: ["/api", "/api/*"] } }],
    ],
    [
        "addresses, sorted, each once",
        at({ allow: ["10.2.0.0/16", "10.1.0.0/16", "10.2.0.0/16"] }),
        [host, { sourceIp: { values: ["10.1.0.0/16", "10.2.0.0/16"] } }],
    ],
])("a rule looks at %s", (_what, published, conditions) => expect(ruleConditions(published)).toEqual(conditions));

test("AWS compares five values in a rule: more are refused", () => {
    expect(ruleConditions(at({ allow: blocks(4) }))).toHaveLength(2);
    expect(() => ruleConditions(at({ allow: blocks(5) }))).toThrow(
        "a rule for shop.example.com has room for 4 CIDR blocks, not 5",
    );
    expect(ruleConditions(at({ path: "/api", allow: blocks(2) }))).toHaveLength(3);
    expect(() => ruleConditions(at({ path: "/api", allow: blocks(3) }))).toThrow(
        "a rule for shop.example.com/api has room for 2 CIDR blocks, not 3",
    );
});
