import dockerignore from "@balena/dockerignore";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join, posix } from "node:path";

/** One entry of a build context, as it is hashed and staged: nothing here depends on umask, owner or file times. */
export type ContextEntry =
    | { readonly kind: "file"; readonly path: string; readonly executable: boolean }
    | { readonly kind: "folder"; readonly path: string }
    | { readonly kind: "link"; readonly path: string; readonly target: string };

/** Holds copies of contexts, in the project's folder, which is often the context: each build would take in the ones before it. */
const OWN = ".slipway";

/**
 * The files of a build context that its ignore file leaves, sorted by path; without `.slipway`, which is Slipway's own.
 *
 * @param ignoreText content of the ignore file in Docker's syntax; empty for none.
 * @throws Error for a context that does not exist, and for sockets, devices and pipes in it.
 */
export function contextEntries(context: string, ignoreText: string): ContextEntry[] {
    if (!existsSync(context)) throw new Error(`the build context ${context} does not exist`);
    const rules = dockerignore({ ignorecase: false }).add(ignoreText);
    // With an exception (`!keep`) a file inside an ignored folder may be wanted; without one the folder can be skipped.
    const hasExceptions = /^\s*!/m.test(ignoreText);
    const entries: ContextEntry[] = [];
    const walk = (folder: string): void => {
        for (const name of readdirSync(join(context, folder)).sort()) {
            const path = posix.join(folder, name);
            const ignored = rules.ignores(path);
            const stat = lstatSync(join(context, path));
            if (stat.isDirectory()) {
                if (name === OWN) continue;
                if (!ignored) entries.push({ kind: "folder", path });
                if (!ignored || hasExceptions) walk(path);
            } else if (ignored) {
                continue;
            } else if (stat.isSymbolicLink()) {
                entries.push({ kind: "link", path, target: readlinkSync(join(context, path)) });
            } else if (stat.isFile()) {
                entries.push({ kind: "file", path, executable: (stat.mode & 0o100) !== 0 });
            } else {
                throw new Error(
                    `${join(context, path)} is neither a file, a folder nor a link: ignore it in .dockerignore`,
                );
            }
        }
    };
    walk("");
    return entries;
}

/** The ignore file that BuildKit would use: the Dockerfile's own before the context's. */
export function ignoreText(context: string, dockerfile: string | undefined): string {
    const candidates = [
        ...(dockerfile === undefined ? [] : [`${dockerfile}.dockerignore`]),
        join(context, ".dockerignore"),
    ];
    const found = candidates.find((path) => existsSync(path));
    return found === undefined ? "" : readFileSync(found, "utf8");
}
