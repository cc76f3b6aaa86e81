import * as elasticache from "@pulumi/aws/elasticache";
import * as rds from "@pulumi/aws/rds";
import { call, mapping, type Mapping } from "./mapping";

/** RDS and ElastiCache: what the provider sends when it creates them. */
export const databaseMappings: readonly Mapping[] = [
    mapping(rds.SubnetGroup, [], ({ description, subnetIds }, { name }) => [
        call("rds", "CreateDBSubnetGroup", {
            DBSubnetGroupName: name,
            DBSubnetGroupDescription: description,
            SubnetIds: subnetIds,
        }),
    ]),
    mapping(rds.ParameterGroup, [], ({ family, description, parameters }, { name }) => [
        call("rds", "CreateDBParameterGroup", {
            DBParameterGroupName: name,
            DBParameterGroupFamily: family,
            Description: description,
        }),
        call("rds", "ModifyDBParameterGroup", {
            DBParameterGroupName: name,
            Parameters: (parameters ?? []).map((parameter) => ({
                ParameterName: parameter.name,
                ParameterValue: parameter.value,
                ApplyMethod: parameter.applyMethod,
            })),
        }),
    ]),
    mapping(
        rds.Instance,
        // For changes: they go with ModifyDBInstance.
        ["applyImmediately", "allowMajorVersionUpgrade"],
        (inputs) => [
            call("rds", "CreateDBInstance", {
                DBInstanceIdentifier: inputs.identifier,
                DBInstanceClass: inputs.instanceClass,
                Engine: inputs.engine,
                EngineVersion: inputs.engineVersion,
                EngineLifecycleSupport: inputs.engineLifecycleSupport,
                AutoMinorVersionUpgrade: inputs.autoMinorVersionUpgrade,
                AllocatedStorage: inputs.allocatedStorage,
                MaxAllocatedStorage: inputs.maxAllocatedStorage,
                StorageType: inputs.storageType,
                StorageEncrypted: inputs.storageEncrypted,
                DBName: inputs.dbName,
                MasterUsername: inputs.username,
                MasterUserPassword: inputs.password,
                DBSubnetGroupName: inputs.dbSubnetGroupName,
                DBParameterGroupName: inputs.parameterGroupName,
                VpcSecurityGroupIds: inputs.vpcSecurityGroupIds,
                Port: inputs.port,
                PubliclyAccessible: inputs.publiclyAccessible,
                MultiAZ: inputs.multiAz,
                BackupRetentionPeriod: inputs.backupRetentionPeriod,
                CopyTagsToSnapshot: inputs.copyTagsToSnapshot,
                DeletionProtection: inputs.deletionProtection,
                EnablePerformanceInsights: inputs.performanceInsightsEnabled,
                PerformanceInsightsRetentionPeriod: inputs.performanceInsightsRetentionPeriod,
                EnableCloudwatchLogsExports: inputs.enabledCloudwatchLogsExports,
            }),
            call("rds", "DeleteDBInstance", {
                DBInstanceIdentifier: inputs.identifier,
                SkipFinalSnapshot: inputs.skipFinalSnapshot,
                FinalDBSnapshotIdentifier: inputs.finalSnapshotIdentifier,
                DeleteAutomatedBackups: inputs.deleteAutomatedBackups,
            }),
        ],
    ),
    mapping(elasticache.SubnetGroup, [], ({ description, subnetIds }, { name }) => [
        call("elasticache", "CreateCacheSubnetGroup", {
            CacheSubnetGroupName: name,
            CacheSubnetGroupDescription: description,
            SubnetIds: subnetIds,
        }),
    ]),
    mapping(elasticache.ReplicationGroup, ["applyImmediately"], (inputs) => [
        call("elasticache", "CreateReplicationGroup", {
            ReplicationGroupId: inputs.replicationGroupId,
            ReplicationGroupDescription: inputs.description,
            Engine: inputs.engine,
            EngineVersion: inputs.engineVersion,
            AutoMinorVersionUpgrade: inputs.autoMinorVersionUpgrade,
            CacheNodeType: inputs.nodeType,
            NumCacheClusters: inputs.numCacheClusters,
            AutomaticFailoverEnabled: inputs.automaticFailoverEnabled,
            MultiAZEnabled: inputs.multiAzEnabled,
            Port: inputs.port,
            CacheSubnetGroupName: inputs.subnetGroupName,
            SecurityGroupIds: inputs.securityGroupIds,
            AtRestEncryptionEnabled: inputs.atRestEncryptionEnabled,
            TransitEncryptionEnabled: inputs.transitEncryptionEnabled,
            TransitEncryptionMode: inputs.transitEncryptionMode,
            AuthToken: inputs.authToken,
            SnapshotRetentionLimit: inputs.snapshotRetentionLimit,
            SnapshotName: inputs.snapshotName,
        }),
        call("elasticache", "DeleteReplicationGroup", {
            ReplicationGroupId: inputs.replicationGroupId,
            FinalSnapshotIdentifier: inputs.finalSnapshotIdentifier,
        }),
    ]),
];
