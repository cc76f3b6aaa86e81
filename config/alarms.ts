import type { z } from "zod";
import type { AlarmSettings, AlarmThresholds } from "../components/alarms/settings";
import type { AppSettings, Target } from "../components/app-settings";
import { stackAlarms, TOPIC } from "./alarms-schema";
import type { Profile } from "./environment";
import { problem, problemsOf, show, type Problem } from "./problems";

/** What `slipway:alarms` says: `undefined` where it is left out. */
export type StackAlarms = boolean | z.output<typeof stackAlarms>;

/** The value of `slipway:alarms`: true, false, or who is told. */
export function readAlarms(
    text: string | undefined,
    region: string | undefined,
    problems: Problem[],
): StackAlarms | undefined {
    const path = "slipway:alarms";
    if (text === undefined) return undefined;
    const value = json(text);
    if (typeof value === "boolean") return value;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        const how = "`pulumi config set --path 'slipway:alarms.email' ops@example.com`";
        problems.push(problem(path, `must be true, false or a mapping, not ${show(value)}: ${how}.`));
        return undefined;
    }
    const parsed = stackAlarms.safeParse(value);
    if (!parsed.success) {
        problems.push(...problemsOf(parsed.error, path, value));
        return undefined;
    }
    const elsewhere = TOPIC.exec(parsed.data.topic ?? "")?.[1];
    if (elsewhere !== undefined && region !== undefined && elsewhere !== region) {
        const what = `is in ${elsewhere}, but the stack is in ${region}, and alarms tell topics of their own region only: name one there.`;
        problems.push(problem(`${path}.topic`, what));
    }
    return parsed.data;
}

/** Which apps are watched, and who is told: what the settings leave out is the profile's. `undefined`: nothing is watched. */
export function alarmsOf(
    profile: Profile,
    stack: StackAlarms | undefined,
    apps: Readonly<Record<string, AppSettings>>,
): AlarmSettings | undefined {
    const by = isOn(profile, stack);
    const watched = Object.entries(apps).flatMap(([app, { alarms, target }]): [string, AlarmThresholds][] => {
        if (target === "local" || !(alarms === undefined ? by : alarms !== false)) return [];
        return [[app, typeof alarms === "object" ? alarms : {}]];
    });
    if (watched.length === 0) return undefined;
    const { email, topic, dashboard, diskPercent } = typeof stack === "object" ? stack : {};
    return {
        apps: Object.fromEntries(watched),
        ...(email !== undefined && { email }),
        ...(topic !== undefined && { topicArn: topic }),
        dashboard: dashboard ?? profile === "prod",
        ...(diskPercent !== undefined && { diskPercent }),
    };
}

function isOn(profile: Profile, stack: StackAlarms | undefined): boolean {
    if (stack === undefined) return profile === "prod";
    return stack !== false;
}

/** What of an app on a target no alarm can see. */
const NOT_WATCHED: Readonly<Partial<Record<Target, string>>> = {
    "ecs-express":
        "not watched: answers with 5xx and latency, as its load balancer is AWS's own; a release is watched by an alarm of AWS's.",
    "app-runner": "not watched: single instances that fail, which App Runner does not tell of.",
    "ec2-compose":
        "not watched: answers with 5xx and latency, as nothing on the host counts them; copies without health and containers that end by themselves are.",
};

interface Told {
    readonly app: string;
    readonly target: string;
    readonly text: string;
    readonly summary: string;
}

/** What of the alarms people should know before they rely on them. */
export function alarmReports(
    alarms: AlarmSettings | undefined,
    stack: StackAlarms | undefined,
    apps: Readonly<Record<string, AppSettings>>,
): Told[] {
    const tell = (app: string, target: Target, text: string): Told => ({
        ...{ app, target, text: `${app} on ${target}, alarms: ${text}` },
        summary: "not all of it is watched by alarms",
    });
    const asked = (settings: AppSettings) =>
        settings.alarms === undefined ? stack !== undefined && stack !== false : settings.alarms !== false;
    const lines = Object.entries(apps).flatMap(([app, settings]): Told[] => {
        const { target } = settings;
        if (target === "local")
            return asked(settings) ? [tell(app, target, "ignored: CloudWatch does not see this machine.")] : [];
        const thresholds = alarms?.apps[app];
        if (thresholds === undefined) return [];
        const texts = [NOT_WATCHED[target], ignored(target, thresholds)].filter((text) => text !== undefined);
        return texts.length === 0 ? [] : [tell(app, target, texts.join(" "))];
    });
    const hosted = Object.keys(alarms?.apps ?? {}).some((app) => apps[app]?.target === "ec2-compose");
    return [...(alarms ? toWhom(alarms) : []), ...(alarms && !hosted ? unusedDisk(alarms) : []), ...lines];
}

/** Thresholds of numbers that a target does not tell. */
const WITHOUT: Readonly<Partial<Record<Target, readonly (keyof AlarmThresholds)[]>>> = {
    "ecs-fargate": ["restarts"],
    "ecs-express": ["errors", "latencySeconds", "restarts"],
    "app-runner": ["restarts"],
    "ec2-compose": ["errors", "latencySeconds"],
};

function ignored(target: Target, thresholds: AlarmThresholds): string | undefined {
    const names = (WITHOUT[target] ?? []).filter((name) => thresholds[name] !== undefined);
    return names.length === 0 ? undefined : `ignored here: ${names.join(", ")}.`;
}

function unusedDisk({ diskPercent }: AlarmSettings): Told[] {
    if (diskPercent === undefined) return [];
    const text = "alarms: diskPercent is ignored: no app that is watched runs on a host (`target: ec2-compose`).";
    return [{ app: "alarms", target: "this stack", text, summary: "a threshold is ignored" }];
}

function toWhom({ email, topicArn }: AlarmSettings): Told[] {
    const of = { app: "alarms", target: "this stack" };
    if (topicArn !== undefined) {
        const text = `alarms: they tell ${topicArn}, whose policy must let cloudwatch.amazonaws.com and events.amazonaws.com publish.`;
        return [{ ...of, text, summary: "they tell a topic that is not the stack's" }];
    }
    if (email !== undefined) return [];
    const how = "`pulumi config set --path 'slipway:alarms.email' ops@example.com`";
    const text = `alarms: nobody is told yet: they are in CloudWatch and go to a topic without subscribers. ${how}, or \`slipway:alarms.topic\`, or turn them off: \`pulumi config set slipway:alarms false\`.`;
    return [{ ...of, text, summary: "nobody is told" }];
}

function json(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}
