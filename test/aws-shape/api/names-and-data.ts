import * as acm from "@pulumi/aws/acm";
import * as efs from "@pulumi/aws/efs";
import * as route53 from "@pulumi/aws/route53";
import * as s3 from "@pulumi/aws/s3";
import * as servicediscovery from "@pulumi/aws/servicediscovery";
import { call, mapping, type Mapping } from "./mapping";

export const nameAndDataMappings: readonly Mapping[] = [
    mapping(acm.Certificate, [], (inputs) => [
        call("acm", "RequestCertificate", {
            DomainName: inputs.domainName,
            SubjectAlternativeNames: inputs.subjectAlternativeNames,
            ValidationMethod: inputs.validationMethod,
            KeyAlgorithm: inputs.keyAlgorithm,
        }),
    ]),
    // It only waits.
    mapping(acm.CertificateValidation, ["validationRecordFqdns"], ({ certificateArn }) => [
        call("acm", "DescribeCertificate", { CertificateArn: certificateArn }),
    ]),
    mapping(route53.Record, ["allowOverwrite"], (inputs) => [
        call("route53", "ChangeResourceRecordSets", {
            HostedZoneId: inputs.zoneId,
            ChangeBatch: {
                Changes: [
                    {
                        Action: "CREATE",
                        ResourceRecordSet: {
                            Name: inputs.name,
                            Type: inputs.type,
                            TTL: inputs.ttl,
                            ResourceRecords: inputs.records?.map((Value) => ({ Value })),
                            AliasTarget: inputs.aliases?.map(({ name, zoneId, evaluateTargetHealth }) => ({
                                DNSName: name,
                                HostedZoneId: zoneId,
                                EvaluateTargetHealth: evaluateTargetHealth,
                            }))[0],
                        },
                    },
                ],
            },
        }),
    ]),
    mapping(servicediscovery.HttpNamespace, [], ({ description }, { name }) => [
        call("servicediscovery", "CreateHttpNamespace", { Name: name, Description: description }),
    ]),
    mapping(servicediscovery.PrivateDnsNamespace, [], ({ description, vpc }, { name }) => [
        call("servicediscovery", "CreatePrivateDnsNamespace", { Name: name, Vpc: vpc, Description: description }),
    ]),
    mapping(servicediscovery.Service, ["forceDestroy"], ({ description, dnsConfig }, { name }) => [
        call("servicediscovery", "CreateService", {
            Name: name,
            Description: description,
            DnsConfig: dnsConfig && {
                NamespaceId: dnsConfig.namespaceId,
                RoutingPolicy: dnsConfig.routingPolicy,
                DnsRecords: dnsConfig.dnsRecords.map(({ type, ttl }) => ({ Type: type, TTL: ttl })),
            },
        }),
    ]),
    mapping(efs.FileSystem, [], (inputs, { id, name }) => [
        call("efs", "CreateFileSystem", {
            CreationToken: inputs.creationToken ?? name,
            Encrypted: inputs.encrypted,
            PerformanceMode: inputs.performanceMode,
            ThroughputMode: inputs.throughputMode,
            KmsKeyId: inputs.kmsKeyId,
        }),
        ...(inputs.lifecyclePolicies === undefined
            ? []
            : [
                  call("efs", "PutLifecycleConfiguration", {
                      FileSystemId: id,
                      LifecyclePolicies: inputs.lifecyclePolicies.map((policy) => ({
                          TransitionToIA: policy.transitionToIa,
                          TransitionToArchive: policy.transitionToArchive,
                          TransitionToPrimaryStorageClass: policy.transitionToPrimaryStorageClass,
                      })),
                  }),
              ]),
    ]),
    mapping(efs.BackupPolicy, [], ({ fileSystemId, backupPolicy }) => [
        call("efs", "PutBackupPolicy", { FileSystemId: fileSystemId, BackupPolicy: { Status: backupPolicy.status } }),
    ]),
    mapping(efs.MountTarget, [], ({ fileSystemId, subnetId, securityGroups }) => [
        call("efs", "CreateMountTarget", {
            FileSystemId: fileSystemId,
            SubnetId: subnetId,
            SecurityGroups: securityGroups,
        }),
    ]),
    mapping(efs.AccessPoint, [], ({ fileSystemId, posixUser, rootDirectory }, { name }) => [
        call("efs", "CreateAccessPoint", {
            ClientToken: name,
            FileSystemId: fileSystemId,
            PosixUser: posixUser && { Uid: posixUser.uid, Gid: posixUser.gid, SecondaryGids: posixUser.secondaryGids },
            RootDirectory: rootDirectory && {
                Path: rootDirectory.path,
                CreationInfo: rootDirectory.creationInfo && {
                    OwnerUid: rootDirectory.creationInfo.ownerUid,
                    OwnerGid: rootDirectory.creationInfo.ownerGid,
                    Permissions: rootDirectory.creationInfo.permissions,
                },
            },
        }),
    ]),
    mapping(s3.Bucket, ["forceDestroy", "bucketPrefix"], ({ bucket }, { id }) => [
        call("s3", "CreateBucket", { Bucket: bucket ?? id }),
    ]),
    mapping(s3.BucketPolicy, [], ({ bucket, policy }) => [
        call("s3", "PutBucketPolicy", { Bucket: bucket, Policy: policy }),
    ]),
    mapping(s3.BucketPublicAccessBlock, [], (inputs) => [
        call("s3", "PutPublicAccessBlock", {
            Bucket: inputs.bucket,
            PublicAccessBlockConfiguration: {
                BlockPublicAcls: inputs.blockPublicAcls,
                BlockPublicPolicy: inputs.blockPublicPolicy,
                IgnorePublicAcls: inputs.ignorePublicAcls,
                RestrictPublicBuckets: inputs.restrictPublicBuckets,
            },
        }),
    ]),
    mapping(s3.BucketLifecycleConfiguration, [], ({ bucket, rules }) => [
        call("s3", "PutBucketLifecycleConfiguration", {
            Bucket: bucket,
            LifecycleConfiguration: {
                Rules: rules?.map((rule) => ({
                    ID: rule.id,
                    Status: rule.status,
                    Filter: { Prefix: rule.filter?.prefix ?? "" },
                    Expiration: rule.expiration && { Days: rule.expiration.days },
                    NoncurrentVersionExpiration: rule.noncurrentVersionExpiration && {
                        NoncurrentDays: rule.noncurrentVersionExpiration.noncurrentDays,
                    },
                    AbortIncompleteMultipartUpload: rule.abortIncompleteMultipartUpload && {
                        DaysAfterInitiation: rule.abortIncompleteMultipartUpload.daysAfterInitiation,
                    },
                })),
            },
        }),
    ]),
];
