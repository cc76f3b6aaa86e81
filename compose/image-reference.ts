/** The parts of an image's name, as Docker reads it. */
export interface ImageReference {
    /** Such as `docker.io` or `localhost:5000`. */
    readonly registry: string;
    readonly repository: string;
    /** How exact it is: only a digest always means the same image. */
    readonly kind: "digest" | "tag" | "untagged";
    readonly tag?: string;
    readonly digest?: string;
}

export function parseImageReference(reference: string): ImageReference | undefined {
    const found = /^([^@\s]+?)(?::([\w][\w.-]{0,127}))?(?:@([a-z0-9]+:[a-f0-9]{32,}))?$/.exec(reference);
    if (!found) return undefined;
    const [, name = "", tag, digest] = found;
    const [first = "", ...rest] = name.split("/");
    const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
    const registry = hasRegistry ? first : "docker.io";
    const path = hasRegistry ? rest.join("/") : name;
    const repository = registry === "docker.io" && !path.includes("/") ? `library/${path}` : path;
    if (!/^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(repository)) return undefined;
    const kind = digest !== undefined ? "digest" : tag !== undefined ? "tag" : "untagged";
    return { registry, repository, kind, ...(tag ? { tag } : {}), ...(digest ? { digest } : {}) };
}
