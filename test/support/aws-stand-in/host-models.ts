import { ACCOUNT, REGION } from "./account";
import type { ResourceModel } from "./resource-models";
import type { Props } from "./wire";

const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const named = (kind: string) => (_: Props, unique: string) => `${kind}-${unique}`;
const byBucket: ResourceModel = { id: ({ bucket }) => String(bucket), replaceOn: ["bucket"] };

/** STAND-INS for a host with Docker Compose: the instance, what it has, and the bucket that its releases come from. */
export const HOST_MODELS: Readonly<Record<string, ResourceModel>> = {
    "aws:ec2/instance:Instance": {
        id: named("i"),
        outputs: (_, id) => ({ arn: arn("ec2", `instance/${id}`), instanceState: "running" }),
        replaceOn: ["ami", "primaryNetworkInterface", "subnetId", "availabilityZone", "userData", "rootBlockDevice"],
    },
    "aws:ec2/networkInterface:NetworkInterface": {
        id: named("eni"),
        outputs: (_, id) => ({ arn: arn("ec2", `network-interface/${id}`), privateIp: "10.0.0.10" }),
        replaceOn: ["subnetId", "interfaceType"],
    },
    "aws:ec2/volumeAttachment:VolumeAttachment": {
        id: named("vai"),
        replaceOn: ["deviceName", "instanceId", "volumeId"],
    },
    "aws:ebs/volume:Volume": {
        id: named("vol"),
        outputs: (_, id) => ({ arn: arn("ec2", `volume/${id}`) }),
        replaceOn: ["availabilityZone", "encrypted", "kmsKeyId", "snapshotId"],
    },
    "aws:dlm/lifecyclePolicy:LifecyclePolicy": {
        id: named("policy"),
        outputs: (_, id) => ({ arn: arn("dlm", `policy/${id}`) }),
        replaceOn: [],
    },
    "aws:iam/instanceProfile:InstanceProfile": {
        id: ({ name }) => String(name),
        outputs: ({ name }) => ({ arn: `arn:aws:iam::${ACCOUNT}:instance-profile/${String(name)}` }),
        replaceOn: ["name", "namePrefix", "path"],
        autoName: true,
    },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
        id: ({ role }, unique) => `${String(role)}-${unique}`,
        replaceOn: ["role", "policyArn"],
    },
    "aws:s3/bucketVersioning:BucketVersioning": byBucket,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": byBucket,
    "aws:s3/bucketObjectv2:BucketObjectv2": {
        id: ({ bucket, key }) => `${String(bucket)}/${String(key)}`,
        outputs: ({ bucket, key }) => ({ arn: `arn:aws:s3:::${String(bucket)}/${String(key)}` }),
        replaceOn: ["bucket", "key"],
    },
};

/** Answers of the functions that a host calls. */
export const HOST_FUNCTIONS: Readonly<Record<string, Props>> = {
    "aws:ec2/getSubnet:getSubnet": { id: "subnet", availabilityZone: `${REGION}a` },
    "aws:ssm/getParameter:getParameter": {
        id: "al2023",
        type: "String",
        value: process.env.STAND_IN_AMI ?? "ami-0123456789abcdef0",
        version: 1,
    },
};
