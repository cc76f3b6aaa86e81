import { readFileSync, writeFileSync } from "node:fs";

const MARK = "<!-- checked -->\n\n";

/** Compares what stands below a documentation page's mark with what the program says; `UPDATE_PAGES=1` writes it. */
export function expectOnPage(file: string, text: string): void {
    const [before, after] = readFileSync(file, "utf8").split(MARK);
    const wanted = `${text.trimEnd()}\n`;
    if (process.env.UPDATE_PAGES === "1") writeFileSync(file, `${before}${MARK}${wanted}`);
    else expect(after).toBe(wanted);
}
