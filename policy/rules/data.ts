import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as efs from "@pulumi/aws/efs";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import { resourceRule, type Rule } from "../rule";

export const dataRules: readonly Rule[] = [
    resourceRule(
        cloudwatch.LogGroup,
        {
            name: "log-retention",
            controls: ["CKV_AWS_66"],
            requirement: "A log is kept for a number of days, not for ever.",
        },
        ({ retentionInDays }) =>
            (retentionInDays ?? 0) > 0 ? [] : ["retentionInDays is not set, so it grows for ever: set it."],
    ),
    resourceRule(
        secretsmanager.Secret,
        {
            name: "secret-described",
            controls: [],
            requirement: "A secret says whose it is.",
        },
        ({ description }) => (description ? [] : ["has no description: say who uses it."]),
    ),
    resourceRule(
        efs.FileSystem,
        {
            name: "file-system-encrypted",
            controls: ["EFS.1", "CKV_AWS_42", "AWS-0037"],
            requirement: "A file system is encrypted.",
        },
        ({ encrypted }) => (encrypted === true ? [] : ["encrypted is off: set it to true."]),
    ),
];
