import type { AppSettings } from "../../../components/app-settings";
import type { FargateAppPlan, FargateJobPlan, FargateServicePlan } from "../../../components/fargate/plan";
import type { ImageLock } from "../../image-lock";
import type { Issue } from "../../issue";
import { isJob } from "../../order";
import { publicServices } from "../../public";
import type { ComposeProject } from "../../types";
import { callsOf } from "./calls";
import { jobIssues, waitingFor } from "./jobs";
import { callLayers } from "./layers";
import { nameIssues } from "./names";
import { notYet } from "./not-yet";
import { publishIssues } from "./publish";
import { servicePlan } from "./service";
import { taskPlan } from "./task";
import { appVolumes } from "./volumes";

/** What `FargateApp` is given for an app. With an error among the issues the plan is incomplete and must not be used. */
export function fargatePlan(
    project: ComposeProject,
    settings: AppSettings,
    projectDirectory: string,
    lock: ImageLock = {},
): { plan: FargateAppPlan; issues: Issue[] } {
    const open = publicServices(project, settings.services);
    const calls = callsOf(project, settings);
    const order = callLayers(project, calls.of);
    const issues = [
        ...nameIssues(project),
        ...order.issues,
        ...notYet(project),
        ...publishIssues(project, settings, open),
    ];
    const services: Record<string, FargateServicePlan> = {};
    const jobs: Record<string, FargateJobPlan> = {};
    for (const [name, service] of Object.entries(project.services)) {
        const context = { project, settings, projectDirectory, lock, name, service };
        const task = taskPlan(context, issues);
        if (isJob(project, name)) {
            issues.push(...jobIssues(context, calls.of[name] ?? []));
            if (task !== undefined) jobs[name] = { ...task, before: waitingFor(project, name) };
        } else if (task !== undefined) services[name] = servicePlan(task, context, { open, calls }, issues);
    }
    const users = Object.fromEntries(
        Object.entries({ ...services, ...jobs }).map(([name, { container }]) => [name, container.user]),
    );
    const volumes = appVolumes(project, users, issues);
    const layers = order.layers.map((layer) => layer.filter((name) => name in services || name in jobs));
    return {
        plan: { app: project.name, services, jobs, volumes, layers: layers.filter((layer) => layer.length > 0) },
        issues,
    };
}
