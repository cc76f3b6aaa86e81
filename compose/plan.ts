import { join } from "node:path";
import type { AppSettings, Target } from "../components/app-settings";
import type { ComposeAppPlan } from "../components/compose-app-args";
import type { ExpressPlan } from "../components/express/plan";
import type { AppRunnerPlan } from "../components/app-runner/plan";
import type { FargateAppPlan } from "../components/fargate/plan";
import type { LocalAppPlan } from "../components/local-docker-args";
import type { Placed } from "../components/placement";
import { filesOfCommit } from "./commit";
import { readImageLock, type ImageLock } from "./image-lock";
import { error, hasErrors, type Issue } from "./issue";
import { loadProject } from "./load";
import { managedSupport } from "./managed/support";
import { composePlan } from "./targets/ec2-compose/map";
import { EC2_COMPOSE_SUPPORT } from "./targets/ec2-compose/support";
import { checkOnOneHost } from "./targets/ec2-compose/together";
import { expressParts, expressPlan } from "./targets/ecs-express/map";
import { appRunnerPlan } from "./targets/app-runner/map";
import { APP_RUNNER_SUPPORT } from "./targets/app-runner/support";
import { checkFargateSupport, fargateParts } from "./targets/ecs-fargate/jobs";
import { fargatePlan } from "./targets/ecs-fargate/map";
import { checkTogether } from "./targets/ecs-fargate/together";
import { mapLocal } from "./targets/local/map";
import { LOCAL_SUPPORT } from "./targets/local/support";
import { portabilityReport, type PortabilityReport } from "./targets/report";
import type { TargetSupport } from "./targets/support";
import { volumesOf, volumesWithData } from "./state";
import type { ComposeProject } from "./types";

/** An app, ready to be made into resources: plain data, checked against its target. */
export type AppPlan =
    | { readonly target: "local"; readonly app: string; readonly plan: LocalAppPlan }
    | { readonly target: "ecs-fargate"; readonly app: string; readonly plan: FargateAppPlan }
    | { readonly target: "ecs-express"; readonly app: string; readonly plan: ExpressPlan }
    | { readonly target: "app-runner"; readonly app: string; readonly plan: AppRunnerPlan }
    | { readonly target: "ec2-compose"; readonly app: string; readonly plan: ComposeAppPlan };

export interface Planned {
    readonly plans: readonly AppPlan[];
    /** Of all apps, in the order of their names. With an error among them no plan must be used. */
    readonly issues: readonly Issue[];
    /** What the targets make of the apps other than Compose would, for the preview. */
    readonly reports: readonly PortabilityReport[];
    /** Where each app that has a plan runs. */
    readonly placed: Readonly<Record<string, Placed>>;
}

/** Compose files in flight at once: each is a process of its own. */
const AT_ONCE = 4;

/** Reads and checks every app's Compose file. */
export async function planApps(
    apps: Readonly<Record<string, AppSettings>>,
    projectDirectory: string,
    /** What the apps share: the stack's name, and the domain of its environment. */
    { stack, ...environment }: { readonly stack: string; readonly domain?: string } = { stack: "local" },
): Promise<Planned> {
    const { lock, issues: ofLock } = await readImageLock(projectDirectory);
    const names = Object.keys(apps).sort();
    const results = new Map<string, PlannedApp>();
    const queue = [...names];
    const worker = async (): Promise<void> => {
        for (let app = queue.shift(); app !== undefined; app = queue.shift()) {
            results.set(app, await planApp(app, apps[app] as AppSettings, { projectDirectory, lock, stack }));
        }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const ordered = names.map((app) => results.get(app));
    const ready = ordered.flatMap((result) => result?.ready ?? []);
    const plans = ready.map(({ plan }) => plan);
    const onFargate = plans.flatMap((planned) => (planned.target === "ecs-fargate" ? [planned.plan] : []));
    const onHost = plans.flatMap((planned) => (planned.target === "ec2-compose" ? [planned.plan] : []));
    return {
        plans,
        issues: [
            ...ofLock,
            ...ordered.flatMap((result) => result?.issues ?? []),
            ...checkTogether(onFargate, environment),
            ...checkOnOneHost(onHost),
        ],
        reports: ordered.flatMap((result) => (result?.report === undefined ? [] : [result.report])),
        placed: Object.fromEntries(ready.map(({ plan, placed }) => [plan.app, placed])),
    };
}

interface PlannedApp {
    /** Without errors, only. */
    readonly ready?: { readonly plan: AppPlan; readonly placed: Placed };
    readonly issues: readonly Issue[];
    readonly report?: PortabilityReport;
}

/** What lies around every app of a stack. */
interface Surroundings {
    readonly projectDirectory: string;
    readonly lock: ImageLock;
    readonly stack: string;
}

async function planApp(app: string, given: AppSettings, now: Surroundings): Promise<PlannedApp> {
    const { settings, around, issues: ofCommit } = await atCommit(app, given, now);
    if (around === undefined) return { issues: ofCommit };
    const { projectDirectory } = around;
    const { project, issues: ofFile } = await loadProject({ app, settings, projectDirectory });
    const found = [...ofCommit, ...ofFile];
    if (project === undefined) return { issues: found };
    const { plan, issues } = mapTo(project, settings, around);
    const all = [...found, ...issues];
    const { target } = settings;
    const parts = [...partsOf(target, project), ...managedParts(target, project)];
    const report = portabilityReport({ app, target, project, parts, issues: all });
    const ready = plan === undefined || hasErrors(all) ? undefined : { plan, placed: placedBy(settings, project) };
    return { issues: all, report, ...(ready && { ready }) };
}

/** An app that stays at a commit: its Compose file and the images' digests are those of then. */
async function atCommit(
    app: string,
    settings: AppSettings,
    now: Surroundings,
): Promise<{ settings: AppSettings; around?: Surroundings; issues: readonly Issue[] }> {
    if (settings.commit === undefined) return { settings, around: now, issues: [] };
    const files = await filesOfCommit(settings.commit, now.projectDirectory);
    if ("problem" in files) return { settings, issues: [error(`slipway:apps.${app}.commit`, files.problem)] };
    const { lock, issues } = await readImageLock(join(now.projectDirectory, files.folder));
    const compose = join(files.folder, settings.compose);
    return { settings: { ...settings, compose }, around: { ...now, lock }, issues };
}

function placedBy({ target, domain }: AppSettings, project: ComposeProject): Placed {
    const managed = Object.entries(project.managed ?? {}).map(([name, { service }]): [string, string[]] => [
        name,
        volumesOf([service]),
    ]);
    return {
        target,
        ...(domain !== undefined && { domain }),
        volumes: volumesWithData(project),
        ...(managed.length > 0 && { managed: Object.fromEntries(managed) }),
    };
}

/** Which of the target's tables holds for which services. */
function partsOf(target: Target, project: ComposeProject): (readonly [ComposeProject, TargetSupport])[] {
    switch (target) {
        case "local":
            return [[project, LOCAL_SUPPORT]];
        case "ecs-fargate":
            return fargateParts(project);
        case "ec2-compose":
            return [[project, EC2_COMPOSE_SUPPORT]];
        case "ecs-express":
            return expressParts(project);
        case "app-runner":
            // More than one is refused as a whole.
            return Object.keys(project.services).length > 1 ? [] : [[project, APP_RUNNER_SUPPORT]];
        default:
            return target satisfies never;
    }
}

/** Services that AWS runs have the same table on every target. */
function managedParts(target: Target, project: ComposeProject): (readonly [ComposeProject, TargetSupport])[] {
    const services = Object.entries(project.managed ?? {}).map(([name, { service }]) => [name, service] as const);
    return services.length === 0
        ? []
        : [[{ ...project, services: Object.fromEntries(services) }, managedSupport(target)]];
}

function mapTo(
    project: ComposeProject,
    settings: AppSettings,
    around: Surroundings,
): { plan?: AppPlan; issues: Issue[] } {
    const { projectDirectory, lock } = around;
    const app = project.name;
    const target: Target = settings.target;
    switch (target) {
        case "local": {
            const { plan, issues } = mapLocal(project, settings);
            return { plan: { target, app, plan }, issues };
        }
        case "ecs-fargate": {
            const { plan, issues } = fargatePlan(project, settings, around);
            return { plan: { target, app, plan }, issues: [...checkFargateSupport(project), ...issues] };
        }
        case "ec2-compose": {
            const { plan, issues } = composePlan(project, settings, projectDirectory, lock);
            return { plan: { target, app, plan }, issues };
        }
        case "ecs-express": {
            const { plan, issues } = expressPlan(project, settings, { projectDirectory, lock });
            return { issues, ...(plan && { plan: { target, app, plan } }) };
        }
        case "app-runner": {
            const { plan, issues } = appRunnerPlan(project, settings, around);
            return { issues, ...(plan && { plan: { target, app, plan } }) };
        }
        default:
            return target satisfies never;
    }
}
