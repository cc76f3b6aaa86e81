import { ACCOUNT, REGION } from "./account";
import type { ResourceModel } from "./resource-models";

const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

/** STAND-INS for CloudWatch's alarms and dashboards, EventBridge and SNS: ids, ARNs, and what the real provider replaces on. */
export const ALARM_MODELS: Readonly<Record<string, ResourceModel>> = {
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        id: ({ name }) => String(name),
        outputs: ({ name }) => ({ arn: arn("cloudwatch", `alarm:${String(name)}`) }),
        replaceOn: ["name"],
        autoName: true,
    },
    "aws:cloudwatch/dashboard:Dashboard": {
        id: ({ dashboardName }) => String(dashboardName),
        outputs: ({ dashboardName }) => ({
            dashboardArn: `arn:aws:cloudwatch::${ACCOUNT}:dashboard/${String(dashboardName)}`,
        }),
        replaceOn: ["dashboardName"],
    },
    "aws:cloudwatch/eventRule:EventRule": {
        id: ({ name }) => String(name),
        outputs: ({ name }) => ({ arn: arn("events", `rule/${String(name)}`) }),
        replaceOn: ["name", "namePrefix", "eventBusName"],
        autoName: true,
    },
    "aws:cloudwatch/eventTarget:EventTarget": {
        id: ({ rule }, unique) => `${String(rule)}-terraform-${unique}`,
        outputs: (_, __, unique) => ({ targetId: `terraform-${unique}`, eventBusName: "default" }),
        replaceOn: ["rule", "targetId", "eventBusName"],
    },
    "aws:sns/topic:Topic": {
        id: ({ name }) => arn("sns", String(name)),
        outputs: (_, id) => ({ arn: id, owner: ACCOUNT }),
        replaceOn: ["name", "namePrefix", "fifoTopic"],
        autoName: true,
    },
    "aws:sns/topicPolicy:TopicPolicy": { id: ({ arn }) => String(arn), replaceOn: ["arn"] },
    "aws:sns/topicSubscription:TopicSubscription": {
        id: ({ topic }, unique) => `${String(topic)}:${unique}`,
        outputs: (_, id) => ({ arn: id, pendingConfirmation: true, confirmationWasAuthenticated: false }),
        replaceOn: ["topic", "protocol", "endpoint"],
    },
};
