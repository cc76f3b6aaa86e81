import { execFile } from "node:child_process";
import { existsSync, promises as fs } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { clearShelf, SHELF, touch } from "./commit-shelf";

const runGit = promisify(execFile);

/** The files of a commit; or why they cannot be had. */
export type FilesOfCommit = { readonly folder: string } | { readonly problem: string };

/**
 * Writes the files of a commit to `.slipway/commits/<its hash>`, unless they lie there already. The work tree, the index and the list
 * of work trees stay untouched. What nobody has used for a month goes then. Files that Git does not hold (ignored ones, those of submodules) are not among them.
 *
 * @returns the project's folder as it was at that commit, relative to the project
 */
export async function filesOfCommit(commit: string, projectDirectory: string): Promise<FilesOfCommit> {
    const git = async (args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> => {
        const { stdout } = await runGit("git", args, { cwd: projectDirectory, env: { ...process.env, ...env } });
        return stdout.trim();
    };
    let top: string, inside: string;
    try {
        [top = "", inside = ""] = (await git(["rev-parse", "--show-toplevel", "--show-prefix"])).split("\n");
    } catch (cause) {
        return { problem: noClone(cause as GitFailure) };
    }
    const hash = await git(["rev-parse", "--verify", "--quiet", `${commit}^{commit}`]).catch(() => undefined);
    if (hash === undefined) return { problem: await unknown(commit, git) };

    const place = path.join(projectDirectory, SHELF, hash);
    if (!(await touch(place))) {
        await fs.mkdir(path.dirname(place), { recursive: true });
        const draft = await fs.mkdtemp(path.join(projectDirectory, SHELF, ".draft-"));
        await fs.chmod(draft, 0o755);
        const index = { GIT_INDEX_FILE: `${draft}.index` };
        try {
            await git(["read-tree", hash], index);
            // From the top: in a folder below it `checkout-index` would write that folder only.
            await git(["-C", top, "checkout-index", "--all", `--prefix=${draft}${path.sep}`], index);
            await fs.rename(draft, place);
        } catch (cause) {
            if (!existsSync(place)) throw cause; // another run was faster; its copy has the same content
        } finally {
            await fs.rm(draft, { recursive: true, force: true });
            await fs.rm(index.GIT_INDEX_FILE, { force: true });
        }
        await clearShelf(projectDirectory);
    }
    return { folder: path.join(SHELF, hash, inside.replace(/\/$/, "")) };
}

interface GitFailure extends NodeJS.ErrnoException {
    readonly stderr?: string;
}

function noClone({ code, stderr = "" }: GitFailure): string {
    if (code === "ENOENT") return "needs Git, and there is no command `git` here: install it, or leave `commit` out.";
    const folder = /detected dubious ownership in repository at '(.*)'/.exec(stderr)?.[1];
    if (folder !== undefined) {
        const trust = `git config --global --add safe.directory '${folder}'`;
        return `needs Git, which does not trust this clone, as it belongs to another user: \`${trust}\`, or leave \`commit\` out.`;
    }
    return "needs a clone, and the project's folder is in none: clone the repository, or leave `commit` out.";
}

async function unknown(commit: string, git: (args: string[]) => Promise<string>): Promise<string> {
    const shallow = (await git(["rev-parse", "--is-shallow-repository"])) === "true";
    return (
        `is ${JSON.stringify(commit)}, which is no commit of this clone` +
        (shallow
            ? ", which is a shallow one: `git fetch --unshallow`, or in GitHub Actions `fetch-depth: 0`."
            : ": `git fetch`, or correct it (`git log` tells which there are).")
    );
}
