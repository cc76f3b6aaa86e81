import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CHAPTERS } from "../../../tools/docs/troubleshooting/entries";
import { repositoryRoot } from "../../../tools/paths";

const ENTRIES = CHAPTERS.flatMap(({ entries }) => entries);

/** Parts of a message that its file does not hold. */
function missing(says: string, file: string): string[] {
    if (!existsSync(join(repositoryRoot, file))) return [`there is no ${file}`];
    // A text that is joined over lines of source is one text.
    const source = readFileSync(join(repositoryRoot, file), "utf8")
        .replace(/["`] \+\s+["`]/g, "")
        .replaceAll("\\`", "`");
    return says
        .split("…")
        .map((part) => part.trim())
        .filter((part) => part.length > 1 && !source.includes(part));
}

test.each(ENTRIES.map((entry) => [entry.says, entry] as const))("%s: its file writes it", (says, entry) => {
    expect(missing(says, entry.in)).toEqual([]);
});

test("negative control: a message that nobody writes, and a file that is not there", () => {
    expect(missing("… does not sever: ECS rolled back to …", "docs/releases.md")).toEqual([
        "does not sever: ECS rolled back to",
    ]);
    expect(missing("anything", "provider/none.ts")).toEqual(["there is no provider/none.ts"]);
});

test("Slipway's own messages are held against its code, or the page whose quotes tests have made", () => {
    const pages = ["docs/releases.md", "docs/ec2-compose.md"];
    const odd = ENTRIES.filter(
        (entry) => !entry.by && !/^(cli|compose|components|config|provider|tools)\b/.test(entry.in),
    );
    expect([...new Set(odd.map((entry) => entry.in))].sort()).toEqual([...pages].sort());
});

test("each message stands there once, says what it means and what to do", () => {
    expect(new Set(ENTRIES.map(({ says }) => says)).size).toBe(ENTRIES.length);
    for (const { means, todo } of ENTRIES) expect([means.endsWith("."), todo.endsWith(".")]).toEqual([true, true]);
});
