import { unannounced, type Predicted } from "../../support/predicted";

const announced: Predicted[] = [{ urn: "urn:role", op: "create", inputs: { name: "web-1234567", path: "/" } }];

test("what is sent as announced leaves nothing, the random end of a name aside", () => {
    expect(
        unannounced(announced, [
            { operation: "create", urn: "urn:role", inputs: { name: "web-abcdef0", path: "/" } },
            { operation: "read", urn: "urn:other" },
        ]),
    ).toEqual([]);
});

test("negative control: another value, and a resource that nobody announced", () => {
    expect(
        unannounced(announced, [
            { operation: "create", urn: "urn:role", inputs: { name: "web-abcdef0", path: "/other/" } },
            { operation: "create", urn: "urn:group", inputs: {} },
        ]),
    ).toEqual([
        { urn: "urn:role", found: ["path: predicted /, sent /other/"] },
        { urn: "urn:group", found: [expect.stringContaining("predicted undefined")] },
    ]);
});

test("operations that are not asked for do not count", () => {
    const update = { operation: "update", urn: "urn:role", inputs: { name: "web-abcdef0", path: "/other/" } };
    expect(unannounced(announced, [update])).toEqual([]);
    expect(unannounced(announced, [update], ["create", "update"])).toHaveLength(1);
});
