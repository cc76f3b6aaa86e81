import type * as pulumi from "@pulumi/pulumi";

/** One number that CloudWatch has. */
export interface Metric {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
    /** `p95`: nineteen of twenty are below. */
    readonly statistic: "Average" | "Maximum" | "Minimum" | "SampleCount" | "Sum" | "p95";
    readonly periodSeconds: number;
}

/** When somebody is told about a number. */
export interface AlarmDefinition {
    /** After the name of what is watched: `task-api-api-errors`. */
    readonly suffix: string;
    /** What is wrong when it goes off, in one sentence for who is woken up by it. */
    readonly says: string;
    readonly metric: Metric;
    readonly when: "at least" | "above" | "below";
    readonly threshold: number;
    /** So many periods in a row. */
    readonly periods: number;
    /** So many of those periods, in any order. @default all of them */
    readonly of?: number;
    /** What a period without a number is: nothing wrong, or wrong. */
    readonly missing: "fine" | "wrong";
}

/** What is watched, with the name that its alarms begin with. */
export interface NamedAlarm {
    readonly name: string;
    readonly definition: AlarmDefinition;
}
