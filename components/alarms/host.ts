import type { AlarmDefinition, NamedAlarm } from "./definition";
import { HOST_NAMESPACE, HOST_NUMBERS } from "./host-numbers";
import type { AlarmThresholds, HostThresholds } from "./settings";
import type { WatchedComposeApp, WatchedHost } from "./watched";

const MINUTE = 60;
const FIVE_MINUTES = 300;
const HOUR = 3600;
/** Of a burstable machine: an hour of one CPU at full speed is sixty. */
const LEAST_CREDITS = 10;
/** Of a data volume of 20 GiB there are 3 left then; a release wants 1. */
const DISK_PERCENT = 85;
/** Docker mends one by itself: whoever is woken up by it can do nothing more. */
const RESTARTS = 3;

/** The machine itself, as AWS sees it from outside; and its disks, where it tells how full they are. */
export function hostAlarms(watched: WatchedHost, { diskPercent = DISK_PERCENT }: HostThresholds): NamedAlarm[] {
    const { name, burstable, reportsAs } = watched;
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
    if (reportsAs !== undefined) {
        definitions.push({
            suffix: "disk",
            says: `is about to run out of disk: more than ${diskPercent} % of one are in use (\`df -h / /var/lib/slipway\` there says of which); or it has told nothing for a quarter of an hour, and no alarm about its apps can go off`,
            metric: {
                ...reported(HOST_NUMBERS.disk, { Host: reportsAs }),
                statistic: "Maximum",
                periodSeconds: FIVE_MINUTES,
            },
            // Of a machine that does not tell `status` tells first; nobody else would tell of one that only its reports have left.
            ...{ when: "above", threshold: diskPercent, periods: 3, missing: "wrong" },
        });
    }
    return definitions.map((definition) => ({ name, definition }));
}

/** An app on it: nothing counts its requests, so its copies stand for what users feel. */
export function composeAppAlarms(
    { name, app, host }: WatchedComposeApp,
    { restarts = RESTARTS }: AlarmThresholds,
): NamedAlarm[] {
    const metric = (of: string) => reported(of, { Host: host, App: app });
    const where = "`sudo journalctl -u slipway-watch` on the host says which";
    const definitions: AlarmDefinition[] = [
        {
            suffix: "unhealthy",
            says: `has a copy that is not healthy, or not there: ${where}`,
            metric: { ...metric(HOST_NUMBERS.unhealthy), statistic: "Maximum", periodSeconds: MINUTE },
            // A machine that tells nothing is told of by its own alarms, once for all its apps.
            ...{ when: "at least", threshold: 1, periods: 5, of: 3, missing: "fine" },
        },
        {
            suffix: "restarts",
            says: `has containers that end by themselves: ${restarts} times or more in an hour: ${where}`,
            metric: { ...metric(HOST_NUMBERS.restarts), statistic: "Sum", periodSeconds: HOUR },
            ...{ when: "at least", threshold: restarts, periods: 1, missing: "fine" },
        },
    ];
    return definitions.map((definition) => ({ name, definition }));
}

function reported(name: string, dimensions: Readonly<Record<string, string>>) {
    return { namespace: HOST_NAMESPACE, name, dimensions } as const;
}

/** The machine's number, as AWS names it. */
function hostMetric({ instanceId }: WatchedHost, name: string) {
    return { namespace: "AWS/EC2", name, dimensions: { InstanceId: instanceId } } as const;
}
