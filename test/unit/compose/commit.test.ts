/** `commit`: an app's files are those of a commit, whatever the work tree has by now. */
import { execFileSync } from "node:child_process";
import {
    mkdirSync,
    mkdtempSync,
    readFileSync,
    readdirSync,
    rmSync,
    statSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appSettings, app as appSchema } from "../../../config/schema";
import { filesOfCommit } from "../../../compose/commit";
import { planApps } from "../../../compose/plan";

const PINNED = `web@sha256:${"1".repeat(64)}`;
let folder: string;
let project: string;
let first: string;

function git(...args: string[]): string {
    return execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.org", ...args], {
        cwd: folder,
        encoding: "utf8",
    }).trim();
}

/** A clone whose Pulumi project is in a folder below, with one app. */
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-commit-"));
    project = join(folder, "infra");
    mkdirSync(join(project, "docker", "shop"), { recursive: true });
    write("infra/docker/shop/compose.yaml", compose("one"));
    write("infra/docker/shop/start.sh", "echo one\n");
    execFileSync("chmod", ["755", join(project, "docker/shop/start.sh")]);
    write(".gitignore", ".slipway/\nignored\n");
    git("init", "--quiet", "--initial-branch=main");
    first = commit("one");
    write("infra/docker/shop/compose.yaml", compose("two"));
    write("infra/docker/shop/added.txt", "two\n");
    commit("two");
    write("infra/docker/shop/compose.yaml", compose("three"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
function commit(message: string): string {
    git("add", "--all");
    git("commit", "--quiet", "--message", message);
    return git("rev-parse", "HEAD");
}
const compose = (greeting: string) => `services:
  web:
    image: ${PINNED}
    environment: { GREETING: ${greeting} }
    ports: ["8080:8080"]
    healthcheck: { test: ["CMD", "true"] }
`;

async function greetings(settings: Record<string, unknown>) {
    const given = appSettings("shop", appSchema.parse({ target: "local", ...settings }));
    const { plans, issues } = await planApps({ shop: given }, project);
    return { text: JSON.stringify(plans), issues };
}

test("the files are those of the commit, in a folder whose name no machine chooses", async () => {
    const before = git("status", "--porcelain");
    expect(await filesOfCommit(first.slice(0, 9), project)).toEqual({ folder: `.slipway/commits/${first}/infra` });
    const then = join(project, ".slipway/commits", first, "infra/docker/shop");
    expect(readdirSync(then).sort()).toEqual(["compose.yaml", "start.sh"]);
    expect(readFileSync(join(then, "compose.yaml"), "utf8")).toBe(compose("one"));
    expect(statSync(join(then, "start.sh")).mode & 0o100).toBe(0o100);
    expect(git("status", "--porcelain")).toBe(before); // neither the work tree nor the index has changed
    expect(readdirSync(join(project, ".slipway/commits"))).toEqual([first]); // no draft is left
    expect(git("worktree", "list").split("\n")).toHaveLength(1);
});

test("two at once make one folder, and a second run takes it as it is", async () => {
    const both = await Promise.all([filesOfCommit(first, project), filesOfCommit(first, project)]);
    expect(both[0]).toEqual(both[1]);
    const written = () => statSync(join(project, ".slipway/commits", first, ".gitignore")).ctimeMs;
    const before = written();
    await filesOfCommit(first, project);
    expect(written()).toBe(before);
    expect(readdirSync(join(project, ".slipway/commits"))).toEqual([first]);
});

describe("what lies there and is not used", () => {
    const shelf = () => join(project, ".slipway/commits");
    const unusedFor = (days: number, name: string) => {
        const then = new Date(Date.now() - days * 24 * 60 * 60 * 1000);
        utimesSync(join(shelf(), name), then, then);
    };
    let second: string;
    beforeEach(async () => {
        second = git("rev-parse", "HEAD");
        await filesOfCommit(first, project);
    });

    test("goes after 30 days, when another commit comes; so does what a killed run has left", async () => {
        for (const left of [".draft-killed", ".gone-killed"])
            mkdirSync(join(shelf(), left, "folder"), { recursive: true });
        for (const name of [first, ".draft-killed", ".gone-killed"]) unusedFor(31, name);
        await filesOfCommit(second, project);
        expect(readdirSync(shelf())).toEqual([second]);
        expect(await filesOfCommit(first, project)).toEqual({ folder: `.slipway/commits/${first}/infra` });
        expect(readdirSync(join(shelf(), first, "infra/docker/shop")).sort()).toEqual(["compose.yaml", "start.sh"]);
    });

    test("stays before that, and where a run has used it since", async () => {
        unusedFor(29, first);
        await filesOfCommit(second, project);
        unusedFor(31, first);
        await filesOfCommit(first, project);
        await filesOfCommit(commit("three"), project);
        expect(readdirSync(shelf())).toEqual(expect.arrayContaining([first, second]));
    });

    test("stays where a stack's settings name it", async () => {
        write(
            "infra/Pulumi.dev.yaml",
            `config:\n  slipway:apps: { shop: { target: local, commit: ${first.slice(0, 9)} } }\n`,
        );
        unusedFor(400, first);
        await filesOfCommit(second, project);
        expect(readdirSync(shelf()).sort()).toEqual([first, second].sort());
    });
});

test("an app that stays at a commit is planned from that commit's files; without `commit` from the work tree's", async () => {
    const [then, now] = [await greetings({ commit: first }), await greetings({})];
    expect([then.issues, now.issues]).toEqual([[], []]);
    expect(then.text).toContain('"one"');
    expect(then.text).not.toContain('"three"');
    expect(now.text).toContain('"three"');
    // The same plan but for what the commits differ in, and the folder in which the files lie.
    const folderThen = `.slipway/commits/${first}/infra/docker/shop`;
    expect(then.text.replaceAll(folderThen, "docker/shop").replaceAll('"one"', '"three"')).toBe(now.text);
});

test.each([
    [
        "no such commit",
        "0123456789",
        () => undefined,
        'is "0123456789", which is no commit of this clone: `git fetch`, or correct it (`git log` tells which there are).',
    ],
    [
        "a shallow clone",
        "0123456789",
        () => {
            write(".git/shallow", `${git("rev-parse", "HEAD")}\n`);
        },
        'is "0123456789", which is no commit of this clone, which is a shallow one: `git fetch --unshallow`, or in GitHub Actions `fetch-depth: 0`.',
    ],
    [
        "no clone",
        "0123456789",
        () => rmSync(join(folder, ".git"), { recursive: true }),
        "needs a clone, and the project's folder is in none: clone the repository, or leave `commit` out.",
    ],
])("%s: refused", async (_, asked, prepare, message) => {
    prepare();
    const { issues, text } = await greetings({ commit: asked });
    expect(issues).toEqual([{ severity: "error", path: "slipway:apps.shop.commit", message }]);
    expect(text).toBe("[]");
});

test("a clone of another user's: refused with the command by which Git trusts it", async () => {
    process.env.GIT_TEST_ASSUME_DIFFERENT_OWNER = "1"; // Git's own, for tests of exactly this
    try {
        const { issues } = await greetings({ commit: first });
        expect(issues.map(({ message }) => message)).toEqual([
            "needs Git, which does not trust this clone, as it belongs to another user: " +
                `\`git config --global --add safe.directory '${folder}'\`, or leave \`commit\` out.`,
        ]);
    } finally {
        delete process.env.GIT_TEST_ASSUME_DIFFERENT_OWNER;
    }
});

test("a commit without the app's Compose file: refused with the path in that commit", async () => {
    const { issues } = await greetings({ commit: first, compose: "docker/other/compose.yaml" });
    expect(issues.map(({ message }) => message).join()).toContain(
        `names ".slipway/commits/${first}/infra/docker/other/compose.yaml", which is no file in the project's folder`,
    );
});

test.each(["main", "abc", "HEAD~1", "G".repeat(40)])("commit: %s is no commit's hash", (value) => {
    expect(appSchema.safeParse({ target: "local", commit: value }).error?.issues[0]?.message).toMatch(/hash/);
});
