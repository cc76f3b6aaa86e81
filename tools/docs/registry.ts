import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A page that is made from the program's own tables, so that it cannot say something else than the program does. */
export interface Page {
    /** Path in the repository. It stands in `.prettierignore` too. */
    readonly file: string;
    /** What the tables are, for the page's own note: paths in the repository. */
    readonly from: string;
    /** The page without its note. Equal tables make equal pages. */
    readonly render: () => string | Promise<string>;
}

/** The page as it must stand in the repository. */
export async function textOf({ from, render }: Page): Promise<string> {
    const note = `<!-- Made by \`npm run docs\` from ${from}: change it there. -->`;
    return `${note}\n\n${(await render()).trim()}\n`;
}

/** Writes the pages that differ; returns their paths. */
export async function writePages(pages: readonly Page[], root: string): Promise<string[]> {
    const written: string[] = [];
    for (const page of pages) {
        const text = await textOf(page);
        if (text === current(root, page)) continue;
        writeFileSync(join(root, page.file), text);
        written.push(page.file);
    }
    return written;
}

/** Which pages are stale and what to do, as one message; `undefined` when none is. */
export async function stalePages(pages: readonly Page[], root: string): Promise<string | undefined> {
    const stale: string[] = [];
    for (const page of pages) {
        const now = current(root, page);
        if ((await textOf(page)) === now) continue;
        stale.push(`${page.file}: ${now === undefined ? "is missing" : `is stale: ${page.from} says something else`}`);
    }
    return stale.length === 0 ? undefined : [...stale, "Run `npm run docs` and commit what it writes."].join("\n");
}

function current(root: string, { file }: Page): string | undefined {
    const path = join(root, file);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
