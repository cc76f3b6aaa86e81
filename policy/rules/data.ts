import * as cloudwatch from "@pulumi/aws/cloudwatch";
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
];
