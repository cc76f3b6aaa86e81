import { appRunnerAlarms } from "./app-runner";
import { cacheAlarms, databaseAlarms } from "./data";
import type { NamedAlarm } from "./definition";
import { ecsAlarms } from "./ecs";
import { composeAppAlarms, hostAlarms } from "./host";
import type { AlarmThresholds, HostThresholds } from "./settings";
import type { Watched } from "./watched";

/** When somebody is told about something. */
export function alarmsOf(watched: Watched, thresholds: AlarmThresholds & HostThresholds): readonly NamedAlarm[] {
    switch (watched.kind) {
        case "ecs-service":
            return ecsAlarms(watched, thresholds);
        case "app-runner-service":
            return appRunnerAlarms(watched, thresholds);
        case "host":
            return hostAlarms(watched, thresholds);
        case "compose-app":
            return composeAppAlarms(watched, thresholds);
        case "database":
            return databaseAlarms(watched);
        case "cache":
            return cacheAlarms(watched);
        default:
            return watched satisfies never;
    }
}
