import type { AlarmDefinition, NamedAlarm } from "./definition";
import type { WatchedCache, WatchedDatabase } from "./watched";

const MINUTE = 60;
const FIVE_MINUTES = 300;
const PERCENT = 90;
const GIB = 1024 ** 3;
/** Of the storage that a database has at first. */
const LEAST_FREE = 0.1;

/** GiB of memory of the classes that Slipway has been asked for, by the last part of their name; they double from one to the next. */
const MEMORY_GIB: Readonly<Record<string, number>> = {
    micro: 1,
    small: 2,
    medium: 4,
    large: 8,
    xlarge: 16,
    "2xlarge": 32,
};
/** RDS allows so many connections by default: its memory, of which the system keeps a part, over this many bytes. */
const BYTES_OF_A_CONNECTION = 9_531_392;
/** What is left of the memory for the database, and how much of what that allows may be in use. */
const [FOR_THE_DATABASE, IN_USE] = [0.7, 0.8];

/** A database on RDS, each number of which comes free. */
export function databaseAlarms({ name, identifier, instanceClass, storageGiB }: WatchedDatabase): NamedAlarm[] {
    const metric = (of: string) => databaseMetric(identifier, of);
    const connections = mostConnections(instanceClass);
    const definitions: AlarmDefinition[] = [
        {
            suffix: "storage",
            says: `runs out of storage: less than ${round(storageGiB * LEAST_FREE)} GiB are free, and RDS adds none or not enough`,
            metric: { ...metric("FreeStorageSpace"), statistic: "Minimum", periodSeconds: FIVE_MINUTES },
            // RDS adds storage at a tenth that is free, within minutes, but not twice in six hours.
            ...{ when: "below", threshold: storageGiB * LEAST_FREE * GIB, periods: 6, missing: "fine" },
        },
        {
            suffix: "cpu",
            says: `is busy: it uses more than ${PERCENT} % of its CPU`,
            metric: { ...metric("CPUUtilization"), statistic: "Average", periodSeconds: FIVE_MINUTES },
            ...{ when: "above", threshold: PERCENT, periods: 3, missing: "fine" },
        },
    ];
    if (connections !== undefined) {
        definitions.push({
            suffix: "connections",
            says: `is about to run out of connections: more than ${connections} are open`,
            metric: { ...metric("DatabaseConnections"), statistic: "Maximum", periodSeconds: MINUTE },
            ...{ when: "above", threshold: connections, periods: 5, missing: "fine" },
        });
    }
    return definitions.map((definition) => ({ name, definition }));
}

/** How many open connections are too many for a class; `undefined` for one whose memory is not known here. */
export function mostConnections(instanceClass: string): number | undefined {
    const memory = MEMORY_GIB[instanceClass.split(".").pop() ?? ""];
    return memory && Math.floor((memory * GIB * FOR_THE_DATABASE * IN_USE) / BYTES_OF_A_CONNECTION);
}

/** A cache on ElastiCache: by its first node, as all nodes hold the same. */
export function cacheAlarms(watched: WatchedCache): NamedAlarm[] {
    const { name } = watched;
    const definitions: AlarmDefinition[] = [
        {
            suffix: "memory",
            says: `is about to be full: it uses more than ${PERCENT} % of its memory, and what is new will be refused or take the place of what is old`,
            metric: {
                ...cacheMetric(watched, "DatabaseMemoryUsagePercentage"),
                statistic: "Maximum",
                periodSeconds: MINUTE,
            },
            ...{ when: "above", threshold: PERCENT, periods: 5, missing: "fine" },
        },
        {
            suffix: "cpu",
            says: `is busy: it uses more than ${PERCENT} % of its CPU`,
            metric: { ...cacheMetric(watched, "CPUUtilization"), statistic: "Average", periodSeconds: FIVE_MINUTES },
            ...{ when: "above", threshold: PERCENT, periods: 3, missing: "fine" },
        },
    ];
    return definitions.map((definition) => ({ name, definition }));
}

/** A database's number, as AWS names it. */
function databaseMetric(identifier: string, name: string) {
    return { namespace: "AWS/RDS", name, dimensions: { DBInstanceIdentifier: identifier } } as const;
}

/** A number of a cache's first node, as AWS names it. */
function cacheMetric({ identifier }: WatchedCache, name: string) {
    return { namespace: "AWS/ElastiCache", name, dimensions: { CacheClusterId: `${identifier}-001` } } as const;
}

function round(number: number): number {
    return Math.round(number * 10) / 10;
}
