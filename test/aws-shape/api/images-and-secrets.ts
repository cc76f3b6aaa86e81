import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecr from "@pulumi/aws/ecr";
import * as iam from "@pulumi/aws/iam";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import { call, mapping, type Mapping } from "./mapping";

export const imageAndSecretMappings: readonly Mapping[] = [
    mapping(ecr.Repository, ["forceDelete"], (inputs, { name }) => [
        call("ecr", "CreateRepository", {
            repositoryName: name,
            imageTagMutability: inputs.imageTagMutability,
            imageScanningConfiguration: inputs.imageScanningConfiguration,
        }),
    ]),
    mapping(ecr.LifecyclePolicy, [], ({ repository, policy }) => [
        call("ecr", "PutLifecyclePolicy", { repositoryName: repository, lifecyclePolicyText: policy }),
    ]),
    mapping(cloudwatch.LogGroup, ["skipDestroy"], ({ retentionInDays, kmsKeyId, logGroupClass }, { name }) => [
        call("logs", "CreateLogGroup", { logGroupName: name, kmsKeyId, logGroupClass }),
        ...(retentionInDays === undefined
            ? []
            : [call("logs", "PutRetentionPolicy", { logGroupName: name, retentionInDays })]),
    ]),
    mapping(iam.Role, ["forceDetachPolicies"], (inputs, { name }) => [
        call("iam", "CreateRole", {
            RoleName: name,
            Description: inputs.description,
            AssumeRolePolicyDocument: inputs.assumeRolePolicy,
            Path: inputs.path,
            MaxSessionDuration: inputs.maxSessionDuration,
            PermissionsBoundary: inputs.permissionsBoundary,
        }),
    ]),
    mapping(iam.RolePolicy, [], ({ role, policy }, { name }) => [
        call("iam", "PutRolePolicy", { RoleName: role, PolicyName: name, PolicyDocument: policy }),
    ]),
    mapping(iam.RolePolicyAttachment, [], ({ role, policyArn }) => [
        call("iam", "AttachRolePolicy", { RoleName: role, PolicyArn: policyArn }),
    ]),
    // How long a deleted one may be brought back is said when it is deleted.
    mapping(secretsmanager.Secret, ["recoveryWindowInDays"], ({ description, kmsKeyId }, { name }) => [
        call("secretsmanager", "CreateSecret", { Name: name, Description: description, KmsKeyId: kmsKeyId }),
    ]),
    mapping(secretsmanager.SecretVersion, [], ({ secretId, secretString, versionStages }) => [
        call("secretsmanager", "PutSecretValue", {
            SecretId: secretId,
            SecretString: secretString,
            VersionStages: versionStages,
        }),
    ]),
];
