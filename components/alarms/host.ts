import type { AlarmDefinition, NamedAlarm } from "./definition";
import type { WatchedHost } from "./watched";

const MINUTE = 60;
const FIVE_MINUTES = 300;
/** Of a burstable machine: an hour of one CPU at full speed is sixty. */
const LEAST_CREDITS = 10;

/** The machine itself, as AWS sees it from outside. */
export function hostAlarms(watched: WatchedHost): NamedAlarm[] {
    const { name, burstable } = watched;
    const definitions: AlarmDefinition[] = [
        {
            suffix: "status",
            says: "does not answer AWS's own checks: the machine, or what it stands on, has failed",
            metric: { ...hostMetric(watched, "StatusCheckFailed"), statistic: "Maximum", periodSeconds: MINUTE },
            // A stopped machine reports nothing.
            ...{ when: "at least", threshold: 1, periods: 3, missing: "wrong" },
        },
    ];
    if (burstable) {
        definitions.push({
            suffix: "credits",
            says: "has used up its CPU credits and is slow until it is less busy: a greater instance type has more of them",
            metric: { ...hostMetric(watched, "CPUCreditBalance"), statistic: "Minimum", periodSeconds: FIVE_MINUTES },
            ...{ when: "below", threshold: LEAST_CREDITS, periods: 6, missing: "fine" },
        });
    }
    return definitions.map((definition) => ({ name, definition }));
}

/** The machine's number, as AWS names it. */
export function hostMetric({ instanceId }: WatchedHost, name: string) {
    return { namespace: "AWS/EC2", name, dimensions: { InstanceId: instanceId } } as const;
}
