/**
 * A view of a value that notes what is read from it, at any depth: so a mapping cannot leave an input out unseen.
 * `unread` names the paths of plain values that nobody has looked at.
 */
export function watched<T extends object>(value: T): { readonly view: T; unread(): string[] } {
    const read = new Set<string>();
    return { view: viewOf(value, "", read), unread: () => leaves(value, "").filter((path) => !read.has(path)) };
}

function viewOf<T extends object>(value: T, path: string, read: Set<string>): T {
    return new Proxy(value, {
        get(target, key) {
            const found: unknown = Reflect.get(target, key);
            if (typeof key === "symbol" || typeof found === "function") return found;
            const at = `${path}.${key}`;
            if (typeof found === "object" && found !== null) return viewOf(found, at, read);
            read.add(at);
            return found;
        },
    });
}

function leaves(value: unknown, path: string): string[] {
    if (value === undefined) return [];
    if (typeof value !== "object" || value === null) return [path];
    return Object.entries(value).flatMap(([key, item]) => leaves(item, `${path}.${key}`));
}
