import { changes, hasUnknown, open, secret, secretTexts, unknown } from "../../../provider/engine/property-values";

describe("property values on the engine's wire", () => {
    test("opens secrets at any depth", () => {
        expect(open({ a: secret({ b: [secret("x")] }), c: 1 })).toEqual({ a: { b: ["x"] }, c: 1 });
    });

    test("finds every text inside a secret, and none outside", () => {
        expect(secretTexts({ plain: "p", s: secret({ a: "one", b: ["two", 3] }), u: secret(unknown) })).toEqual([
            "one",
            "two",
        ]);
    });

    test("finds unknowns", () => {
        expect(hasUnknown({ a: [{ b: unknown }] })).toBe(true);
        expect(hasUnknown({ a: [{ b: "known" }] })).toBe(false);
    });

    test("names each leaf that differs", () => {
        const before = { web: { image: "a", vars: { X: "1", OLD: "o" } }, list: ["x", "y"] };
        const after = { web: { image: "b", vars: { X: "1", "a-b.c": "n" } }, list: ["x"] };
        expect(changes(before, after)).toEqual([
            { path: "list[1]", kind: "delete" },
            { path: "web.image", kind: "update" },
            { path: "web.vars.OLD", kind: "delete" },
            { path: 'web.vars["a-b.c"]', kind: "add" },
        ]);
    });

    test("compares what secrets hold, not how they are wrapped", () => {
        expect(changes({ a: secret("x") }, { a: secret("x") })).toEqual([]);
        expect(changes({ a: secret("x") }, { a: secret("y") })).toEqual([{ path: "a", kind: "update" }]);
    });
});
