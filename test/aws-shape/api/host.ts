import * as dlm from "@pulumi/aws/dlm";
import * as ebs from "@pulumi/aws/ebs";
import * as ec2 from "@pulumi/aws/ec2";
import * as iam from "@pulumi/aws/iam";
import * as s3 from "@pulumi/aws/s3";
import { call, mapping, type Mapping } from "./mapping";

/** A host with Docker Compose, what it has, and the bucket that its releases come from. */
export const hostMappings: readonly Mapping[] = [
    mapping(ec2.Instance, ["forceDestroy", "userDataReplaceOnChange"], (inputs) => [
        call("ec2", "RunInstances", {
            MinCount: 1,
            MaxCount: 1,
            ImageId: inputs.ami,
            InstanceType: inputs.instanceType,
            UserData: inputs.userData && Buffer.from(inputs.userData).toString("base64"),
            EbsOptimized: inputs.ebsOptimized,
            DisableApiTermination: inputs.disableApiTermination,
            InstanceInitiatedShutdownBehavior: inputs.instanceInitiatedShutdownBehavior,
            Monitoring: inputs.monitoring === undefined ? undefined : { Enabled: inputs.monitoring },
            IamInstanceProfile: { Name: inputs.iamInstanceProfile },
            CreditSpecification: inputs.creditSpecification && { CpuCredits: inputs.creditSpecification.cpuCredits },
            MaintenanceOptions: inputs.maintenanceOptions && { AutoRecovery: inputs.maintenanceOptions.autoRecovery },
            NetworkInterfaces: inputs.primaryNetworkInterface && [
                { DeviceIndex: 0, NetworkInterfaceId: inputs.primaryNetworkInterface.networkInterfaceId },
            ],
            MetadataOptions: inputs.metadataOptions && {
                HttpEndpoint: inputs.metadataOptions.httpEndpoint,
                HttpTokens: inputs.metadataOptions.httpTokens,
                HttpPutResponseHopLimit: inputs.metadataOptions.httpPutResponseHopLimit,
                InstanceMetadataTags: inputs.metadataOptions.instanceMetadataTags,
            },
            BlockDeviceMappings: inputs.rootBlockDevice && [
                {
                    DeviceName: "/dev/xvda",
                    Ebs: {
                        VolumeType: inputs.rootBlockDevice.volumeType,
                        VolumeSize: inputs.rootBlockDevice.volumeSize,
                        Encrypted: inputs.rootBlockDevice.encrypted,
                        DeleteOnTermination: inputs.rootBlockDevice.deleteOnTermination,
                    },
                },
            ],
        }),
    ]),
    mapping(ec2.NetworkInterface, [], (inputs) => [
        call("ec2", "CreateNetworkInterface", {
            SubnetId: inputs.subnetId,
            Description: inputs.description,
            Groups: inputs.securityGroups,
        }),
    ]),
    mapping(ec2.VolumeAttachment, ["stopInstanceBeforeDetaching"], ({ deviceName, instanceId, volumeId }) => [
        call("ec2", "AttachVolume", { Device: deviceName, InstanceId: instanceId, VolumeId: volumeId }),
    ]),
    mapping(ebs.Volume, [], (inputs) => [
        call("ec2", "CreateVolume", {
            AvailabilityZone: inputs.availabilityZone,
            Size: inputs.size,
            VolumeType: inputs.type,
            Encrypted: inputs.encrypted,
            SnapshotId: inputs.snapshotId,
        }),
    ]),
    mapping(dlm.LifecyclePolicy, [], ({ description, executionRoleArn, state, policyDetails }) => [
        call("dlm", "CreateLifecyclePolicy", {
            Description: description,
            ExecutionRoleArn: executionRoleArn,
            State: state,
            PolicyDetails: {
                PolicyType: policyDetails.policyType,
                ResourceTypes: policyDetails.resourceTypes,
                TargetTags: Object.entries(policyDetails.targetTags ?? {}).map(([Key, Value]) => ({ Key, Value })),
                Schedules: policyDetails.schedules?.map((schedule) => ({
                    Name: schedule.name,
                    CopyTags: schedule.copyTags,
                    CreateRule: {
                        Interval: schedule.createRule.interval,
                        IntervalUnit: schedule.createRule.intervalUnit,
                        Times: schedule.createRule.times && [schedule.createRule.times],
                    },
                    RetainRule: { Count: schedule.retainRule.count },
                })),
            },
        }),
    ]),
    mapping(iam.InstanceProfile, [], ({ role, path }, { name }) => [
        call("iam", "CreateInstanceProfile", { InstanceProfileName: name, Path: path }),
        call("iam", "AddRoleToInstanceProfile", { InstanceProfileName: name, RoleName: role }),
    ]),
    mapping(iam.RolePolicyAttachment, [], ({ role, policyArn }) => [
        call("iam", "AttachRolePolicy", { RoleName: role, PolicyArn: policyArn }),
    ]),
    mapping(s3.BucketVersioning, [], ({ bucket, versioningConfiguration }) => [
        call("s3", "PutBucketVersioning", {
            Bucket: bucket,
            VersioningConfiguration: { Status: versioningConfiguration.status },
        }),
    ]),
    mapping(s3.BucketServerSideEncryptionConfiguration, [], ({ bucket, rules }) => [
        call("s3", "PutBucketEncryption", {
            Bucket: bucket,
            ServerSideEncryptionConfiguration: {
                Rules: rules.map((rule) => ({
                    ApplyServerSideEncryptionByDefault: {
                        SSEAlgorithm: rule.applyServerSideEncryptionByDefault?.sseAlgorithm,
                    },
                })),
            },
        }),
    ]),
    mapping(s3.BucketObjectv2, [], ({ bucket, key, contentBase64, contentType }) => [
        call("s3", "PutObject", { Bucket: bucket, Key: key, Body: contentBase64, ContentType: contentType }),
    ]),
];
