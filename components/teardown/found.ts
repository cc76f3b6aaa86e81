import type { Cost } from "./left";

/** Something that carries the tag of a stack. */
export interface Found {
    readonly arn: string;
    readonly kind: string;
    /** What a command takes: a name, an id or the ARN. */
    readonly id: string;
    readonly cost: Cost;
    /** It is there only as long as its stack is: whoever finds it has looked in the wrong place for the stack. */
    readonly alive?: true;
    /** Slipway can delete it: what is in it can be made again, or had back. Data never is. */
    readonly erase?: "repository" | "secret";
    /** The command that takes it away; absent where it goes by itself. */
    readonly remove?: string;
}

type Kind = Omit<Found, "arn" | "id" | "remove"> & { readonly remove?: (id: string) => string };

/** By what comes after the account in an ARN; the group is the id. */
const KINDS: readonly (readonly [pattern: RegExp, kind: Kind])[] = [
    [
        /:ecr:[^:]*:[^:]*:repository\/(.+)$/,
        {
            kind: "images",
            cost: { price: "images", count: 1, assumed: true },
            erase: "repository",
            remove: (id) => `aws ecr delete-repository --force --repository-name ${id}`,
        },
    ],
    [
        /^(.+:secretsmanager:.+)$/,
        {
            kind: "secret",
            cost: { price: "secret", count: 1, assumed: false },
            erase: "secret",
            remove: (id) => `aws secretsmanager delete-secret --secret-id ${id}`,
        },
    ],
    [
        /:rds:[^:]*:[^:]*:snapshot:(.+)$/,
        {
            kind: "database snapshot",
            cost: { price: "databaseSnapshots", count: 1, assumed: true },
            remove: (id) => `aws rds delete-db-snapshot --db-snapshot-identifier ${id}`,
        },
    ],
    [
        /:elasticache:[^:]*:[^:]*:snapshot:(.+)$/,
        {
            kind: "cache snapshot",
            cost: { price: "cacheSnapshots", count: 1, assumed: true },
            remove: (id) => `aws elasticache delete-snapshot --snapshot-name ${id}`,
        },
    ],
    [
        /:ec2:[^:]*:[^:]*:snapshot\/(.+)$/,
        {
            kind: "snapshot of a data disk",
            cost: { price: "snapshots", count: 1, assumed: true },
            remove: (id) => `aws ec2 delete-snapshot --snapshot-id ${id}`,
        },
    ],
    [
        /:ec2:[^:]*:[^:]*:volume\/(.+)$/,
        {
            kind: "data disk of a host",
            cost: { price: "disk", count: 1, assumed: true },
            remove: (id) => `aws ec2 delete-volume --volume-id ${id}`,
        },
    ],
    [
        /:elasticfilesystem:[^:]*:[^:]*:file-system\/(.+)$/,
        {
            kind: "files (EFS)",
            cost: { price: "files", count: 1, assumed: true },
            remove: (id) => `aws efs delete-file-system --file-system-id ${id}`,
        },
    ],
    [
        /:elasticfilesystem:[^:]*:[^:]*:access-point\/(.+)$/,
        { kind: "access point of files", cost: { free: "EFS charges for files alone" } },
    ],
    [
        /^(.+:backup:.+:recovery-point:.+)$/,
        { kind: "backup of files", cost: { unpriced: "AWS Backup's GB-months of EFS" } },
    ],
    ...(
        [
            [/:rds:[^:]*:[^:]*:db:(.+)$/, "database"],
            [/:elasticache:[^:]*:[^:]*:replicationgroup:(.+)$/, "cache"],
            [/:logs:[^:]*:[^:]*:log-group:(.+)$/, "log group"],
            [/:apprunner:[^:]*:[^:]*:service\/(.+)$/, "App Runner service"],
        ] as const
    ).map(([pattern, kind]) => [pattern, { kind, cost: { unpriced: "it is in use" }, alive: true }] as const),
];

/** What an ARN with the stack's tag stands for. */
export function foundBy(arn: string): Found {
    for (const [pattern, { remove, ...kind }] of KINDS) {
        const id = pattern.exec(arn)?.[1];
        if (id !== undefined) return { arn, id, ...kind, ...(remove && { remove: remove(id) }) };
    }
    return { arn, id: arn, kind: "not known to Slipway", cost: { unpriced: "look at it in the console" } };
}

/** A secret that waits for its deletion: it costs nothing and goes by itself. */
export function inRecovery(arn: string): Found {
    return {
        ...{ arn, id: arn, kind: "secret in recovery" },
        cost: { free: "AWS charges nothing for a secret that waits for its deletion" },
    };
}
