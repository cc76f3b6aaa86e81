/** What .github/workflows/drift.yml does with its issue, against a STAND-IN of GitHub's client: it has not run on GitHub. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const post = jest.requireActual<(given: unknown) => Promise<void>>("../../../.github/scripts/drift-issue.cjs");
const folder = mkdtempSync(join(tmpdir(), "slipway-drift-"));
afterAll(() => rmSync(folder, { recursive: true }));

const MARKER = "<!-- slipway drift: dev -->";
const repo = { owner: "o", repo: "r" };

/** What GitHub was asked where there are these open issues, and the stack differs or not. */
async function asked(clean: boolean, open: readonly Record<string, unknown>[]): Promise<unknown[]> {
    const file = join(folder, "drift.md");
    writeFileSync(file, "<!-- slipway preview: dev -->\nwhat differs");
    const calls: unknown[] = [];
    const call = (name: string) => (args: unknown) => {
        calls.push([name, args]);
        return Promise.resolve({ data: { html_url: "" } });
    };
    const issues = { listForRepo: {}, create: call("create"), createComment: call("comment"), update: call("update") };
    const paginate = (): Promise<unknown> => Promise.resolve(open);
    const github = { paginate, rest: { issues } };
    await post({ github, context: { repo }, core: { info: () => undefined }, file, stack: "dev", clean });
    return calls;
}

const body = `${MARKER}\nwhat differs`;
const ours = { number: 7, user: { type: "Bot" }, body: `${MARKER}\nbefore` };

test("the first drift of a stack opens an issue, another one changes it, the same one leaves it alone", async () => {
    const other = { ...ours, body: "<!-- slipway drift: prod -->\nbefore" };
    expect(await asked(false, [other])).toEqual([["create", { ...repo, title: "Drift in dev", body }]]);
    expect(await asked(false, [ours])).toEqual([["update", { ...repo, issue_number: 7, body }]]);
    expect(await asked(false, [{ ...ours, body }])).toEqual([]);
});

test("without drift the issue is closed with a word, and without an issue nothing is said", async () => {
    expect(await asked(true, [ours])).toEqual([
        ["comment", { ...repo, issue_number: 7, body: "`dev` is what main says again." }],
        ["update", { ...repo, issue_number: 7, state: "closed", state_reason: "completed" }],
    ]);
    expect(await asked(true, [])).toEqual([]);
});

test("a person's issue and a pull request with the same first line are left alone", async () => {
    expect(await asked(true, [{ ...ours, user: { type: "User" } }])).toEqual([]);
    expect(await asked(true, [{ ...ours, pull_request: {} }])).toEqual([]);
});
