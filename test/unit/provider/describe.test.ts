import type { ServiceRelease } from "../../../provider/contract";
import { describeChanges } from "../../../provider/core/describe";

const base: ServiceRelease = {
    image: "slipway/a:1111111111111111",
    variables: { LOG: "info" },
    secrets: { KEY: "l1" },
};

describe("a release's diff reads as a sentence", () => {
    test.each<[string, ServiceRelease, string[]]>([
        ["nothing", base, []],
        [
            "image",
            { ...base, image: "slipway/a:2222222222222222" },
            ["web: image slipway/a:111111111111 → slipway/a:222222222222"],
        ],
        [
            "registry left out",
            { ...base, image: "1.dkr.ecr.eu.amazonaws.com/slipway/a:v2" },
            ["web: image slipway/a:111111111111 → slipway/a:v2"],
        ],
        ["variable", { ...base, variables: { LOG: "debug" } }, ["web: LOG info → debug"]],
        ["variable with spaces", { ...base, variables: { LOG: "a b" } }, ['web: LOG info → "a b"']],
        ["variable added and removed", { ...base, variables: { NEW: "1" } }, ["web: LOG removed; NEW added"]],
        ["secret, never a value", { ...base, secrets: { KEY: "l2" } }, ["web: secret KEY changed"]],
        ["secret added", { ...base, secrets: { KEY: "l1", B: "x" } }, ["web: secret B added"]],
        ["secret removed", { ...base, secrets: {} }, ["web: secret KEY removed"]],
        [
            "size and health",
            { ...base, size: "256 CPU", health: "GET /health on 80" },
            ["web: size none → 256 CPU; health none → GET /health on 80"],
        ],
    ])("%s", (_what, after, sentences) => {
        expect(describeChanges({ web: base }, { web: after })).toEqual(sentences);
    });

    test("services that come and go", () => {
        expect(describeChanges({ a: base }, { b: base })).toEqual([
            "a: removed",
            "b: new, image slipway/a:111111111111",
        ]);
    });
});
