/** Which commit a workflow may deploy, by a real git and a STAND-IN of `pulumi stack history`. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { IMAGES_ONLY } from "../../../tools/images/message";
import { repositoryRoot } from "../../../tools/paths";

const folder = mkdtempSync(join(tmpdir(), "slipway-newest-"));
const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8" }).trim();
let commits: readonly string[];

beforeAll(() => {
    git("init", "--quiet");
    const who = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
    commits = ["older", "newer"].map((message) => {
        git(...who, "commit", "--quiet", "--allow-empty", "--message", message);
        return git("rev-parse", "HEAD");
    });
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Update {
    readonly head?: string;
    readonly message?: string;
    readonly kind?: string;
}

/** How the tool ends where that commit is checked out, and the stack has had these updates, newest first. */
function ended(checkedOut: string, history: readonly Update[] | null) {
    git("checkout", "--quiet", checkedOut);
    const updates = history?.map(({ head, message, kind = "update" }) => ({
        ...{ kind, message, result: "succeeded" },
        environment: head === undefined ? {} : { "git.head": head },
    }));
    writeFileSync(join(folder, "history.json"), JSON.stringify(updates ?? null));
    writeFileSync(join(folder, "pulumi"), '#!/bin/sh\ncat "$(dirname "$0")/history.json"\n');
    chmodSync(join(folder, "pulumi"), 0o755);
    const tsx = join(repositoryRoot, "node_modules", "tsx", "dist", "cli.mjs");
    const tool = join(repositoryRoot, "tools", "newest.ts");
    const { status, stdout, stderr } = spawnSync(process.execPath, [tsx, tool, "--stack", "dev"], {
        cwd: folder,
        env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
        encoding: "utf8",
    });
    return { status, said: `${stdout}${stderr}` };
}

test("an older commit is not deployed over a newer one, and the way back is said", () => {
    const [older, newer] = commits as [string, string];
    const { status, said } = ended(older, [{ head: newer }, { head: older }]);
    expect(status).toBe(1);
    expect(said).toContain(`dev has commit ${newer} already, which is newer than ${older}: nothing is deployed.`);
    expect(said).toContain("npx slipway rollback <app> --stack dev");
});

test("a newer one is, and so is the same again, and the first of a stack", () => {
    const [older, newer] = commits as [string, string];
    expect(ended(newer, [{ head: older }])).toEqual({ status: 0, said: "" });
    expect(ended(newer, [{ head: newer }])).toEqual({ status: 0, said: "" });
    for (const none of [null, [], [{}]]) expect(ended(older, none)).toEqual({ status: 0, said: "" });
});

test("what only pushed images, or took something away, has deployed nothing", () => {
    const [older, newer] = commits as [string, string];
    const history = [{ head: newer, message: IMAGES_ONLY }, { head: newer, kind: "destroy" }, { head: older }];
    expect(ended(older, history)).toEqual({ status: 0, said: "" });
});

test("a commit that the clone does not have is said, and keeps nothing back", () => {
    const unknown = "0123456789abcdef0123456789abcdef01234567";
    const said = `dev has commit ${unknown}, which this clone does not know\n`;
    expect(ended(commits[0]!, [{ head: unknown }])).toEqual({ status: 0, said });
});
