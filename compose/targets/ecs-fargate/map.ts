import type { AppSettings } from "../../../components/app-settings";
import type {
    FargateAppPlan,
    FargateJobPlan,
    FargateServicePlan,
    FargateTaskPlan,
} from "../../../components/fargate/plan";
import { containerImageBuild } from "../../build";
import { error, type Issue } from "../../issue";
import { isJob, startLayers } from "../../order";
import { publicServices, type PublicService } from "../../public";
import type { ComposeProject, ServiceConfig } from "../../types";
import { containerCheck } from "./health-check";
import { jobIssues, waitingFor } from "./jobs";
import { notYet } from "./not-yet";
import { publishedPorts, publishIssues } from "./publish";
import { taskSize } from "./size";
import { tmpfsMounts } from "./tmpfs";

/** A new copy first needs its image and its first answer, whatever its check's `start_period` says. */
const LEAST_START_PERIOD_SECONDS = 15;
/** Compose's default, and the most that Fargate waits. */
const [STOP_SECONDS, MOST_STOP_SECONDS] = [10, 120];

/** What `FargateApp` is given for an app. With an error among the issues the plan is incomplete and must not be used. */
export function fargatePlan(project: ComposeProject, settings: AppSettings): { plan: FargateAppPlan; issues: Issue[] } {
    const open = publicServices(project, settings.services);
    const issues = [...notYet(project, settings), ...publishIssues(project, settings, open)];
    const services: Record<string, FargateServicePlan> = {};
    const jobs: Record<string, FargateJobPlan> = {};
    for (const [name, service] of Object.entries(project.services)) {
        const context = { project, settings, name, service };
        const task = taskPlan(context, issues);
        if (isJob(project, name)) {
            issues.push(...jobIssues(context));
            if (task !== undefined) jobs[name] = { ...task, before: waitingFor(project, name) };
        } else if (task !== undefined) services[name] = servicePlan(task, context, open, issues);
    }
    const layers = startLayers(project).layers.map((layer) => layer.filter((name) => name in services || name in jobs));
    return { plan: { app: project.name, services, jobs, layers: layers.filter((layer) => layer.length > 0) }, issues };
}

/** One service, with what its mapping may look at. */
export interface ServiceContext {
    readonly project: ComposeProject;
    readonly settings: AppSettings;
    readonly name: string;
    readonly service: ServiceConfig;
}

/** What every task has, whether it lasts or ends. */
function taskPlan(context: ServiceContext, issues: Issue[]): FargateTaskPlan | undefined {
    const { project, name, service } = context;
    const { build, issues: ofBuild } = containerImageBuild(project, name);
    const size = taskSize(context, issues);
    issues.push(...ofBuild);
    if (build === undefined || size === undefined) return undefined;
    return {
        build,
        environment: service.environment,
        ...(service.entrypoint && { entryPoint: service.entrypoint }),
        ...(service.command && { command: service.command }),
        ...(service.workingDir !== undefined && { workingDirectory: service.workingDir }),
        ...(service.user !== undefined && { user: service.user }),
        readOnlyRoot: service.readOnly ?? false,
        dropCapabilities: service.capDrop ?? [],
        tmpfs: tmpfsMounts(context, issues),
        stopTimeoutSeconds: stopTimeout(context, issues),
        size,
        architecture: (build.platform ?? service.platform)?.startsWith("linux/arm64") ? "ARM64" : "X86_64",
    };
}

function servicePlan(
    task: FargateTaskPlan,
    context: ServiceContext,
    open: readonly PublicService[],
    issues: Issue[],
): FargateServicePlan {
    const { settings, name, service } = context;
    const here = open.find((candidate) => candidate.service === name);
    return {
        ...task,
        ...containerCheck(context, issues),
        ports: service.ports.filter(({ protocol }) => protocol === "tcp").map(({ target }) => target),
        publish: here === undefined ? [] : publishedPorts(here, settings),
        startPeriodSeconds: Math.max(LEAST_START_PERIOD_SECONDS, service.healthcheck?.startPeriodSeconds ?? 0),
        copies: settings.services[name]?.min ?? service.deploy?.replicas ?? service.scale ?? 1,
    };
}

function stopTimeout({ project, name, service }: ServiceContext, issues: Issue[]): number {
    const seconds = service.stopGracePeriodSeconds ?? STOP_SECONDS;
    if (seconds > MOST_STOP_SECONDS) {
        const what = `is ${seconds} s, but Fargate waits at most ${MOST_STOP_SECONDS} s: give 120s or less.`;
        issues.push(error(`${project.file}: services.${name}.stop_grace_period`, what));
    }
    // ECS takes whole seconds and counts from two.
    return Math.max(2, Math.ceil(seconds));
}
