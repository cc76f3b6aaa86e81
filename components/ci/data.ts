import { arnsOf, type Needs, type Reach } from "./statement";

export function databaseNeeds(reach: Reach): Needs {
    const { ofData, ofGroups, regional } = arnsOf(reach);
    const databases = [ofData("rds", "db:"), ...ofGroups("rds", "subgrp:"), ...ofGroups("rds", "pg:")];
    // Slipway takes AWS's own options; making an instance names them too.
    const made = [...databases, regional("rds", "og:default:*")];
    return {
        write: [
            {
                sid: "Databases",
                why:
                    "The instances are named after project and stack, their groups after the app. In production `protect` and a final snapshot " +
                    "stand before a deletion; the statement cannot tell.",
                actions: [
                    "rds:AddTagsToResource",
                    "rds:CreateDBInstance",
                    "rds:CreateDBParameterGroup",
                    "rds:CreateDBSubnetGroup",
                    "rds:DeleteDBInstance",
                    "rds:DeleteDBParameterGroup",
                    "rds:DeleteDBSubnetGroup",
                    "rds:ModifyDBInstance",
                    "rds:ModifyDBParameterGroup",
                    "rds:ModifyDBSubnetGroup",
                    "rds:RebootDBInstance",
                    "rds:RemoveTagsFromResource",
                    "rds:ResetDBParameterGroup",
                ],
                resources: made,
            },
            {
                sid: "FinalSnapshots",
                why: "The last snapshot before a deletion, and a database that begins with one.",
                actions: ["rds:AddTagsToResource", "rds:CreateDBSnapshot", "rds:RestoreDBInstanceFromDBSnapshot"],
                resources: [...made, ofData("rds", "snapshot:")],
            },
        ],
        read: [
            {
                sid: "ReadDatabases",
                why: "What the databases are like.",
                actions: [
                    "rds:DescribeDBInstances",
                    "rds:DescribeDBParameterGroups",
                    "rds:DescribeDBParameters",
                    "rds:DescribeDBSubnetGroups",
                    "rds:ListTagsForResource",
                ],
                resources: databases,
            },
        ],
    };
}

export function cacheNeeds(reach: Reach): Needs {
    const { ofData, ofGroups, regional } = arnsOf(reach);
    const caches = [
        ofData("elasticache", "replicationgroup:"),
        ofData("elasticache", "cluster:"),
        ...ofGroups("elasticache", "subnetgroup:"),
        // Slipway takes AWS's own parameters; making a group names them too.
        regional("elasticache", "parametergroup:default.*"),
    ];
    return {
        write: [
            {
                sid: "Caches",
                why: "The groups are named after project and stack, their subnets after the app.",
                actions: [
                    "elasticache:AddTagsToResource",
                    "elasticache:CreateCacheSubnetGroup",
                    "elasticache:CreateReplicationGroup",
                    "elasticache:DecreaseReplicaCount",
                    "elasticache:DeleteCacheSubnetGroup",
                    "elasticache:DeleteReplicationGroup",
                    "elasticache:IncreaseReplicaCount",
                    "elasticache:ModifyCacheSubnetGroup",
                    "elasticache:ModifyReplicationGroup",
                    "elasticache:RemoveTagsFromResource",
                ],
                resources: caches,
            },
            {
                sid: "FinalCacheSnapshots",
                why: "A last snapshot before a deletion, and a group that begins with one.",
                actions: ["elasticache:CreateSnapshot", "elasticache:CreateReplicationGroup"],
                resources: [...caches, ofData("elasticache", "snapshot:")],
            },
        ],
        read: [
            {
                sid: "ReadCaches",
                why: "What the caches are like.",
                actions: [
                    "elasticache:DescribeCacheClusters",
                    "elasticache:DescribeCacheSubnetGroups",
                    "elasticache:DescribeReplicationGroups",
                    "elasticache:ListTagsForResource",
                ],
                resources: caches,
            },
        ],
    };
}
