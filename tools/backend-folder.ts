import { homedir } from "node:os";
import { resolve } from "node:path";

const FILE = "file://";

/**
 * The folder of a `file://` backend as Pulumi reads it: absolute, from the home directory (`file://~`, what `pulumi login --local` keeps), or from
 * the directory in which `pulumi` runs. `undefined`: another kind of backend.
 */
export function backendFolder(url: string, directory: string): string | undefined {
    if (!url.startsWith(FILE)) return undefined;
    const path = decodeURIComponent(url.slice(FILE.length).replace(/\?.*$/, ""));
    return path.startsWith("~") ? resolve(homedir(), `.${path.slice(1)}`) : resolve(directory, path);
}
