import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";

/** How one part knows another: by what it is made of, or by types alone, of which nothing is left when it runs. */
export interface Edge {
    readonly from: string;
    readonly to: string;
    readonly typesOnly: boolean;
}

/** An import of a file: the file that it names, without its ending. */
interface Import {
    readonly path: string;
    readonly typesOnly: boolean;
}

const IMPORT = /^(?:import|export)\s+(type\s+)?([^"';]*?)\s*from\s+"(\.[^"]+)"/gm;

/** What a program's text imports of its own repository. */
export function importsOf(file: string, text: string): Import[] {
    return [...text.matchAll(IMPORT)].map(([, type, what = "", path = ""]) => {
        const names = /\{([^}]*)\}/.exec(what)?.[1]?.split(",") ?? [];
        const each = names.map((name) => name.trim()).filter(Boolean);
        return {
            path: posix.normalize(posix.join(posix.dirname(file), path)),
            typesOnly: type !== undefined || (each.length > 0 && each.every((name) => name.startsWith("type "))),
        };
    });
}

/** The graph between parts. `partOf` says which part a path belongs to; paths of no part do not count. */
export function graph(root: string, folders: readonly string[], partOf: (path: string) => string | undefined): Edge[] {
    const edges = new Map<string, Edge>();
    for (const file of folders.flatMap((folder) => programs(root, folder))) {
        const from = partOf(file);
        for (const { path, typesOnly } of importsOf(file, readFileSync(join(root, file), "utf8"))) {
            const to = partOf(path);
            if (from === undefined || to === undefined || from === to) continue;
            const known = edges.get(`${from} ${to}`);
            edges.set(`${from} ${to}`, { from, to, typesOnly: typesOnly && (known?.typesOnly ?? true) });
        }
    }
    return [...edges.values()].sort((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1));
}

function programs(root: string, place: string): string[] {
    if (place.endsWith(".ts")) return [place];
    return readdirSync(join(root, place), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
        .map((entry) => relative(root, join(entry.parentPath ?? dirname(place), entry.name)).replaceAll("\\", "/"))
        .filter((file) => !file.includes("node_modules"))
        .sort();
}
