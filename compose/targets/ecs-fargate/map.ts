import type { AppSettings } from "../../../components/app-settings";
import type {
    FargateAppPlan,
    FargateJobPlan,
    FargateServicePlan,
    FargateTaskPlan,
} from "../../../components/fargate/plan";
import type { ImageLock } from "../../image-lock";
import type { Issue } from "../../issue";
import { isJob, startLayers } from "../../order";
import { publicServices, type PublicService } from "../../public";
import type { ComposeProject } from "../../types";
import type { ServiceContext } from "./context";
import { containerCheck } from "./health-check";
import { jobIssues, waitingFor } from "./jobs";
import { notYet } from "./not-yet";
import { publishedPorts, publishIssues } from "./publish";
import { restartIssues } from "./restart";
import { taskPlan } from "./task";

/** A new copy first needs its image and its first answer, whatever its check's `start_period` says. */
const LEAST_START_PERIOD_SECONDS = 15;

/** What `FargateApp` is given for an app. With an error among the issues the plan is incomplete and must not be used. */
export function fargatePlan(
    project: ComposeProject,
    settings: AppSettings,
    projectDirectory: string,
    lock: ImageLock = {},
): { plan: FargateAppPlan; issues: Issue[] } {
    const open = publicServices(project, settings.services);
    const issues = [...notYet(project, settings), ...publishIssues(project, settings, open)];
    const services: Record<string, FargateServicePlan> = {};
    const jobs: Record<string, FargateJobPlan> = {};
    for (const [name, service] of Object.entries(project.services)) {
        const context = { project, settings, projectDirectory, lock, name, service };
        const task = taskPlan(context, issues);
        if (isJob(project, name)) {
            issues.push(...jobIssues(context));
            if (task !== undefined) jobs[name] = { ...task, before: waitingFor(project, name) };
        } else if (task !== undefined) services[name] = servicePlan(task, context, open, issues);
    }
    const layers = startLayers(project).layers.map((layer) => layer.filter((name) => name in services || name in jobs));
    return { plan: { app: project.name, services, jobs, layers: layers.filter((layer) => layer.length > 0) }, issues };
}

function servicePlan(
    task: FargateTaskPlan,
    context: ServiceContext,
    open: readonly PublicService[],
    issues: Issue[],
): FargateServicePlan {
    const { settings, name, service } = context;
    const here = open.find((candidate) => candidate.service === name);
    issues.push(...restartIssues(context));
    return {
        ...task,
        container: {
            ...task.container,
            ...containerCheck(context, service.build && task.build, issues),
            ports: service.ports.filter(({ protocol }) => protocol === "tcp").map(({ target }) => target),
        },
        publish: here === undefined ? [] : publishedPorts(here, settings),
        startPeriodSeconds: Math.max(LEAST_START_PERIOD_SECONDS, service.healthcheck?.startPeriodSeconds ?? 0),
        copies: settings.services[name]?.min ?? service.deploy?.replicas ?? service.scale ?? 1,
    };
}
