/** What the workflow posts, against a STAND-IN of GitHub's client: it has not run on GitHub. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Comment {
    readonly id: number;
    readonly user: { readonly type: string };
    readonly body: string;
    readonly html_url: string;
}

const post = jest.requireActual<(given: unknown) => Promise<void>>("../../../../.github/scripts/preview-comment.cjs");
const folder = mkdtempSync(join(tmpdir(), "slipway-comment-"));
afterAll(() => rmSync(folder, { recursive: true }));

const MARKER = "<!-- slipway preview: dev -->";
const context = { repo: { owner: "o", repo: "r" }, issue: { number: 7 } };

/** Posts `body` where there are `comments`; what GitHub was asked. */
async function asked(body: string, comments: readonly Partial<Comment>[]): Promise<unknown[]> {
    const file = join(folder, "comment.md");
    writeFileSync(file, body);
    const calls: unknown[] = [];
    const call = (name: string) => (args: unknown) => {
        calls.push([name, args]);
        return Promise.resolve({ data: { html_url: "" } });
    };
    const issues = { listComments: {}, createComment: call("create"), updateComment: call("update") };
    const paginate = (): Promise<unknown> => Promise.resolve(comments);
    await post({ github: { paginate, rest: { issues } }, context, core: { info: () => undefined }, file });
    return calls;
}

const body = `${MARKER}\nnew`;

test("the first comment of a stack is made", async () => {
    const others = [{ id: 1, user: { type: "Bot" }, body: "<!-- slipway preview: prod -->\nold" }];
    expect(await asked(body, others)).toEqual([["create", { owner: "o", repo: "r", issue_number: 7, body }]]);
});

test("the next one takes its place; one that says the same is left alone", async () => {
    const before = { id: 3, user: { type: "Bot" }, body: `${MARKER}\nold` };
    expect(await asked(body, [before])).toEqual([["update", { owner: "o", repo: "r", comment_id: 3, body }]]);
    expect(await asked(body, [{ ...before, body }])).toEqual([]);
});

test("a person's comment with the same first line is not overwritten", async () => {
    expect(await asked(body, [{ id: 4, user: { type: "User" }, body: `${MARKER}\nmine` }])).toMatchObject([
        ["create", {}],
    ]);
});
