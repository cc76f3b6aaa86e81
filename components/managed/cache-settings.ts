import type * as elasticache from "@pulumi/aws/elasticache";

/** What differs between caches, and how much they are worth. */
export interface CacheSettings {
    readonly engine: "redis" | "valkey";
    /** Such as `8.1`; with its minor version, as ElastiCache asks. */
    readonly version: string;
    /** @default "cache.t4g.micro" in an environment of which nothing is kept, else "cache.t4g.small" */
    readonly nodeType?: string;
}

export const CACHE_PORT = 6379;

/** Days that a snapshot is kept; the newest one costs nothing. */
const SNAPSHOT_DAYS = { disposable: 1, kept: 7 } as const;

/** Everything of a cache that is known before deployment: one node where nothing is kept, else a second one in another zone. */
export function cacheSettings({ engine, version, nodeType }: CacheSettings, disposable: boolean) {
    return {
        engine,
        engineVersion: version,
        autoMinorVersionUpgrade: true,
        applyImmediately: true,
        nodeType: nodeType ?? (disposable ? "cache.t4g.micro" : "cache.t4g.small"),
        numCacheClusters: disposable ? 1 : 2,
        automaticFailoverEnabled: !disposable,
        multiAzEnabled: !disposable,
        port: CACHE_PORT,
        atRestEncryptionEnabled: true,
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
        snapshotRetentionLimit: disposable ? SNAPSHOT_DAYS.disposable : SNAPSHOT_DAYS.kept,
    } satisfies Partial<elasticache.ReplicationGroupArgs>;
}

/** ElastiCache takes letters, digits and ! & # $ ^ < > - in a password; a generated one has `_` besides. */
export function authTokenOf(generated: string): string {
    return generated.replace(/_/g, "-");
}
