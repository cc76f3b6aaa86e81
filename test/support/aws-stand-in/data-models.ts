import { ACCOUNT, REGION } from "./account";
import type { ResourceModel } from "./resource-models";

const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
/** The same for every database and cache of an account in a region. */
const ENDPOINT = "c0standin000";

/** STAND-INS for RDS and ElastiCache: ids, addresses, and what the real provider replaces on. */
export const DATA_MODELS: Readonly<Record<string, ResourceModel>> = {
    "aws:rds/instance:Instance": {
        id: (_, unique) => `db-${unique.toUpperCase()}`,
        outputs: ({ identifier, port, engineVersion }, id) => {
            const address = `${String(identifier)}.${ENDPOINT}.${REGION}.rds.amazonaws.com`;
            return {
                arn: arn("rds", `db:${String(identifier)}`),
                address,
                endpoint: `${address}:${String(port)}`,
                engineVersionActual: `${String(engineVersion)}.9`,
                resourceId: id,
                status: "available",
            };
        },
        replaceOn: [
            "availabilityZone",
            "characterSetName",
            "dbName",
            "engine",
            "kmsKeyId",
            "snapshotIdentifier",
            "storageEncrypted",
            "timezone",
            "username",
        ],
        autoName: "identifier",
        exists: () => "DBInstanceAlreadyExists: DB instance already exists",
    },
    "aws:rds/subnetGroup:SubnetGroup": {
        id: ({ name }) => String(name),
        outputs: ({ name }) => ({ arn: arn("rds", `subgrp:${String(name)}`) }),
        replaceOn: ["name", "namePrefix"],
        autoName: true,
    },
    "aws:rds/parameterGroup:ParameterGroup": {
        id: ({ name }) => String(name),
        outputs: ({ name }) => ({ arn: arn("rds", `pg:${String(name)}`) }),
        replaceOn: ["description", "family", "name", "namePrefix"],
        autoName: true,
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        id: ({ replicationGroupId }) => String(replicationGroupId),
        outputs: (_, id) => ({
            arn: arn("elasticache", `replicationgroup:${id}`),
            primaryEndpointAddress: `master.${id}.${ENDPOINT.slice(-6)}.euc1.cache.amazonaws.com`,
            readerEndpointAddress: `replica.${id}.${ENDPOINT.slice(-6)}.euc1.cache.amazonaws.com`,
        }),
        replaceOn: [
            "atRestEncryptionEnabled",
            "kmsKeyId",
            "networkType",
            "port",
            "replicationGroupId",
            "snapshotArns",
            "snapshotName",
            "subnetGroupName",
        ],
    },
    "aws:elasticache/subnetGroup:SubnetGroup": {
        id: ({ name }) => String(name),
        outputs: ({ name }) => ({ arn: arn("elasticache", `subnetgroup:${String(name)}`) }),
        replaceOn: ["name"],
        autoName: true,
    },
};
