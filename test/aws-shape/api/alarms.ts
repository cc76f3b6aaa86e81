import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sns from "@pulumi/aws/sns";
import { call, mapping, type Mapping } from "./mapping";

export const alarmMappings: readonly Mapping[] = [
    mapping(cloudwatch.MetricAlarm, [], (inputs, { name }) => [
        call("cloudwatch", "PutMetricAlarm", {
            AlarmName: name,
            AlarmDescription: inputs.alarmDescription,
            ActionsEnabled: inputs.actionsEnabled,
            AlarmActions: inputs.alarmActions,
            OKActions: inputs.okActions,
            Namespace: inputs.namespace,
            MetricName: inputs.metricName,
            Dimensions: Object.entries(inputs.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
            Statistic: inputs.statistic,
            ExtendedStatistic: inputs.extendedStatistic,
            EvaluateLowSampleCountPercentile: inputs.evaluateLowSampleCountPercentiles,
            Period: inputs.period,
            EvaluationPeriods: inputs.evaluationPeriods,
            DatapointsToAlarm: inputs.datapointsToAlarm,
            Threshold: inputs.threshold,
            ComparisonOperator: inputs.comparisonOperator,
            TreatMissingData: inputs.treatMissingData,
        }),
    ]),
    mapping(cloudwatch.Dashboard, [], ({ dashboardName, dashboardBody }) => [
        call("cloudwatch", "PutDashboard", { DashboardName: dashboardName, DashboardBody: dashboardBody }),
    ]),
    mapping(cloudwatch.EventRule, [], ({ description, eventPattern }, { name }) => [
        call("events", "PutRule", { Name: name, Description: description, EventPattern: eventPattern }),
    ]),
    mapping(cloudwatch.EventTarget, [], ({ rule, arn, inputTransformer }, { id }) => [
        call("events", "PutTargets", {
            Rule: rule,
            Targets: [
                {
                    Id: id.slice(-64),
                    Arn: arn,
                    InputTransformer: inputTransformer && {
                        InputPathsMap: { ...inputTransformer.inputPaths },
                        InputTemplate: inputTransformer.inputTemplate,
                    },
                },
            ],
        }),
    ]),
    mapping(sns.Topic, [], ({ kmsMasterKeyId }, { name }) => [
        call("sns", "CreateTopic", { Name: name, Attributes: attributesOf({ KmsMasterKeyId: kmsMasterKeyId }) }),
    ]),
    mapping(sns.TopicPolicy, [], ({ arn, policy }) => [
        call("sns", "SetTopicAttributes", { TopicArn: arn, AttributeName: "Policy", AttributeValue: policy }),
    ]),
    mapping(sns.TopicSubscription, [], ({ topic, protocol, endpoint }) => [
        call("sns", "Subscribe", { TopicArn: topic, Protocol: protocol, Endpoint: endpoint }),
    ]),
];

function attributesOf(values: Readonly<Record<string, string | undefined>>): Record<string, string> | undefined {
    const given = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return given.length > 0 ? Object.fromEntries(given) : undefined;
}
