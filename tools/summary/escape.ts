/** Code in a line of Markdown: nothing in it is markup, a mention or HTML, whatever it holds. */
export function code(text: string): string {
    const line = clip(text.replaceAll(/\s*\n\s*/g, " ⏎ "), 300);
    const ticks = longestRun(line);
    const fence = "`".repeat(ticks + 1);
    const pad = ticks > 0 || line === "" ? " " : "";
    return `${fence}${pad}${line}${pad}${fence}`;
}

/** A block of code, of any lines. */
export function block(text: string, language = ""): string {
    const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
    return `${fence}${language}\n${text}\n${fence}`;
}

/** At most so many characters, with a mark where some are left out. */
export function clip(text: string, length: number): string {
    return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}

function longestRun(text: string): number {
    return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
