import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { TarEntry } from "./tar";

/** The program that runs on the host, as it lies beside the components. */
const HOST_FOLDER = resolve(__dirname, "..", "..", "host");

/** What makes an instance a host, before its first release. */
export const BOOTSTRAP = "bootstrap";

/** What is not needed on a host, or comes to it by another way. */
const LEFT_OUT = /(^|\/)(tests|sent|__pycache__|\.[^/]+)(\/|$)|\.(md|pyc|toml)$/;

/** The files of the host's program, sorted by name, with modes of their kind: those of a checkout tell nothing. */
export function hostProgram(folder = HOST_FOLDER): TarEntry[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replace(/\\/g, "/"))
        .filter((path) => !LEFT_OUT.test(path))
        .sort()
        .map((path) => ({
            path,
            content: readFileSync(join(folder, path)),
            executable: path.endsWith(".sh"),
        }));
}
