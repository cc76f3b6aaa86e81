import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { slipwayHome } from "../core/home";
import { volumesOf } from "./volumes";

/** A generated value of a Compose project on this machine. */
export interface KeptValue {
    readonly project: string;
    readonly name: string;
    readonly generation: number;
}

/**
 * Keeps a value for as long as the project's volumes are there: a database has the password that it was made with, and the stack's
 * state, which held the value, is gone. Lies beside this machine's Docker, which has the data in the clear, readable by its user alone.
 */
export async function keepValue(which: KeptValue, value: string): Promise<void> {
    const file = fileOf(which);
    rmSync(file, { force: true });
    if ((await volumesOf(which.project)).length === 0) return;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, value, { mode: 0o600 });
}

/** The value that was kept; `undefined` where there is none, or the volumes have gone since. */
export async function keptValue(which: KeptValue): Promise<string | undefined> {
    const file = fileOf(which);
    let value: string;
    try {
        value = readFileSync(file, "utf8");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
    }
    if ((await volumesOf(which.project)).length > 0) return value;
    rmSync(file, { force: true });
    return undefined;
}

function fileOf({ project, name, generation }: KeptValue): string {
    const plain = (text: string): string => text.replaceAll(/[^\w-]/g, "_");
    return join(slipwayHome(), "generated", plain(project), `${plain(name)}.${generation}`);
}
