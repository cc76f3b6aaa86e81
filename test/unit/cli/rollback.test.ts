/** The arithmetic of `slipway rollback`: what an update gave an app, which one to go back to, and what the settings file says then. */
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { pick, releasesOf, same } from "../../../cli/rollback/history";
import { withApp } from "../../../cli/rollback/settings-file";
import { differences, named } from "../../../cli/rollback/words";
import { IMAGES_ONLY } from "../../../tools/images/message";

const [A, B, C] = ["a".repeat(40), "b".repeat(40), "c".repeat(40)];

interface Given {
    kind?: string;
    result?: string;
    head?: string | undefined;
    dirty?: boolean;
    shop?: Record<string, unknown> | undefined;
    token?: string;
    version?: number;
    message?: string;
}

/** An update as Pulumi tells it: of the app shop, beside another one. */
function update(given: Given = {}) {
    const { kind = "update", result = "succeeded", head = A, dirty = false, token = "s3cr3t", version = 0 } = given;
    const shop = "shop" in given ? given.shop : { target: "local", secrets: ["TOKEN"] };
    const apps = { ...(shop && { shop }), other: { target: "local" } };
    return {
        ...{ version, kind, result, startTime: "2026-11-21T12:44:00.000Z", endTime: "2026-11-21T12:44:30.000Z" },
        message: given.message ?? "A message\n\nwith more",
        environment: {
            ...("head" in given && given.head === undefined ? {} : { "git.head": head }),
            "git.dirty": `${dirty}`,
        },
        config: {
            "slipway:apps": { value: JSON.stringify(apps), objectValue: apps, secret: false },
            "slipway:labelKey": { value: "the key", secret: true },
            "shop:TOKEN": { value: token, secret: true },
            "other:TOKEN": { value: "of another app", secret: true },
        },
    };
}

const history = (...newestFirst: Given[]) => releasesOf("shop", newestFirst.map(update));

test("an update tells an app's commit, settings and own values, and no one else's", () => {
    const [release] = history({});
    expect(release).toEqual({
        ...{ number: 1, at: "2026-11-21T12:44:30.000Z", message: "A message\n\nwith more", succeeded: true },
        ...{ commit: A, dirty: false, settings: { target: "local", secrets: ["TOKEN"] } },
        values: { "shop:TOKEN": { value: "s3cr3t", secret: true } },
    });
    expect(named(release!)).toBe(`update 1 of 2026-11-21T12:44:30.000Z, commit ${A.slice(0, 12)} "A message"`);
});

test("settings that Pulumi keeps as text are read as well", () => {
    const one = update();
    const { objectValue: _, ...text } = one.config["slipway:apps"];
    expect(releasesOf("shop", [{ ...one, config: { ...one.config, "slipway:apps": text } }])[0]?.settings).toEqual({
        target: "local",
        secrets: ["TOKEN"],
    });
});

test("updates are counted from the first, destroys and previews among them; a backend that numbers them is believed", () => {
    expect(history({}, { kind: "destroy" }, {}).map(({ number }) => number)).toEqual([3, 1]);
    expect(history({ version: 41 }, { version: 40 }).map(({ number }) => number)).toEqual([41, 40]);
});

test("an update that only pushed images is no release: neither gone back to nor gone back from, and it keeps its number", () => {
    const pushed = { head: B, message: IMAGES_ONLY };
    const releases = history({ head: B }, pushed, { head: A });
    expect(releases.map(({ number }) => number)).toEqual([3, 1]);
    expect(pick("shop", "dev", releases).release.number).toBe(1);
    expect(() => pick("shop", "dev", releases, 2)).toThrow("--to 2: stack dev has no such update: it has 3, 1");
    // Its deployment waits for somebody to agree: what runs is older.
    const waiting = history({ ...pushed, head: C }, { head: B }, pushed, { head: A });
    const { last, release } = pick("shop", "dev", waiting);
    expect([last.number, release.number]).toEqual([3, 1]);
});

test("an app that stays at a commit has that one, and no changed files", () => {
    const [release] = history({ head: B, dirty: true, shop: { target: "local", commit: A } });
    expect([release?.commit, release?.dirty, release?.settings]).toEqual([A, false, { target: "local" }]);
});

test("the newest that succeeded and was different; the failed last one counts as what there is now", () => {
    const to = (...given: Given[]) => pick("shop", "dev", history(...given)).release.number;
    expect(to({ head: B, result: "failed" }, {}, { head: C })).toBe(2);
    expect(to({ head: B }, { head: B }, { head: C, result: "failed" }, {})).toBe(1);
    expect(to({ token: "another" }, {})).toBe(1);
    expect(to({ shop: { target: "ecs-fargate" } }, {})).toBe(1);
    // A rollback that failed is tried again.
    expect(to({ head: C, result: "failed", message: "slipway rollback shop: as update 1" }, { head: B }, {})).toBe(1);
    // Back from a rollback: the one before it.
    expect(to({ shop: { target: "local", secrets: ["TOKEN"], commit: A } }, { head: B }, {})).toBe(2);
});

test.each<[string, Given[], number | undefined, string]>([
    ["no update", [], undefined, "stack dev: was never deployed: deploy it first: `pulumi up`"],
    [
        "nothing else",
        [{}, {}, { head: B, result: "failed" }],
        undefined,
        "shop: no earlier update of stack dev that succeeded gave shop other files, settings or values: `slipway releases shop` lists them",
    ],
    ["a number that there is not", [{}, {}], 7, "--to 7: stack dev has no such update: it has 2, 1"],
    ["one that failed", [{}, { result: "failed" }], 1, "--to 1: that update failed: name one that succeeded"],
    [
        "one without the app",
        [{}, { shop: undefined }],
        1,
        "update 1 of 2026-11-21T12:44:30.000Z: it had no app shop: name another one with --to",
    ],
    [
        "one outside a clone",
        [{}, { head: undefined }],
        1,
        "update 1 of 2026-11-21T12:44:30.000Z: it ran outside a clone, so nothing tells its files: name another one with --to",
    ],
    [
        "changed files",
        [{}, { head: B, dirty: true }],
        undefined,
        `update 1 of 2026-11-21T12:44:30.000Z: its files had changed since commit ${B.slice(0, 12)}, and no commit holds them: ` +
            "name another one with --to, or put the files right and run `pulumi up`",
    ],
])("refused: %s", (_, given, to, message) => {
    expect(() => pick("shop", "dev", history(...given), to)).toThrow(message);
});

test("two updates from changed files are never the same, as nothing tells what the files were", () => {
    const [a, b] = history({ dirty: true }, { dirty: true });
    expect([same(a!, b!), isDeepStrictEqual({ ...a, number: 0 }, { ...b, number: 0 })]).toEqual([false, true]);
});

test("differences are told by name, never by value", () => {
    const [now, then] = history(
        { head: B, token: "n3w", shop: { target: "local", domain: "new.example.org", variables: { LEVEL: "high" } } },
        { shop: { target: "local", secrets: ["TOKEN"], variables: { LEVEL: "low" } } },
    );
    const told = differences(now!, then!);
    expect(told).toEqual([
        `files: commit ${A.slice(0, 12)}`,
        "setting domain goes",
        "setting secrets comes back",
        "setting variables changes",
        "value shop:TOKEN changes",
    ]);
    expect(told.join()).not.toMatch(/s3cr3t|n3w|low|high/);
    expect(differences(now!, now!)).toEqual([]);
});

const FILE = `# The stack.
config:
  aws:region: eu-central-1
  slipway:apps:
    # The shop.
    shop:
      target: local # here
      secrets: [ TOKEN ]
    other: { target: local } # untouched
  shop:TOKEN:
    secure: v1:abc
`;

test("settings that are as they were keep their comments: one line is added", () => {
    const [release] = history({});
    expect(withApp("f", FILE, "shop", release!)).toBe(
        FILE.replace("      secrets: [ TOKEN ]\n", `      secrets: [ TOKEN ]\n      commit: ${A}\n`),
    );
});

test("settings that differ are those of then, an app that is gone comes back, and all else stays", () => {
    const [release] = history({ shop: { target: "ecs-fargate", allow: ["203.0.113.0/24"] } });
    const text = withApp("f", FILE, "shop", release!);
    expect(parse(text)).toEqual({
        ...(parse(FILE) as object),
        config: {
            ...(parse(FILE) as { config: object }).config,
            "slipway:apps": {
                shop: { target: "ecs-fargate", allow: ["203.0.113.0/24"], commit: A },
                other: { target: "local" },
            },
        },
    });
    expect(text).toContain("# untouched");
    const without = FILE.replace(/ {4}shop:\n.*\n.*\n/, "");
    expect(parse(withApp("f", without, "shop", release!))).toMatchObject({
        config: { "slipway:apps": { shop: { commit: A } } },
    });
});

test.each([
    ["config: [", "Pulumi.dev.yaml: is no YAML: "],
    ["config: {}", "Pulumi.dev.yaml: has no mapping `slipway:apps` under `config`: "],
    ["", "Pulumi.dev.yaml: has no mapping `slipway:apps` under `config`: "],
])("a settings file %j is refused", (text, message) => {
    expect(() => withApp("Pulumi.dev.yaml", text, "shop", history({})[0]!)).toThrow(message);
});
