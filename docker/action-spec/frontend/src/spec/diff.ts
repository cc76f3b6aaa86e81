/** A line diff for people: changed lines, three lines around them, the rest folded. */
import { diffLines } from "diff";

export interface DiffLine {
    kind: "same" | "added" | "removed" | "folded";
    text: string;
    before?: number;
    after?: number;
}

const CONTEXT = 3;

const linesOf = (text: string): string[] => text.replace(/\n$/, "").split("\n");

export function diffOf(before: string, after: string): DiffLine[] {
    let [left, right] = [0, 0];
    const all = diffLines(before, after).flatMap((part): DiffLine[] =>
        linesOf(part.value).map((text) => {
            if (part.added) return { kind: "added", text, after: ++right };
            if (part.removed) return { kind: "removed", text, before: ++left };
            return { kind: "same", text, before: ++left, after: ++right };
        }),
    );
    return fold(all);
}

export function countsOf(lines: DiffLine[]): { added: number; removed: number } {
    const count = (kind: DiffLine["kind"]): number => lines.filter((line) => line.kind === kind).length;
    return { added: count("added"), removed: count("removed") };
}

function fold(lines: DiffLine[]): DiffLine[] {
    const near = new Set<number>();
    lines.forEach((line, index) => {
        if (line.kind === "same") return;
        for (let i = index - CONTEXT; i <= index + CONTEXT; i++) near.add(i);
    });
    const shown: DiffLine[] = [];
    for (let i = 0; i < lines.length; i++) {
        const line = lines[i];
        if (line && near.has(i)) shown.push(line);
        else if (line) {
            let end = i;
            while (end < lines.length && !near.has(end)) end++;
            const count = end - i;
            shown.push({ kind: "folded", text: `${count} unchanged line${count === 1 ? "" : "s"}` });
            i = end - 1;
        }
    }
    return shown;
}
