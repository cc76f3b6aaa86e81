import { Header } from "tar";

/** One file of an archive. */
export interface TarEntry {
    /** With `/`; at most 255 bytes. */
    readonly path: string;
    readonly content: Buffer;
    /** @default false */
    readonly executable?: boolean;
}

const BLOCK = 512;

/**
 * An archive whose bytes depend on paths and contents alone: entries sorted, no times, owners or modes of this machine.
 *
 * Not compressed: what deflate makes of the same bytes differs between machines, and a bundle must be the same in every preview.
 */
export function tarOf(entries: readonly TarEntry[]): Buffer {
    const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    const blocks = sorted.flatMap(({ path, content, executable = false }) => [
        headerOf(path, content.length, executable),
        content,
        Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
    ]);
    return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function headerOf(path: string, size: number, executable: boolean): Buffer {
    const block = Buffer.alloc(BLOCK);
    const header = new Header({
        path,
        size,
        mode: executable ? 0o755 : 0o644,
        type: "File",
        mtime: new Date(0),
        uid: 0,
        gid: 0,
        uname: "",
        gname: "",
    });
    const needsMore = header.encode(block);
    if (needsMore) throw new Error(`${path} is too long a name for a bundle`);
    return block;
}
