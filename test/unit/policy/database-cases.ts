import { of, type RuleCase } from "./case";

const INSTANCE = "aws:rds/instance:Instance";
const CACHE = "aws:elasticache/replicationGroup:ReplicationGroup";
const PLAIN = 'answers without TLS: set transitEncryptionEnabled to true and transitEncryptionMode to "required".';
const EVERYBODY = "lets in everybody who reaches it: set authToken or userGroupIds.";
const DEFAULT_SUBNETS = "stands in the default subnets: set subnetGroupName.";

/** Of the rules about RDS and ElastiCache. */
export const DATABASE_CASES: Readonly<Record<string, RuleCase>> = {
    "database-encrypted": of(INSTANCE, { storageEncrypted: true }, [
        { storageEncrypted: undefined },
        "storageEncrypted is off: set it to true.",
    ]),
    "database-private": of(INSTANCE, { publiclyAccessible: false }, [
        { publiclyAccessible: true },
        "publiclyAccessible is on: set it to false.",
    ]),
    "database-backups": of(
        INSTANCE,
        { backupRetentionPeriod: 1 },
        ...[0, undefined].map(
            (backupRetentionPeriod) =>
                [{ backupRetentionPeriod }, "backupRetentionPeriod is 0: set at least 1."] as const,
        ),
    ),
    "database-minor-upgrades": of(INSTANCE, { autoMinorVersionUpgrade: true }, [
        { autoMinorVersionUpgrade: false },
        "autoMinorVersionUpgrade is off: leave it out.",
    ]),
    "database-snapshot-tags": of(INSTANCE, { copyTagsToSnapshot: true }, [
        { copyTagsToSnapshot: undefined },
        "copyTagsToSnapshot is off: set it to true.",
    ]),
    "database-protected": of(
        INSTANCE,
        { deletionProtection: true, skipFinalSnapshot: false },
        [{ deletionProtection: false }, "deletionProtection is off: set it to true."],
        [{ skipFinalSnapshot: true }, "skipFinalSnapshot is on: leave it out, and set finalSnapshotIdentifier."],
    ),
    "database-tls-only": of(
        "aws:rds/parameterGroup:ParameterGroup",
        { family: "postgres16", parameters: [{ name: "rds.force_ssl", value: "1" }] },
        ...[undefined, [{ name: "rds.force_ssl", value: "0" }]].map(
            (parameters) =>
                [{ parameters }, 'answers without TLS: add the parameter rds.force_ssl with the value "1".'] as const,
        ),
    ),
    "cache-encrypted": of(
        CACHE,
        { atRestEncryptionEnabled: true, transitEncryptionEnabled: true, transitEncryptionMode: "required" },
        [{ atRestEncryptionEnabled: undefined }, "atRestEncryptionEnabled is off: set it to true."],
        [{ transitEncryptionEnabled: undefined }, PLAIN],
        [{ transitEncryptionMode: "preferred" }, PLAIN],
    ),
    "cache-password": of(CACHE, { authToken: "made-up-token-0123456789" }, [{ authToken: undefined }, EVERYBODY]),
    "cache-backups": of(CACHE, { snapshotRetentionLimit: 1 }, [
        { snapshotRetentionLimit: 0 },
        "snapshotRetentionLimit is 0: set at least 1.",
    ]),
    "cache-own-subnets": of(
        CACHE,
        { subnetGroupName: "shop-cache" },
        [{ subnetGroupName: undefined }, DEFAULT_SUBNETS],
        [{ subnetGroupName: "default" }, DEFAULT_SUBNETS],
    ),
};
