import { arnsOf, type Needs, type Reach } from "./statement";

/** Alarms, whom they tell, and the dashboard: of stacks on prod, and of those that ask for them. */
export function alarmNeeds(reach: Reach): Needs {
    const { ofApps, ofStack, global, prefix } = arnsOf(reach);
    const alarms = [ofStack("cloudwatch", "alarm:")];
    const dashboards = [global("cloudwatch", `dashboard/${prefix}`)];
    const topics = [ofStack("sns", "", "-alarms")];
    const rules = ofApps("events", "rule/");
    return {
        write: [
            {
                sid: "Alarms",
                why: "Alarms are named after project and stack.",
                actions: [
                    "cloudwatch:DeleteAlarms",
                    "cloudwatch:PutMetricAlarm",
                    "cloudwatch:TagResource",
                    "cloudwatch:UntagResource",
                ],
                resources: alarms,
            },
            {
                sid: "Dashboard",
                why: "There is one, named as project and stack are; dashboards belong to no region.",
                actions: ["cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"],
                resources: dashboards,
            },
            {
                sid: "AlarmTopic",
                why: "The topic that alarms tell, and who hears it.",
                actions: [
                    "sns:CreateTopic",
                    "sns:DeleteTopic",
                    "sns:SetTopicAttributes",
                    "sns:Subscribe",
                    "sns:TagResource",
                    "sns:UntagResource",
                ],
                resources: topics,
            },
            {
                sid: "EndSubscriptions",
                why: "An address that is taken out of the settings. The action knows no resource.",
                actions: ["sns:Unsubscribe"],
                resources: ["*"],
            },
            {
                sid: "StoppedTaskRules",
                why: "Which events of ECS are told: rules named after the apps.",
                actions: [
                    "events:DeleteRule",
                    "events:PutRule",
                    "events:PutTargets",
                    "events:RemoveTargets",
                    "events:TagResource",
                    "events:UntagResource",
                ],
                resources: rules,
            },
        ],
        read: [
            {
                sid: "ReadAlarms",
                why: "What alarms, dashboard, topic and rules are like.",
                actions: [
                    "cloudwatch:DescribeAlarms",
                    "cloudwatch:GetDashboard",
                    "cloudwatch:ListTagsForResource",
                    "events:DescribeRule",
                    "events:ListTagsForResource",
                    "events:ListTargetsByRule",
                    "sns:GetTopicAttributes",
                    "sns:ListTagsForResource",
                ],
                resources: [...alarms, ...dashboards, ...rules, ...topics],
            },
            {
                sid: "ReadSubscriptions",
                why: "Whether an address has agreed. The action knows no resource.",
                actions: ["sns:GetSubscriptionAttributes"],
                resources: ["*"],
            },
        ],
    };
}
