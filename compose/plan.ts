import type { AppSettings, Target } from "../components/app-settings";
import type { FargateAppPlan } from "../components/fargate/plan";
import type { LocalAppPlan } from "../components/local-docker-args";
import { readImageLock, type ImageLock } from "./image-lock";
import { error, hasErrors, type Issue } from "./issue";
import { loadProject } from "./load";
import { checkFargateSupport, fargateParts } from "./targets/ecs-fargate/jobs";
import { fargatePlan } from "./targets/ecs-fargate/map";
import { checkTogether } from "./targets/ecs-fargate/together";
import { mapLocal } from "./targets/local/map";
import { LOCAL_SUPPORT } from "./targets/local/support";
import { portabilityReport, type PortabilityReport } from "./targets/report";
import type { TargetSupport } from "./targets/support";
import type { ComposeProject } from "./types";

/** An app, ready to be made into resources: plain data, checked against its target. */
export type AppPlan =
    | { readonly target: "local"; readonly app: string; readonly plan: LocalAppPlan }
    | { readonly target: "ecs-fargate"; readonly app: string; readonly plan: FargateAppPlan };

export interface Planned {
    readonly plans: readonly AppPlan[];
    /** Of all apps, in the order of their names. With an error among them no plan must be used. */
    readonly issues: readonly Issue[];
    /** What the targets make of the apps other than Compose would, for the preview. */
    readonly reports: readonly PortabilityReport[];
}

/** Compose files in flight at once: each is a process of its own. */
const AT_ONCE = 4;

/** Reads and checks every app's Compose file. */
export async function planApps(
    apps: Readonly<Record<string, AppSettings>>,
    projectDirectory: string,
    /** What the apps share. */
    environment: { readonly domain?: string } = {},
): Promise<Planned> {
    const { lock, issues: ofLock } = await readImageLock(projectDirectory);
    const names = Object.keys(apps).sort();
    const results = new Map<string, PlannedApp>();
    const queue = [...names];
    const worker = async (): Promise<void> => {
        for (let app = queue.shift(); app !== undefined; app = queue.shift()) {
            results.set(app, await planApp(app, apps[app] as AppSettings, { projectDirectory, lock }));
        }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const ordered = names.map((app) => results.get(app));
    const plans = ordered.flatMap((result) => (result?.plan === undefined ? [] : [result.plan]));
    const onFargate = plans.flatMap((planned) => (planned.target === "ecs-fargate" ? [planned.plan] : []));
    return {
        plans,
        issues: [
            ...ofLock,
            ...ordered.flatMap((result) => result?.issues ?? []),
            ...checkTogether(onFargate, environment),
        ],
        reports: ordered.flatMap((result) => (result?.report === undefined ? [] : [result.report])),
    };
}

interface PlannedApp {
    readonly plan?: AppPlan;
    readonly issues: readonly Issue[];
    readonly report?: PortabilityReport;
}

/** What lies around every app of a stack. */
interface Surroundings {
    readonly projectDirectory: string;
    readonly lock: ImageLock;
}

async function planApp(app: string, settings: AppSettings, around: Surroundings): Promise<PlannedApp> {
    const { projectDirectory } = around;
    const { project, issues: found } = await loadProject({ app, settings, projectDirectory });
    if (project === undefined) return { issues: found };
    const { plan, issues } = mapTo(project, settings, around);
    const all = [...found, ...issues];
    const { target } = settings;
    const report = portabilityReport({ app, target, project, parts: partsOf(target, project), issues: all });
    return { issues: all, report, ...(hasErrors(all) ? {} : { plan }) };
}

/** Which of the target's tables holds for which services. */
function partsOf(target: Target, project: ComposeProject): (readonly [ComposeProject, TargetSupport])[] {
    switch (target) {
        case "local":
            return [[project, LOCAL_SUPPORT]];
        case "ecs-fargate":
            return fargateParts(project);
        case "app-runner":
        case "ecs-express":
        case "ec2-compose":
            return [];
        default:
            return target satisfies never;
    }
}

function mapTo(
    project: ComposeProject,
    settings: AppSettings,
    { projectDirectory, lock }: Surroundings,
): { plan?: AppPlan; issues: Issue[] } {
    const app = project.name;
    const target: Target = settings.target;
    switch (target) {
        case "local": {
            const { plan, issues } = mapLocal(project, settings);
            return { plan: { target, app, plan }, issues };
        }
        case "ecs-fargate": {
            const { plan, issues } = fargatePlan(project, settings, projectDirectory, lock);
            return { plan: { target, app, plan }, issues: [...checkFargateSupport(project), ...issues] };
        }
        case "app-runner":
        case "ecs-express":
        case "ec2-compose": {
            const what = `is ${target}, which is not built yet: choose local or ecs-fargate.`;
            return { issues: [error(`slipway:apps.${app}.target`, what)] };
        }
        default:
            return target satisfies never;
    }
}
