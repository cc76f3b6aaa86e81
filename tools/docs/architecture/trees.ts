/** A type of resource, and what resources of that type are parents of, counted by type. */
export interface Made {
    readonly type: string;
    readonly children: readonly { readonly type: string; readonly count: number }[];
}

const LINE = /^( *)- (\S+) (.+)$/;

/** Reads a recorded resource tree (`test/unit/testdata/trees/`): its types, in the order in which they come. */
export function readTree(text: string): Made[] {
    const counts = new Map<string, Map<string, number>>();
    const above: { depth: number; type: string }[] = [];
    for (const line of text.split("\n")) {
        const [, indent = "", type] = LINE.exec(line) ?? [];
        if (type === undefined || !/^[\w-]+:[\w/-]+:\w+$/.test(type)) continue;
        while (above.length > 0 && above.at(-1)!.depth >= indent.length) above.pop();
        const children = counts.get(type) ?? new Map<string, number>();
        counts.set(type, children);
        const siblings = counts.get(above.at(-1)?.type ?? "");
        siblings?.set(type, (siblings.get(type) ?? 0) + 1);
        above.push({ depth: indent.length, type });
    }
    return [...counts].map(([type, children]) => ({
        type,
        children: [...children].map(([child, count]) => ({ type: child, count })),
    }));
}
