import * as elasticache from "@pulumi/aws/elasticache";
import * as rds from "@pulumi/aws/rds";
import { resourceRule, type Rule } from "../rule";

/** Databases on RDS and caches on ElastiCache. */
export const databaseRules: readonly Rule[] = [
    resourceRule(
        rds.Instance,
        {
            name: "database-encrypted",
            controls: ["RDS.3", "CKV_AWS_16", "AWS-0080"],
            requirement: "A database is encrypted.",
        },
        ({ storageEncrypted }) => (storageEncrypted === true ? [] : ["storageEncrypted is off: set it to true."]),
    ),
    resourceRule(
        rds.Instance,
        {
            name: "database-private",
            controls: ["RDS.2", "CKV_AWS_17", "AWS-0180"],
            requirement: "A database has no public address.",
        },
        ({ publiclyAccessible }) => (publiclyAccessible ? ["publiclyAccessible is on: set it to false."] : []),
    ),
    resourceRule(
        rds.Instance,
        {
            name: "database-backups",
            controls: ["RDS.11", "CKV_AWS_133", "AWS-0077"],
            requirement: "A database is backed up.",
        },
        ({ backupRetentionPeriod }) =>
            (backupRetentionPeriod ?? 0) > 0 ? [] : ["backupRetentionPeriod is 0: set at least 1."],
    ),
    resourceRule(
        rds.Instance,
        {
            name: "database-minor-upgrades",
            controls: ["RDS.13", "CKV_AWS_226"],
            requirement: "A database gets minor versions by itself.",
        },
        ({ autoMinorVersionUpgrade }) =>
            autoMinorVersionUpgrade === false ? ["autoMinorVersionUpgrade is off: leave it out."] : [],
    ),
    resourceRule(
        rds.Instance,
        {
            name: "database-snapshot-tags",
            controls: ["RDS.17", "CKV2_AWS_60"],
            requirement: "A snapshot says whose it is.",
        },
        ({ copyTagsToSnapshot }) => (copyTagsToSnapshot === true ? [] : ["copyTagsToSnapshot is off: set it to true."]),
    ),
    resourceRule(
        rds.Instance,
        {
            name: "database-protected",
            controls: ["RDS.8", "CKV_AWS_293", "AWS-0177"],
            requirement: "A database cannot be deleted by accident, and leaves a snapshot.",
        },
        ({ deletionProtection, skipFinalSnapshot }) => [
            ...(deletionProtection === true ? [] : ["deletionProtection is off: set it to true."]),
            ...(skipFinalSnapshot === true
                ? ["skipFinalSnapshot is on: leave it out, and set finalSnapshotIdentifier."]
                : []),
        ],
    ),
    resourceRule(
        rds.ParameterGroup,
        {
            name: "database-tls-only",
            controls: ["RDS.38", "CKV2_AWS_69"],
            requirement: "PostgreSQL answers by TLS only.",
        },
        ({ family, parameters = [] }) =>
            !family.startsWith("postgres") ||
            parameters.some(({ name, value }) => name === "rds.force_ssl" && value === "1")
                ? []
                : ['answers without TLS: add the parameter rds.force_ssl with the value "1".'],
    ),
    resourceRule(
        elasticache.ReplicationGroup,
        {
            name: "cache-encrypted",
            controls: ["ElastiCache.4", "ElastiCache.5", "CKV_AWS_29", "CKV_AWS_30", "AWS-0045", "AWS-0051"],
            requirement: "A cache is encrypted, on disk and on its way.",
        },
        ({ atRestEncryptionEnabled, transitEncryptionEnabled, transitEncryptionMode }) => [
            ...(atRestEncryptionEnabled === true ? [] : ["atRestEncryptionEnabled is off: set it to true."]),
            ...(transitEncryptionEnabled === true && transitEncryptionMode !== "preferred"
                ? []
                : [
                      'answers without TLS: set transitEncryptionEnabled to true and transitEncryptionMode to "required".',
                  ]),
        ],
    ),
    resourceRule(
        elasticache.ReplicationGroup,
        {
            name: "cache-password",
            controls: ["ElastiCache.6", "CKV_AWS_31"],
            requirement: "A cache asks for a password.",
        },
        ({ authToken, userGroupIds }) =>
            authToken === undefined && userGroupIds === undefined
                ? ["lets in everybody who reaches it: set authToken or userGroupIds."]
                : [],
    ),
    resourceRule(
        elasticache.ReplicationGroup,
        {
            name: "cache-backups",
            controls: ["ElastiCache.1"],
            requirement: "A cache is backed up.",
        },
        ({ snapshotRetentionLimit }) =>
            (snapshotRetentionLimit ?? 0) > 0 ? [] : ["snapshotRetentionLimit is 0: set at least 1."],
    ),
    resourceRule(
        elasticache.ReplicationGroup,
        {
            name: "cache-own-subnets",
            controls: ["ElastiCache.7"],
            requirement: "A cache stands in subnets that were chosen for it.",
        },
        ({ subnetGroupName }) =>
            subnetGroupName === undefined || subnetGroupName === "default"
                ? ["stands in the default subnets: set subnetGroupName."]
                : [],
    ),
];
