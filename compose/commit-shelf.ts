import { promises as fs } from "node:fs";
import * as path from "node:path";

/** Where files of earlier commits lie: in the project's folder, so that every machine calls them the same. */
export const SHELF = path.join(".slipway", "commits");

const UNUSED_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Takes note that a commit's folder is in use. @returns whether it is there */
export async function touch(folder: string): Promise<boolean> {
    const now = new Date();
    return fs.utimes(folder, now, now).then(
        () => true,
        () => false,
    );
}

/**
 * Deletes what has not been used for 30 days, unless a stack's settings name it; drafts that a killed run has left, too. Everything here is
 * written anew from Git when it is needed, but not from one moment to the next: containers on this machine's Docker may have a
 * file of theirs mounted from here, for as long as their stack stays at that commit, and a run beside this one may be reading.
 */
export async function clearShelf(projectDirectory: string, now = Date.now()): Promise<void> {
    const shelf = path.join(projectDirectory, SHELF);
    const named = await hashesInSettings(projectDirectory);
    for (const entry of await fs.readdir(shelf)) {
        const folder = path.join(shelf, entry);
        const stats = await fs.stat(folder).catch(() => undefined); // another run was faster
        const old = stats !== undefined && now - stats.mtimeMs > UNUSED_DAYS * DAY_MS;
        if (!old || named.some((hash) => entry.startsWith(hash))) continue;
        // Away in one step: half a folder must never be taken for a commit's files, should the rest not be ours to delete.
        const gone = entry.startsWith(".") ? folder : path.join(shelf, `.gone-${entry}`);
        await fs
            .rename(folder, gone)
            .then(() => fs.rm(gone, { recursive: true, force: true }))
            .catch(() => undefined);
    }
}

/** Everything in the stacks' settings that could be a commit's hash, whole or shortened. */
async function hashesInSettings(projectDirectory: string): Promise<string[]> {
    const files = (await fs.readdir(projectDirectory)).filter((name) => /^Pulumi\..+\.ya?ml$/.test(name));
    const texts = await Promise.all(files.map((name) => fs.readFile(path.join(projectDirectory, name), "utf8")));
    return texts.flatMap((text) => text.match(/\b[0-9a-f]{7,40}\b/g) ?? []);
}
