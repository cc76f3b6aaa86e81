import { bucketActions, bucketReads, newestImage } from "./network";
import { arnsOf, type Needs, type Reach } from "./statement";

export function hostNeeds(reach: Reach): Needs {
    const { ofApps, prefix, regional } = arnsOf(reach);
    const instances = [regional("ec2", "instance/*")];
    const profiles = ofApps("iam", "instance-profile/", "global");
    return {
        write: [
            {
                sid: "Host",
                why: "The instance, its address, its disk. EC2 gives ids; the region and the account are the limit.",
                actions: [
                    "ec2:AllocateAddress",
                    "ec2:AssociateAddress",
                    "ec2:AttachVolume",
                    "ec2:CreateNetworkInterface",
                    "ec2:CreateVolume",
                    "ec2:DeleteNetworkInterface",
                    "ec2:DeleteVolume",
                    "ec2:DetachVolume",
                    "ec2:DisassociateAddress",
                    "ec2:ModifyInstanceAttribute",
                    "ec2:ModifyInstanceMetadataOptions",
                    "ec2:ModifyNetworkInterfaceAttribute",
                    "ec2:ModifyVolume",
                    "ec2:ReleaseAddress",
                    "ec2:StopInstances",
                    "ec2:TerminateInstances",
                ],
                resources: [regional("ec2", "*")],
            },
            {
                sid: "NewHost",
                why: "Starting an instance also needs the image, which is Amazon's and so belongs to no account here.",
                actions: ["ec2:RunInstances"],
                resources: [
                    regional("ec2", "*"),
                    `arn:${reach.partition}:ec2:${reach.region}::image/*`,
                    `arn:${reach.partition}:ec2:${reach.region}::snapshot/*`,
                ],
            },
            {
                sid: "InstanceProfiles",
                why: "An instance gets its role by a profile of that name.",
                actions: [
                    "iam:AddRoleToInstanceProfile",
                    "iam:CreateInstanceProfile",
                    "iam:DeleteInstanceProfile",
                    "iam:RemoveRoleFromInstanceProfile",
                    "iam:TagInstanceProfile",
                    "iam:UntagInstanceProfile",
                ],
                resources: profiles,
            },
            {
                sid: "Bundles",
                why: "A release is an object in the stack's own bucket, which the host fetches.",
                actions: [
                    ...bucketActions(),
                    "s3:DeleteObject",
                    "s3:DeleteObjectVersion",
                    "s3:PutObject",
                    "s3:PutObjectTagging",
                ],
                resources: [`arn:${reach.partition}:s3:::shared-*`],
            },
            {
                sid: "Command",
                why: "Which is done by AWS's document for shell commands, and no other.",
                actions: ["ssm:SendCommand"],
                resources: [`arn:${reach.partition}:ssm:${reach.region}::document/AWS-RunShellScript`],
            },
            {
                sid: "CommandToHost",
                why: "A shell command runs as root: on instances of this stack, by the tag that Slipway gives them, and on no other.",
                actions: ["ssm:SendCommand"],
                resources: instances,
                conditions: { StringLike: { "ssm:resourceTag/Name": `${prefix}-*` } },
            },
            {
                sid: "Snapshots",
                why: "A snapshot of the data each day, by a policy that has an id of AWS's making.",
                actions: [
                    "dlm:DeleteLifecyclePolicy",
                    "dlm:TagResource",
                    "dlm:UntagResource",
                    "dlm:UpdateLifecyclePolicy",
                ],
                resources: [regional("dlm", "policy/*")],
            },
            {
                sid: "NewSnapshots",
                why: "A policy that is not yet there has no ARN; what it may do is its role's, which `PassRoles` allows to hand over.",
                actions: ["dlm:CreateLifecyclePolicy"],
                resources: ["*"],
            },
        ],
        read: [
            {
                sid: "ReadHost",
                why: "What is there of instances and disks. EC2's questions know no resource.",
                actions: [
                    "ec2:DescribeInstanceCreditSpecifications",
                    "ec2:DescribeInstanceTypes",
                    "ec2:DescribeInstances",
                    "ec2:DescribeTags",
                    "ec2:DescribeVolumes",
                    "ec2:DescribeVolumesModifications",
                ],
                resources: ["*"],
            },
            {
                sid: "ReadInstanceAttributes",
                why: "Whether an instance is protected, and what it was started with.",
                actions: ["ec2:DescribeInstanceAttribute"],
                resources: instances,
            },
            {
                sid: "ReadInstanceProfiles",
                why: "What the profile holds.",
                actions: ["iam:GetInstanceProfile"],
                resources: profiles,
            },
            bucketReads(reach, "ReadBundleBucket"),
            {
                sid: "ReadBundles",
                why: "Whether a release's bundle is there.",
                actions: ["s3:GetObject", "s3:GetObjectTagging"],
                resources: [`arn:${reach.partition}:s3:::shared-*`],
            },
            newestImage(reach),
            {
                sid: "ReadCommands",
                why: "What became of a command, and whether the host answers: none of these knows a resource.",
                actions: ["ssm:DescribeInstanceInformation", "ssm:GetCommandInvocation", "ssm:ListCommandInvocations"],
                resources: ["*"],
            },
            {
                sid: "ReadSnapshots",
                why: "What the policy of the snapshots says.",
                actions: ["dlm:GetLifecyclePolicy"],
                resources: [regional("dlm", "policy/*")],
            },
        ],
    };
}
