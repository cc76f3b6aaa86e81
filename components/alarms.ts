import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { alarmsOf } from "./alarms/alarms-of";
import type { NamedAlarm } from "./alarms/definition";
import { alarmName } from "./alarms/name";
import { alarmRequest } from "./alarms/request";
import type { AlarmThresholds, HostThresholds } from "./alarms/settings";
import { stoppedTasksPattern, stoppedTaskText } from "./alarms/stopped-tasks";
import type { Watched, WatchedEcsService } from "./alarms/watched";

export type { AlarmThresholds, HostThresholds } from "./alarms/settings";
export type { Watched } from "./alarms/watched";

export interface AlarmsArgs extends AlarmThresholds, HostThresholds {
    /** What apps and services call theirs. */
    readonly watched: readonly Watched[];
    /** ARN of the topic that is told; EventBridge must be let in by its policy. */
    readonly topicArn: pulumi.Input<string>;
    /** An alarm is made when what it watches serves. @default at once */
    readonly after?: readonly pulumi.Resource[];
}

/** An alarm that there is. */
export interface MadeAlarm extends NamedAlarm {
    readonly arn: pulumi.Output<string>;
}

/**
 * Alarms about one app, which tell a topic when something is wrong and when it is right again; and, on ECS, a rule that tells of
 * each task that ended by itself. See `docs/alarms.md`.
 *
 * Its own component, not a part of an app's: alarms have names that are known beforehand, and an app that moves to another target
 * keeps them instead of making them anew and then deleting what was made.
 */
export class Alarms extends pulumi.ComponentResource {
    readonly made: readonly MadeAlarm[];

    constructor(name: string, args: AlarmsArgs, opts: pulumi.ComponentResourceOptions = {}) {
        super("slipway:components:Alarms", name, {}, opts);
        const { watched, topicArn, after = [], ...thresholds } = args;
        const child = { parent: this, dependsOn: [...after] };
        const alarms = watched.flatMap((one) => alarmsOf(one, thresholds));
        this.made = alarms.map((alarm) => {
            const full = `${alarm.name}-${alarm.definition.suffix}`;
            const tells = { alarmActions: [topicArn], okActions: [topicArn] };
            const { arn } = new cloudwatch.MetricAlarm(
                full,
                { name: alarmName(full), ...alarmRequest(alarm), ...tells },
                child,
            );
            return { ...alarm, arn };
        });
        const onEcs = watched.filter((one): one is WatchedEcsService => one.kind === "ecs-service");
        if (onEcs.length > 0) this.stopped(name, onEcs, { topicArn, after });
        this.registerOutputs({});
    }

    /** Events about AWS's own services cost nothing, and say why. */
    private stopped(
        name: string,
        services: readonly WatchedEcsService[],
        { topicArn, after }: { readonly topicArn: pulumi.Input<string>; readonly after: readonly pulumi.Resource[] },
    ): void {
        const eventPattern = pulumi
            .all([services[0]!.clusterArn, pulumi.all(services.map(({ serviceName }) => serviceName))])
            .apply(([clusterArn, names]) => stoppedTasksPattern(clusterArn, names));
        const full = `${name}-stopped-tasks`;
        const rule = new cloudwatch.EventRule(
            full,
            { description: `A task of ${name} ended by itself, or failed its health check`, eventPattern },
            { parent: this, dependsOn: [...after] },
        );
        new cloudwatch.EventTarget(
            full,
            { rule: rule.name, arn: topicArn, inputTransformer: stoppedTaskText(name) },
            { parent: this },
        );
    }
}
