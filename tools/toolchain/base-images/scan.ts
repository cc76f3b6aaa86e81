/** A Dockerfile or a Compose file. */
export interface SourceFile {
    readonly name: string;
    readonly text: string;
}

/** All images that the files need from a registry, each once, in order. */
export function baseImagesOf(files: readonly SourceFile[]): string[] {
    const images = files.flatMap(({ name, text }) =>
        /ya?ml$/.test(name) ? composeImages(text) : dockerfileImages(text),
    );
    return [...new Set(images)];
}

/** The images of a Dockerfile's FROM lines and `COPY --from`, without its own stages. */
export function dockerfileImages(text: string): string[] {
    const defaults = new Map<string, string>();
    const stages = new Set<string>();
    const images: string[] = [];
    for (const line of logicalLines(text)) {
        const argument = /^ARG\s+(\w+)=(\S+)/i.exec(line);
        // Only arguments before the first FROM may stand in a FROM line.
        if (argument && stages.size === 0 && images.length === 0)
            defaults.set(argument[1] ?? "", unquote(argument[2] ?? ""));
        const from = /^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line);
        if (from) {
            const image = substitute(from[1] ?? "", defaults);
            if (!stages.has(image.toLowerCase())) images.push(image);
            if (from[2]) stages.add(from[2].toLowerCase());
        }
        const copy = /^(?:COPY|ADD)\s+.*?--from=(\S+)/i.exec(line);
        const source = copy?.[1] ?? "";
        if (source && !stages.has(source.toLowerCase()) && !/^\d+$/.test(source))
            images.push(substitute(source, defaults));
    }
    return images.filter((image) => image !== "scratch" && !image.includes("$"));
}

function logicalLines(text: string): string[] {
    const withoutComments = text.split("\n").filter((line) => !line.trimStart().startsWith("#"));
    return withoutComments
        .join("\n")
        .replaceAll(/\\\n/g, " ")
        .split("\n")
        .map((line) => line.trim());
}

/** The images of those services of a Compose file that are not built from source. */
export function composeImages(text: string): string[] {
    const images: string[] = [];
    let service: { image?: string; built: boolean } = { built: false };
    let inServices = false;
    const close = (): void => {
        if (service.image && !service.built) images.push(service.image);
        service = { built: false };
    };
    for (const line of text.split("\n")) {
        if (/^\S/.test(line) && !line.startsWith("#")) {
            close();
            inServices = /^services:/.test(line);
        }
        if (!inServices) continue;
        if (/^ {2}[^\s#]/.test(line)) close();
        const [, key, value = ""] = /^ {4}(image|build):\s*(.*?)\s*(?:#.*)?$/.exec(line) ?? [];
        if (key === "build") service.built = true;
        if (key === "image") service.image = substitute(unquote(value), new Map());
    }
    close();
    return images.filter((image) => !image.includes("$"));
}

/** `$NAME`, `${NAME}` and `${NAME:-default}`; what has no value stays as it is. */
function substitute(text: string, values: ReadonlyMap<string, string>): string {
    return text.replaceAll(
        /\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})/g,
        (whole, bare: string | undefined, name: string | undefined, fallback: string | undefined) =>
            values.get(bare ?? name ?? "") ?? fallback ?? whole,
    );
}

function unquote(text: string): string {
    return text.replace(/^(["'])(.*)\1$/, "$2");
}
