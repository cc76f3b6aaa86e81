import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import type { AlarmDefinition, NamedAlarm } from "./definition";

const OPERATORS: Readonly<Record<AlarmDefinition["when"], string>> = {
    "at least": "GreaterThanOrEqualToThreshold",
    above: "GreaterThanThreshold",
    below: "LessThanThreshold",
};

/** An alarm as CloudWatch is asked for it. Nothing is left to AWS's defaults. */
export function alarmRequest({ name, definition }: NamedAlarm) {
    const { says, metric, when, threshold, periods, of = periods, missing } = definition;
    const { namespace, dimensions, statistic, periodSeconds } = metric;
    return {
        alarmDescription: `${name} ${says}.`,
        namespace,
        metricName: metric.name,
        dimensions: { ...dimensions },
        period: periodSeconds,
        ...(statistic === "p95"
            ? // With a handful of requests the slowest is the 95th of a hundred: that is no reason to wake anybody.
              { extendedStatistic: statistic, evaluateLowSampleCountPercentiles: "ignore" }
            : { statistic }),
        comparisonOperator: OPERATORS[when],
        threshold,
        evaluationPeriods: periods,
        datapointsToAlarm: of,
        treatMissingData: missing === "fine" ? "notBreaching" : "breaching",
        actionsEnabled: true,
    } satisfies cloudwatch.MetricAlarmArgs;
}
