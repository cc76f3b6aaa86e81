import { record, text, type Cost, type Doomed, type Left, type Obstacle, type TeardownRule } from "./left";

const GB = (price: Extract<Cost, { price: unknown }>["price"], count: number, assumed: boolean): Cost => ({
    price,
    count,
    assumed,
});

/** How much a snapshot of a database holds: at most what the database may take; what it does take nobody knows beforehand. */
const size = ({ inputs, outputs }: Doomed): number =>
    Number(inputs["allocatedStorage"] ?? outputs["allocatedStorage"] ?? 20);

export const DATABASE: TeardownRule = {
    leaves(database) {
        const { inputs, outputs } = database;
        const left: Left[] = [];
        if (inputs["skipFinalSnapshot"] !== true) {
            const id = text(inputs["finalSnapshotIdentifier"]) || text(outputs["finalSnapshotIdentifier"]);
            left.push({
                kind: "database snapshot",
                id,
                cost: GB("databaseSnapshots", size(database), true),
                note: `made by the destroy; \`restoreFrom: ${id}\` makes a database of it`,
                remove: `aws rds delete-db-snapshot --db-snapshot-identifier ${id}`,
            });
        }
        if (inputs["deleteAutomatedBackups"] === false) {
            const id = text(outputs["resourceId"]);
            left.push({
                kind: "automated backups of a database",
                id,
                cost: GB("databaseSnapshots", size(database), true),
                note: `each goes by itself ${String(inputs["backupRetentionPeriod"])} days after it was made`,
                remove: `aws rds delete-db-instance-automated-backup --dbi-resource-id ${id}`,
            });
        }
        return left;
    },
    obstacles({ inputs }) {
        if (inputs["deletionProtection"] !== true) return [];
        const id = text(inputs["identifier"]);
        const lift = `aws rds modify-db-instance --db-instance-identifier ${id} --no-deletion-protection --apply-immediately`;
        return [{ what: "database", id, why: "AWS refuses to delete it (deletion protection)", lift }];
    },
};

/** Automatic snapshots go with a cache; the last one stays. */
export const CACHE: TeardownRule = {
    leaves({ inputs }) {
        const id = text(inputs["finalSnapshotIdentifier"]);
        if (id === "") return [];
        return [
            {
                kind: "cache snapshot",
                id,
                cost: GB("cacheSnapshots", 1, true),
                note: `made by the destroy; \`restoreFrom: ${id}\` makes a cache of it`,
                remove: `aws elasticache delete-snapshot --snapshot-name ${id}`,
            },
        ];
    },
};

export const FILES: TeardownRule = {
    kept: ({ id }) => ({
        kind: "files (EFS)",
        id,
        cost: GB("files", 1, true),
        note: "with everything that the app has written",
        remove: `aws efs delete-file-system --file-system-id ${id}`,
    }),
};

/** AWS Backup has what it has taken in a vault of its own, and goes on with files that stay. */
const backupsOf = ({ inputs }: Doomed, note: string): Left => ({
    kind: "backups of files",
    id: `backups of ${text(inputs["fileSystemId"])}`,
    cost: { unpriced: "AWS Backup's GB-months of EFS" },
    note: `in the vault aws/efs/automatic-backup-vault; ${note}`,
});

export const FILE_BACKUPS: TeardownRule = {
    kept: (policy) =>
        backupsOf(policy, "another each day for as long as the files are there, and each is kept for 35 days"),
    leaves: (policy) =>
        record(policy.inputs["backupPolicy"])["status"] === "ENABLED"
            ? [backupsOf(policy, "each goes by itself 35 days after it was made")]
            : [],
};

export const DISK: TeardownRule = {
    kept: ({ id, inputs }) => ({
        kind: "data disk of a host",
        id,
        cost: GB("disk", Number(inputs["size"] ?? 0), false),
        note: "with the named volumes of all apps of the host",
        remove: `aws ec2 delete-volume --volume-id ${id}`,
    }),
};

/** What a policy of the Data Lifecycle Manager has taken, it leaves when it goes. */
export const DISK_SNAPSHOTS: TeardownRule = {
    leaves({ id, inputs }) {
        const details = record(inputs["policyDetails"]);
        const schedules = Array.isArray(details["schedules"]) ? details["schedules"] : [];
        const count = record(record(schedules[0])["retainRule"])["count"];
        const [[tag, value] = ["", ""]] = Object.entries(record(details["targetTags"]));
        return [
            {
                kind: "snapshots of a data disk",
                id: `snapshots by ${id}`,
                cost: GB("snapshots", 5, true),
                note: `up to ${String(count)}, tagged ${tag}=${String(value)}; with the policy gone none is deleted any more`,
                remove:
                    `for one in $(aws ec2 describe-snapshots --owner-ids self --filters Name=tag:${tag},Values=${String(value)} ` +
                    "--query 'Snapshots[].SnapshotId' --output text); do aws ec2 delete-snapshot --snapshot-id $one; done",
            },
        ];
    },
};

/** A bucket that `destroy` shall not empty. */
export function bucketObstacles({ id, inputs }: Doomed): Obstacle[] {
    if (inputs["forceDestroy"] === true) return [];
    return [
        {
            what: "bucket",
            id,
            why: "AWS refuses to delete it while anything is in it; what arrives after this command stops the destroy once more",
            lift: `aws s3 rm s3://${id} --recursive`,
        },
    ];
}
