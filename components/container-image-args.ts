import type { EnvValue } from "./env-value";

/** How an image is built. Plain data, known before Pulumi starts, except what stands behind a secret's name. */
export interface ContainerImageBuild {
    /** Folder relative to the Pulumi project's, with `/`, the address of a remote context, or `-`: no files at all. */
    readonly context: string;
    /** Relative to {@link context}. @default Dockerfile */
    readonly dockerfile?: string;
    readonly dockerfileInline?: string;
    /** The stage to build. @default the last one */
    readonly target?: string;
    /** Build arguments. Never secret: they stay readable in the image's history. */
    readonly args?: Readonly<Record<string, string>>;
    /** Other contexts by name: a folder relative to the Pulumi project's, or `docker-image://…`, `https://…`. */
    readonly additionalContexts?: Readonly<Record<string, string>>;
    /** BuildKit secrets by the id in `RUN --mount=type=secret,id=…`. */
    readonly secrets?: Readonly<Record<string, BuildSecret>>;
    /** Such as `linux/amd64`. @default the builder's */
    readonly platform?: string;
    /** Such as `type=registry,ref=…`. */
    readonly cacheFrom?: readonly string[];
    readonly cacheTo?: readonly string[];
    /** @default false */
    readonly noCache?: boolean;
    readonly labels?: Readonly<Record<string, string>>;
    /** Ask the registry for newer base images. @default false */
    readonly pull?: boolean;
    /** Network of `RUN` steps. */
    readonly network?: "default" | "host" | "none";
    /** `name=address` for `RUN` steps. */
    readonly extraHosts?: readonly string[];
    /** SSH agents: `default` or `id=path`. */
    readonly ssh?: readonly string[];
}

/** What a build secret holds: a value by reference, or a file's content (path relative to the Pulumi project's folder). */
export type BuildSecret = EnvValue | { readonly kind: "file"; readonly path: string };
