import { of, type RuleCase } from "./case";

const TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms";
const policy = (statement: object) => JSON.stringify({ Statement: [{ Effect: "Allow", ...statement }] });
const ALLOWS_ALL = "allows everybody: name a service or an account as the Principal, or add a Condition.";

/** Of the rules about alarms and whom they tell. */
export const ALARM_CASES: Readonly<Record<string, RuleCase>> = {
    "alarm-tells-somebody": of(
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        { alarmActions: [TOPIC], actionsEnabled: true, comparisonOperator: "LessThanThreshold", evaluationPeriods: 1 },
        [{ alarmActions: [] }, "alarmActions is empty: name the ARN of a topic."],
        [{ alarmActions: undefined }, "alarmActions is empty: name the ARN of a topic."],
        [{ actionsEnabled: false }, "actionsEnabled is false: set it to true."],
    ),
    "topic-not-public": of(
        "aws:sns/topicPolicy:TopicPolicy",
        { arn: TOPIC, policy: policy({ Principal: { Service: "events.amazonaws.com" }, Action: "sns:Publish" }) },
        [{ policy: policy({ Principal: "*", Action: "sns:Publish" }) }, ALLOWS_ALL],
        [{ policy: policy({ Principal: { AWS: ["*"] }, Action: "sns:Subscribe" }) }, ALLOWS_ALL],
    ),
};
