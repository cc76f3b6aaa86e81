/** When an app's alarms go off, where people may want it otherwise. */
export interface AlarmThresholds {
    /** Answers with 5xx in five minutes. @default 10 */
    readonly errors?: number;
    /** Seconds within which 95 of 100 requests are to be answered. @default 2 */
    readonly latencySeconds?: number;
    /** How often containers of an app on a host end by themselves in an hour. @default 3 */
    readonly restarts?: number;
}

/** When a host's alarms go off. */
export interface HostThresholds {
    /** Percent in use of the fuller of its two disks. @default 85 */
    readonly diskPercent?: number;
}

/** Which apps of a stack are watched, and who is told. */
export interface AlarmSettings extends HostThresholds {
    /** By app; an app that is not here is not watched. */
    readonly apps: Readonly<Record<string, AlarmThresholds>>;
    /** ARN of a topic that exists already, in the region of the stack. @default one is made */
    readonly topicArn?: string;
    /** Whom a topic that is made tells, after they have agreed by a click. @default nobody */
    readonly email?: string;
    /** Whether the numbers are drawn, too. @default false */
    readonly dashboard?: boolean;
}
