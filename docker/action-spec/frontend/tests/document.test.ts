import { describe, expect, it } from "vitest";
import type { FieldRule } from "../src/api";
import { labelOf, parse, sectionsOf, type Value, valueAt, withValue } from "../src/spec/document";

const SPEC = `# The demo runs here.
apiVersion: v1
metadata:
  customer: advworks   # who pays
spec:
  compute:
    instance_type: "t4g.nano"
    count: 2
  security:
    waf:
      enabled: false
  alerts: [a@x.example, b@x.example]
  zones:
    - one
    - two
`;

describe("withValue", () => {
    it.each<[string, Value, string, string]>([
        ["spec.compute.count", 3, "    count: 2", "    count: 3"],
        ["spec.security.waf.enabled", true, "      enabled: false", "      enabled: true"],
        ["metadata.customer", "contoso", "customer: advworks ", "customer: contoso "],
        ["spec.compute.instance_type", "t4g.micro", '"t4g.nano"', "t4g.micro"],
    ])("changes %s and nothing else", (path, value, before, after) => {
        expect(withValue(SPEC, path, value)).toBe(SPEC.replace(before, after));
    });

    it.each(["yes", "no", "012", "1.0", "null", "a: b", "# x", "'", '"', "- a", "line\nbreak", "", " lead"])(
        "keeps the text %j a text",
        (value) => {
            const { document, error } = parse(withValue(SPEC, "metadata.customer", value));
            expect(error).toBeUndefined();
            expect(valueAt(document, "metadata.customer")).toBe(value);
        },
    );

    it("keeps a list in its style", () => {
        expect(withValue(SPEC, "spec.alerts", ["c, d", "e"])).toContain('alerts: [ "c, d", e ]');
        const block = withValue(SPEC, "spec.zones", ["three"]);
        expect(block).toContain("zones:\n    - three\n");
        expect(block).toContain("# who pays");
    });

    it("adds what is missing, with its parents", () => {
        const text = withValue(SPEC, "spec.compute.instance_name", "web5");
        expect(valueAt(parse(text).document, "spec.compute.instance_name")).toBe("web5");
        expect(withValue("apiVersion: v1\n", "spec.security.waf.enabled", true)).toBe(
            "apiVersion: v1\nspec:\n  security:\n    waf:\n      enabled: true\n",
        );
    });

    it("leaves text alone that is no YAML", () => {
        expect(withValue("a: [1", "a", "x")).toBe("a: [1");
    });
});

describe("parse", () => {
    it("names the line of an error in one sentence", () => {
        const { error } = parse("a: 1\nb: [1\nc: 2\n");
        expect(error?.line).toBe(3);
        expect(error?.message).not.toContain("\n");
    });

    it.each(["", "- a\n", "text"])("takes only mappings, not %j", (text) => {
        expect(parse(text).error?.message).toBe("A spec is a mapping of keys.");
    });

    it("refuses a key given twice, as the backend does", () => {
        expect(parse("a: 1\na: 2\n").error).toBeDefined();
    });

    it("reads YAML 1.1, as the backend does", () => {
        expect(valueAt(parse("on: yes\n").document, "on")).toBeUndefined();
        expect(valueAt(parse("a: yes\n").document, "a")).toBe(true);
    });
});

describe("sectionsOf", () => {
    const rules: FieldRule[] = [
        { path: "spec.compute.instance_type", label: "Type", type: "string", suggestions: ["t4g.nano"] },
        { path: "spec.security.waf.enabled", label: "Firewall", type: "boolean" },
        { path: "spec.compute.instance_name", label: "Name", type: "string", required: true },
    ];
    const sections = sectionsOf(parse(SPEC).document, rules);
    const field = (path: string) => sections.flatMap((section) => section.fields).find((each) => each.path === path);

    it("groups by the part of the spec, in its order", () => {
        expect(sections.map((section) => section.title)).toEqual(["Identity", "Compute", "Security", "General"]);
    });

    it("takes kinds from values and rules", () => {
        expect(field("spec.compute.count")?.kind).toBe("number");
        expect(field("spec.security.waf.enabled")?.kind).toBe("switch");
        expect(field("spec.alerts")?.kind).toBe("list");
        expect(field("spec.compute.instance_type")?.label).toBe("Type");
    });

    it("asks for what the rules want and the spec lacks", () => {
        expect(field("spec.compute.instance_name")).toMatchObject({ label: "Name", value: undefined });
    });

    it("leaves what it cannot edit to the YAML view", () => {
        const { document } = parse("spec:\n  rules:\n    - name: a\n  a.b: 1\n  when: 2024-01-01\n");
        expect(sectionsOf(document, [])).toEqual([]);
    });
});

it.each([
    ["spec.compute.instance_name", "Instance name"],
    ["spec.security.waf.enabled", "Waf enabled"],
    ["spec.scaling.maxReplicas", "Max replicas"],
    ["min", "Min"],
])("labels %s as %s", (path, label) => expect(labelOf(path)).toBe(label));
