import {
    chmodSync,
    constants,
    copyFileSync,
    existsSync,
    mkdirSync,
    readdirSync,
    renameSync,
    rmSync,
    statSync,
} from "node:fs";
import { symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { filesOfCopy, type BuildSource } from "./build-source";
import type { ContextEntry } from "./context-files";

/** Where `docker-build` finds a context: paths relative to the Pulumi project, so that every checkout names the same. */
export interface StagedContext {
    readonly location: string;
    /** None: the remote context's own. */
    readonly dockerfile: string | undefined;
    readonly named: Readonly<Record<string, string>>;
}

const KEEP_MS = 7 * 24 * 3600 * 1000;

/**
 * Copies a build's files into `.slipway/contexts/<hash>` with modes of our own (0644, or 0755 where executable).
 *
 * `docker-build` hashes modes as they lie on disk, so a checkout under another umask would show as a change, and with it
 * every task definition (pulumi-docker-build#979). A copy that is named by its content cannot differ.
 */
export function stage(source: BuildSource, project = process.cwd()): StagedContext {
    if (source.remote) return { location: source.context, dockerfile: source.dockerfile, named: {} };
    const shelf = join(project, ".slipway", "contexts");
    const place = join(shelf, source.hash);
    if (existsSync(place)) {
        const now = new Date();
        utimesSync(place, now, now);
    } else {
        mkdirSync(shelf, { recursive: true });
        dropOld(shelf);
        const draft = join(shelf, `.draft-${source.hash}-${process.pid}`);
        rmSync(draft, { recursive: true, force: true });
        copyEntries(source.context, source.entries, join(draft, "context"));
        writeFileSync(join(draft, "Dockerfile"), source.dockerfile ?? "", { mode: 0o644 });
        const copyOf = (name: string): string => join(draft, "named", name);
        for (const [name, { folder, entries }] of Object.entries(source.named)) {
            copyEntries(folder, entries, copyOf(name));
        }
        if (filesOfCopy(source, join(draft, "context"), copyOf) !== source.files) {
            rmSync(draft, { recursive: true, force: true });
            // What lies here under a hash is built under that tag, which nobody changes any more.
            throw new Error(
                `files in ${source.context} changed while they were read: run again once nothing writes there`,
            );
        }
        try {
            renameSync(draft, place);
        } catch (error) {
            // Another run was faster; its copy has the same content.
            rmSync(draft, { recursive: true, force: true });
            if (!existsSync(place)) throw error;
        }
    }
    const here = relative(project, place);
    return {
        location: join(here, "context"),
        dockerfile: join(here, "Dockerfile"),
        named: Object.fromEntries(Object.keys(source.named).map((name) => [name, join(here, "named", name)])),
    };
}

function copyEntries(from: string, entries: readonly ContextEntry[], to: string): void {
    makeFolder(to);
    for (const entry of entries) {
        const target = join(to, entry.path);
        switch (entry.kind) {
            case "folder":
                makeFolder(target);
                break;
            case "link":
                makeFolder(join(target, ".."));
                symlinkSync(entry.target, target);
                break;
            case "file":
                makeFolder(join(target, ".."));
                copyFileSync(join(from, entry.path), target, constants.COPYFILE_FICLONE);
                chmodSync(target, entry.executable ? 0o755 : 0o644);
                break;
            default:
                entry satisfies never;
        }
    }
}

/** `mkdir` is subject to the umask; `chmod` is not. */
function makeFolder(path: string): void {
    if (existsSync(path)) return;
    makeFolder(join(path, ".."));
    mkdirSync(path);
    chmodSync(path, 0o755);
}

/** Contexts that no run has used for a week. */
function dropOld(shelf: string): void {
    for (const name of readdirSync(shelf)) {
        const path = join(shelf, name);
        // Another run may have moved its draft since.
        const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
        if (age > KEEP_MS) rmSync(path, { recursive: true, force: true });
    }
}
