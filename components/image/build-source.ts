import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ContainerImageBuild } from "../container-image-args";
import { contextEntries, ignoreText, type ContextEntry } from "./context-files";

/** All that goes into an image, read once. */
export interface BuildSource {
    /** Absolute path of the context folder, or the address of a remote context. */
    readonly context: string;
    readonly remote: boolean;
    readonly entries: readonly ContextEntry[];
    /** Content of the Dockerfile; of a remote context its path there, if one was named. */
    readonly dockerfile: string | undefined;
    /** Named contexts that are folders, by name. Others (`docker-image://…`, Git addresses) pass through. */
    readonly named: Readonly<Record<string, { readonly folder: string; readonly entries: readonly ContextEntry[] }>>;
    /** Identifies the content: 20 hexadecimal digits, the same in every checkout. */
    readonly hash: string;
    /** Of the files alone, for whoever copies them: they may be written to meanwhile. */
    readonly files: string;
}

/**
 * Reads what an image is built from and hashes it.
 *
 * The hash covers the files that the ignore file leaves (content and executable bit), the Dockerfile, target, arguments,
 * labels, named contexts and platform; not owners, times, umask or where the checkout lies. BuildKit secrets are no part of
 * it: their values must not be guessable from a tag.
 *
 * @throws Error naming the file that is missing.
 */
export function readBuildSource(build: ContainerImageBuild, platform: string): BuildSource {
    const { context, remote, entries, dockerfile } = isRemote(build.context)
        ? remoteContext(build)
        : localContext(build);
    const named = namedFolders(build.additionalContexts ?? {});
    const hash = createHash("sha256");
    hash.update(
        JSON.stringify({
            dockerfile,
            ...(remote && { context }),
            platform,
            target: build.target ?? "",
            args: sorted(build.args ?? {}),
            labels: sorted(build.labels ?? {}),
            network: build.network ?? "",
            extraHosts: build.extraHosts ?? [],
            named: sorted(build.additionalContexts ?? {}).map(([name, where]) => [
                name,
                name in named ? "folder" : where,
            ]),
        }),
    );
    const files = filesIn(context, entries, named);
    hash.update(files);
    return {
        context,
        remote,
        entries,
        dockerfile,
        named,
        files: digestOf(files),
        hash: hash.digest("hex").slice(0, 20),
    };
}

/** {@link BuildSource.files} of a copy: other where a file was written to between the reading and the copying. */
export function filesOfCopy(
    { entries, named }: BuildSource,
    context: string,
    folderOf: (name: string) => string,
): string {
    const copied = Object.entries(named).map(([name, one]) => [name, { ...one, folder: folderOf(name) }] as const);
    return digestOf(filesIn(context, entries, Object.fromEntries(copied)));
}

function filesIn(context: string, entries: readonly ContextEntry[], named: BuildSource["named"]): string {
    const folders = sorted(named).map(
        ([name, { folder, entries: inside }]) => `\nnamed ${name}\n${linesOf(folder, inside)}`,
    );
    return [linesOf(context, entries), ...folders].join("");
}

function digestOf(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}

/** As `docker build -` has it: an inline Dockerfile that copies nothing. */
const NO_FILES = "-";

type Context = Pick<BuildSource, "context" | "remote" | "entries" | "dockerfile">;

function localContext(build: ContainerImageBuild): Context {
    if (build.context === NO_FILES) {
        return { context: NO_FILES, remote: false, entries: [], dockerfile: build.dockerfileInline };
    }
    const context = resolve(build.context);
    const file = resolve(context, build.dockerfile ?? "Dockerfile");
    const inline = build.dockerfileInline;
    if (inline === undefined && !existsSync(file)) throw new Error(`there is no Dockerfile at ${file}`);
    const entries = contextEntries(context, ignoreText(context, inline === undefined ? file : undefined));
    return { context, remote: false, entries, dockerfile: inline ?? readFileSync(file, "utf8") };
}

/** BuildKit fetches it; what it holds is its address's business (pin a commit there). */
function remoteContext(build: ContainerImageBuild): Context {
    return {
        context: build.context,
        remote: true,
        entries: [],
        dockerfile: build.dockerfileInline ?? build.dockerfile,
    };
}

/** `https://…`, `git@…`, `docker-image://…` and the like, rather than a folder. */
function isRemote(where: string): boolean {
    return /^[a-z][a-z0-9+-]*:\/\/|^git@|^service:/.test(where);
}

function namedFolders(contexts: Readonly<Record<string, string>>): BuildSource["named"] {
    const folders = Object.entries(contexts).filter(([, where]) => !isRemote(where));
    return Object.fromEntries(
        folders.map(([name, where]) => {
            const folder = resolve(where);
            return [name, { folder, entries: contextEntries(folder, ignoreText(folder, undefined)) }];
        }),
    );
}

/** A line for each entry. */
function linesOf(root: string, entries: readonly ContextEntry[]): string {
    return entries.map((entry) => `${lineOf(root, entry)}\n`).join("");
}

function lineOf(root: string, entry: ContextEntry): string {
    switch (entry.kind) {
        case "folder":
            return `d ${entry.path}`;
        case "link":
            return `l ${entry.path} ${entry.target}`;
        case "file": {
            const content = createHash("sha256")
                .update(readFileSync(join(root, entry.path)))
                .digest("hex");
            return `${entry.executable ? "x" : "f"} ${entry.path} ${content}`;
        }
        default:
            return entry satisfies never;
    }
}

function sorted<T>(map: Readonly<Record<string, T>>): [string, T][] {
    return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}
