import { describe, expect, it } from "vitest";
import type { FieldRule } from "../src/api";
import { ago } from "../src/spec/ago";
import { countsOf, diffOf } from "../src/spec/diff";
import { piecesOf } from "../src/spec/highlight";
import { issuesOf, problemOf, typedValue } from "../src/spec/validate";
import { grouped } from "../src/state/specs";

const NAME: FieldRule = {
    path: "spec.name",
    label: "Name",
    type: "string",
    required: true,
    pattern: "^[a-z]+$",
    hint: "Letters.",
};

describe("problemOf", () => {
    it.each([
        [NAME, "web", ""],
        [NAME, "", "Name is required."],
        [NAME, undefined, "Name is required."],
        [NAME, "Web", 'Name cannot be "Web". Letters.'],
        [NAME, 5, "Name must be text."],
        [{ ...NAME, fixed: "dev" }, "prod", 'Name must be "dev".'],
        [{ ...NAME, required: false }, "", ""],
        [{ ...NAME, type: "boolean" as const }, "x", "Name must be true or false."],
        [{ ...NAME, type: "boolean" as const }, false, ""],
    ])("%o with %j: %s", (rule, value, message) => expect(problemOf(rule, value)).toBe(message));

    it("takes the whole value for a pattern, as the backend does", () => {
        expect(problemOf({ ...NAME, pattern: "a|b" }, "ax")).not.toBe("");
    });
});

it("finds the issues of a text, or why it is none", () => {
    expect(issuesOf("spec: {name: web}", [NAME])).toEqual([]);
    expect(issuesOf("spec: {}", [NAME])).toEqual([{ path: "spec.name", message: "Name is required." }]);
    expect(issuesOf("spec: {", [NAME])[0]?.message).toMatch(/^Line \d+: /);
});

it("turns typing into values", () => {
    expect(typedValue({ kind: "number" }, " 3,5 ")).toBe(3.5);
    expect(typedValue({ kind: "number" }, "3x")).toBeUndefined();
    expect(typedValue({ kind: "number" }, "")).toBeUndefined();
    expect(typedValue({ kind: "list" }, "a\n\n b ")).toEqual(["a", "b"]);
    expect(typedValue({ kind: "text" }, " a")).toBe(" a");
});

describe("diffOf", () => {
    const before = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`).join("\n");

    it("numbers both sides and folds what is far away", () => {
        const lines = diffOf(before, before.replace("line 10\n", "line ten\n"));
        expect(countsOf(lines)).toEqual({ added: 1, removed: 1 });
        expect(lines[0]).toEqual({ kind: "folded", text: "6 unchanged lines" });
        expect(lines.find((line) => line.kind === "removed")).toMatchObject({ text: "line 10", before: 10 });
        expect(lines.find((line) => line.kind === "added")).toMatchObject({ text: "line ten", after: 10 });
        expect(lines.at(-1)).toEqual({ kind: "folded", text: "7 unchanged lines" });
    });

    it("folds everything when nothing changed", () => {
        expect(diffOf("a\n", "a\n")).toEqual([{ kind: "folded", text: "1 unchanged line" }]);
    });
});

describe("piecesOf", () => {
    const kinds = (line: string) => piecesOf(line).map((piece) => [piece.kind, piece.text]);

    it("colours keys, values and comments, and loses no character", () => {
        expect(kinds("  - size: 3 # three")).toEqual([
            ["mark", "  - "],
            ["key", "size"],
            ["mark", ":"],
            ["literal", " 3"],
            ["comment", " # three"],
        ]);
        for (const line of ["", "# all", "a:b", "url: http://x#y", '"a b": c', "[1, 2]", "  text", "a: 'x: y'"]) {
            expect(piecesOf(line).map((piece) => piece.text).join("")).toBe(line);
        }
    });
});

it("groups by customer, promotes in order, finds by any part", () => {
    const place = (customer: string, environment: string) => ({ customer, environment, path: "" });
    const all = [place("a", "prod"), place("a", "dev"), place("b", "zeta"), place("b", "stg")];
    const flat = (search: string) =>
        grouped(all, search).flatMap((group) => group.specs.map((spec) => `${spec.customer}/${spec.environment}`));
    expect(flat("")).toEqual(["a/dev", "a/prod", "b/stg", "b/zeta"]);
    expect(flat("B st")).toEqual(["b/stg"]);
    expect(flat("a/d")).toEqual(["a/dev"]);
    expect(flat("nix")).toEqual([]);
});

it("says how long ago", () => {
    const now = Date.parse("2026-01-02T12:00:00Z");
    expect(ago("2026-01-02T11:59:40Z", now)).toBe("just now");
    expect(ago("2026-01-02T09:00:00Z", now)).toBe("3 hours ago");
    expect(ago("2026-01-01T12:00:00Z", now)).toBe("yesterday");
    expect(ago("nix", now)).toBe("");
});
