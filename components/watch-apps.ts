import type * as pulumi from "@pulumi/pulumi";
import { AlarmTopic } from "./alarm-topic";
import type { AlarmSettings } from "./alarms/settings";
import type { Watched } from "./alarms/watched";
import { Alarms } from "./alarms";
import { Dashboard, type DashboardSection } from "./dashboard";
import type { FargateEnvironment } from "./service-environment";

/** An app that says what of it can be watched. */
export interface WatchedApp extends pulumi.Resource {
    readonly watched?: readonly Watched[];
}

export interface WatchedStack extends AlarmSettings {
    readonly environment: {
        readonly account: FargateEnvironment["account"];
        /** What the apps share, made by now. */
        readonly watched?: readonly Watched[];
    };
    /** Every app that has been made, by name. */
    readonly deployed: Readonly<Record<string, WatchedApp>>;
}

const onHost = ({ kind }: Watched) => kind === "compose-app";

/** Alarms about a stack's apps and what they share, one topic that they tell, one dashboard. Where nothing is watched there is none of it. */
export function watchApps({ environment, deployed, apps, ...settings }: WatchedStack): void {
    const watched = Object.entries(apps).flatMap(([app, thresholds]) => {
        const made = deployed[app];
        return made?.watched === undefined ? [] : [{ app, thresholds, made, of: made.watched }];
    });
    if (watched.length === 0) return;
    const topic =
        settings.topicArn === undefined
            ? new AlarmTopic("alarms", {
                  accountId: environment.account.id,
                  ...(settings.email !== undefined && { email: settings.email }),
              })
            : undefined;
    const topicArn = topic?.arn ?? settings.topicArn!;
    const after = topic ? [topic] : [];
    const sections: DashboardSection[] = watched.map(({ app, thresholds, made, of }) => {
        const alarms = new Alarms(app, { ...thresholds, watched: of, topicArn, after: [...after, made] });
        return { title: app, alarms: alarms.made };
    });
    const shared = environment.watched ?? [];
    if (shared.length > 0) {
        const { diskPercent } = settings;
        const alarms = new Alarms("shared", {
            ...(diskPercent !== undefined && { diskPercent }),
            watched: shared,
            topicArn,
            // A host sends its first numbers with the first release that is watched.
            after: [...after, ...watched.filter(({ of }) => of.some(onHost)).map(({ made }) => made)],
        });
        sections.push({ title: "shared", alarms: alarms.made });
    }
    if (settings.dashboard) new Dashboard("dashboard", { sections, region: environment.account.region });
}
