import { promises as fs } from "node:fs";
import * as path from "node:path";
import { notGiven, type Issue } from "./issue";
import { howToGive } from "./variables";

/**
 * Docker Compose reads a `.env` beside every *included* file, and cannot be told not to. Such files are mostly not
 * committed, so a laptop and CI would deploy different things. Variables in them that the project uses and that the
 * stack does not give are refused.
 */
export async function strayIncludedEnv(
    request: { app: string; file: string; absoluteFile: string },
    used: ReadonlySet<string>,
    given: ReadonlyMap<string, string>,
): Promise<Issue[]> {
    const home = path.dirname(request.absoluteFile);
    const issues: Issue[] = [];
    for (const folder of await foldersOfIncludedFiles(request.absoluteFile, new Set())) {
        const names = namesIn(await readIfThere(path.join(folder, ".env")));
        const shown = path.relative(home, path.join(folder, ".env")).split(path.sep).join("/");
        for (const name of names.filter((candidate) => used.has(candidate) && !given.has(candidate))) {
            issues.push(
                notGiven(
                    `${request.file}: include`,
                    name,
                    `Docker Compose takes ${name} from ${shown}, a file that other machines may not have: ` +
                        `${howToGive(request.app, name)}.`,
                ),
            );
        }
    }
    return issues;
}

/** Folders other than the file's own that it takes YAML files from. More than `include` names may be among them: harmless. */
async function foldersOfIncludedFiles(file: string, seen: Set<string>): Promise<Set<string>> {
    const folders = new Set<string>();
    if (seen.has(file)) return folders;
    seen.add(file);
    const content = await readIfThere(file);
    if (!/^["']?include["']?\s*:/m.test(content)) return folders;
    for (const [mention] of content.matchAll(/[\w./~-]+\.ya?ml\b/g)) {
        const included = path.resolve(path.dirname(file), mention);
        const isThere = await fs.stat(included).then(
            (stats) => stats.isFile(),
            () => false,
        );
        if (!isThere || included === file) continue;
        if (path.dirname(included) !== path.dirname(file)) folders.add(path.dirname(included));
        (await foldersOfIncludedFiles(included, seen)).forEach((folder) => folders.add(folder));
    }
    for (const [, mention = ""] of content.matchAll(/project_directory["']?\s*:\s*["']?([^\s"',}]+)/g)) {
        folders.add(path.resolve(path.dirname(file), mention));
    }
    // `include` reads the `.env` of its own folder too, which the command line's `--env-file` does not cover.
    folders.add(path.dirname(file));
    return folders;
}

function namesIn(env: string): string[] {
    return [...env.matchAll(/^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*[=:]/gm)].map(([, name]) => name ?? "");
}

function readIfThere(file: string): Promise<string> {
    return fs.readFile(file, "utf8").catch(() => "");
}
