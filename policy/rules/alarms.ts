import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sns from "@pulumi/aws/sns";
import { resourceRule, type Rule } from "../rule";

/** An alarm that nobody hears is none; what is told must come from who says it does. */
export const alarmRules: readonly Rule[] = [
    resourceRule(
        cloudwatch.MetricAlarm,
        {
            name: "alarm-tells-somebody",
            controls: ["CloudWatch.15", "CloudWatch.17", "CKV_AWS_319"],
            requirement: "An alarm tells a topic when it goes off, and is not silenced.",
        },
        ({ alarmActions, actionsEnabled }) => [
            ...(alarmActions === undefined || alarmActions.length === 0
                ? ["alarmActions is empty: name the ARN of a topic."]
                : []),
            ...(actionsEnabled === false ? ["actionsEnabled is false: set it to true."] : []),
        ],
    ),
    resourceRule(
        sns.TopicPolicy,
        {
            name: "topic-not-public",
            controls: ["SNS.4", "SNS.5", "CKV_AWS_169"],
            requirement: "Only known accounts and services may write to a topic or read from it.",
        },
        ({ policy }) => {
            const { Statement } = parsed(policy);
            return (Array.isArray(Statement) ? Statement : [Statement])
                .filter((one) => one?.Effect === "Allow" && isEverybody(one.Principal) && one.Condition === undefined)
                .map(() => "allows everybody: name a service or an account as the Principal, or add a Condition.");
        },
    ),
];

interface Statement {
    readonly Effect?: string;
    readonly Principal?: unknown;
    readonly Condition?: unknown;
}

function parsed(policy: unknown): { readonly Statement?: Statement | readonly Statement[] } {
    return (typeof policy === "string" ? JSON.parse(policy) : policy) as { Statement?: Statement };
}

function isEverybody(principal: unknown): boolean {
    if (principal === "*") return true;
    const aws = (principal as { AWS?: unknown } | undefined)?.AWS;
    return aws === "*" || (Array.isArray(aws) && aws.includes("*"));
}
