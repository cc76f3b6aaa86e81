/** What becomes of a Compose service that AWS runs. Plain data, known before Pulumi starts. */
export type ManagedPlan = DatabasePlan | CachePlan;

interface AnyManagedPlan {
    /** What the names of its variables begin with: `DB` of `DB_HOST`. */
    readonly prefix: string;
    /** Services and jobs that connect to it: nobody else may. */
    readonly usedBy: readonly string[];
    readonly restoreFrom?: string;
}

export interface DatabasePlan extends AnyManagedPlan {
    readonly engine: "postgres";
    /** Major version. */
    readonly version: string;
    readonly userName: string;
    readonly databaseName: string;
    readonly instanceClass?: string;
    readonly storageGiB?: number;
}

export interface CachePlan extends AnyManagedPlan {
    readonly engine: "redis" | "valkey";
    /** With its minor version. */
    readonly version: string;
    readonly nodeType?: string;
}
