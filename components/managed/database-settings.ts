import type * as rds from "@pulumi/aws/rds";

/** What differs between databases, and how much they are worth. */
export interface DatabaseSettings {
    /** Major version of PostgreSQL, such as `16`; RDS chooses the newest minor one. */
    readonly version: string;
    /** @default "db.t4g.micro" in an environment of which nothing is kept, else "db.t4g.small" */
    readonly instanceClass?: string;
    /** At first, in GiB; RDS adds more when it gets full, up to five times as much. @default 20, the least that RDS offers */
    readonly storageGiB?: number;
}

const LEAST_STORAGE_GIB = 20;
const MOST_GROWTH = 5;

/** Days that a point in time can be gone back to. One is the least with which RDS backs up at all. */
const BACKUP_DAYS = { disposable: 1, kept: 7 } as const;

/** Everything of an instance that is known before deployment: cheapest safe where nothing is kept, else highly available. */
export function databaseSettings(
    { version, instanceClass, storageGiB = LEAST_STORAGE_GIB }: DatabaseSettings,
    disposable: boolean,
) {
    return {
        engine: "postgres",
        engineVersion: version,
        // Another major version in the Compose file is a wish: RDS takes a snapshot before it.
        allowMajorVersionUpgrade: true,
        autoMinorVersionUpgrade: true,
        // A version past its time costs 0.10 USD a vCPU and hour without a word. With this it is refused instead.
        engineLifecycleSupport: "open-source-rds-extended-support-disabled",
        // Else an update would report as done what happens in the next maintenance window.
        applyImmediately: true,
        instanceClass: instanceClass ?? (disposable ? "db.t4g.micro" : "db.t4g.small"),
        multiAz: !disposable,
        storageType: "gp3",
        allocatedStorage: storageGiB,
        maxAllocatedStorage: storageGiB * MOST_GROWTH,
        storageEncrypted: true,
        publiclyAccessible: false,
        port: POSTGRES_PORT,
        backupRetentionPeriod: disposable ? BACKUP_DAYS.disposable : BACKUP_DAYS.kept,
        deleteAutomatedBackups: disposable,
        copyTagsToSnapshot: true,
        skipFinalSnapshot: disposable,
        deletionProtection: !disposable,
        performanceInsightsEnabled: !disposable,
        // Seven days cost nothing.
        ...(!disposable && { performanceInsightsRetentionPeriod: 7, enabledCloudwatchLogsExports: [...EXPORTED_LOGS] }),
    } satisfies Partial<rds.InstanceArgs>;
}

export const POSTGRES_PORT = 5432;

/** Logs that RDS copies to CloudWatch where they are worth their price. */
export const EXPORTED_LOGS = ["postgresql", "upgrade"] as const;
