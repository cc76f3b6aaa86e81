import { copyFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Mends what KILL leaves of a stack in a `file://` backend: Pulumi does not write a checkpoint and the attributes beside it in
 * one step, so either can be cut off, and every later command then ends with `failed to load checkpoint: EOF`.
 *
 * @returns what was mended, in words; undefined where nothing was.
 */
export function mendCheckpoint(state: string, project: string, stack: string): string | undefined {
    const file = join(state, ".pulumi", "stacks", project, `${stack}.json`);
    const mended: string[] = [];
    if (existsSync(file) && !isJson(file)) {
        const backup = `${file}.bak`;
        if (!isJson(backup)) {
            throw new Error(
                `the state of stack ${stack} was cut off (${file}), and so was its backup: ` +
                    `bring back a copy from ${join(state, ".pulumi", "backups", project, stack)}`,
            );
        }
        copyFileSync(backup, file);
        mended.push("its state from the backup of one step before");
    }
    // Attributes hold a content type and a checksum of the file; Pulumi does without them.
    for (const attributes of [`${file}.attrs`, `${file}.bak.attrs`]) {
        if ((existsSync(attributes) && !isJson(attributes)) || (mended.length > 0 && existsSync(attributes))) {
            rmSync(attributes);
            if (mended.length === 0) mended.push("the attributes of its state");
        }
    }
    return mended.length === 0 ? undefined : mended.join(", ");
}

function isJson(file: string): boolean {
    try {
        JSON.parse(readFileSync(file, "utf8"));
        return true;
    } catch {
        return false;
    }
}
