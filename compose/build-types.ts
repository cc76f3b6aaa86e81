/** How a service's image is built: Compose's `build`. Paths are relative to the Compose file's folder. */
export interface BuildConfig {
    readonly context: string;
    readonly dockerfile?: string;
    readonly dockerfileInline?: string;
    readonly target?: string;
    readonly args: Readonly<Record<string, string>>;
    readonly additionalContexts: Readonly<Record<string, string>>;
    readonly secrets: readonly BuildSecretConfig[];
    readonly platforms: readonly string[];
    readonly cacheFrom: readonly string[];
    readonly cacheTo: readonly string[];
    readonly noCache: boolean;
    readonly noCacheFilter: readonly string[];
    readonly pull: boolean;
    readonly labels: Readonly<Record<string, string>>;
    readonly tags: readonly string[];
    readonly ssh: readonly string[];
    readonly network?: string;
    readonly extraHosts: readonly string[];
    readonly entitlements: readonly string[];
    readonly privileged: boolean;
    readonly isolation?: string;
    readonly shmSizeBytes?: number;
    readonly ulimits: Readonly<Record<string, number | { readonly soft: number; readonly hard: number }>>;
    readonly provenance?: string;
    readonly sbom?: string;
}

/** A top-level secret that the build may read. */
export interface BuildSecretConfig {
    readonly source: string;
    /** The id in `RUN --mount=type=secret,id=…`. */
    readonly id: string;
}
