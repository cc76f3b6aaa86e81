import type { AppSettings } from "../../../components/app-settings";
import type { AppRunnerPlan } from "../../../components/app-runner/plan";
import type { ImageLock } from "../../image-lock";
import { error, type Issue } from "../../issue";
import type { PublicService } from "../../public";
import type { ComposeProject, ServiceConfig } from "../../types";
import type { ServiceContext } from "../aws/context";
import { serviceImage } from "../aws/image";
import { notYet } from "../aws/not-yet";
import { serviceSize } from "../aws/size";
import { serviceTags } from "../aws/tags";
import { checkSupport } from "../check";
import { egressPorts } from "../ecs-fargate/egress";
import { dotIssues } from "../ecs-fargate/names";
import { onlyService } from "../one-container/only-service";
import { startCommand } from "./command";
import { ownVariables } from "./environment";
import { appRunnerHealthCheck } from "./health-check";
import { instances } from "./instances";
import { settingIssues } from "./settings";
import { APP_RUNNER_SIZES } from "./sizes";
import { APP_RUNNER_SUPPORT } from "./support";

/** What surrounds a project when it is mapped. */
export interface Around {
    readonly projectDirectory: string;
    readonly lock?: ImageLock;
}

/** What `AppRunnerApp` is given for an app; none where an issue is an error. */
export function appRunnerPlan(
    project: ComposeProject,
    settings: AppSettings,
    { projectDirectory, lock = {} }: Around,
): { plan?: AppRunnerPlan; issues: Issue[] } {
    const { one, issues } = onlyService(project, settings, { target: "app-runner", jobs: false });
    if (one === undefined) return { issues };
    const name = one.service;
    const context = { project, settings, projectDirectory, lock, name, service: project.services[name]! };
    issues.push(...dotIssues(project), ...checkSupport(project, APP_RUNNER_SUPPORT), ...notYet(project, "app-runner"));
    issues.push(...settingIssues(context));
    const plan = planOf(one, context, issues);
    return { issues, ...(plan && { plan }) };
}

function planOf(one: PublicService, context: ServiceContext, issues: Issue[]): AppRunnerPlan | undefined {
    const { project, settings, name, service } = context;
    const build = serviceImage(context, issues);
    const size = serviceSize(context, { target: "app-runner", offers: APP_RUNNER_SIZES }, issues);
    const command = startCommand(context, issues);
    const tags = serviceTags(context, issues);
    const { vpc } = settings.services[name] ?? {};
    issues.push(...platformIssues(context, build?.platform));
    const plan = {
        app: project.name,
        service: name,
        environment: ownVariables(context, one.http.containerPort, issues),
        port: one.http.containerPort,
        ...(command !== undefined && { startCommand: command }),
        healthCheck: appRunnerHealthCheck(service, one.http.healthPath),
        scaling: instances(context, issues),
        ...(vpc && { vpc, egressPorts: egressPorts(context, issues) }),
        ...(settings.domain !== undefined && { domain: settings.domain }),
        ...(Object.keys(tags).length > 0 && { tags }),
    };
    return build === undefined || size === undefined ? undefined : { ...plan, build, size };
}

function platformIssues({ project, name, service }: ServiceContext, ofBuild: string | undefined): Issue[] {
    const platform = ofBuild ?? service.platform ?? "linux/amd64";
    if (/^linux\/(amd64|x86_64)$/.test(platform)) return [];
    const what = `is ${JSON.stringify(platform)}, but App Runner runs linux/amd64 only: build for that, or use ecs-fargate.`;
    return [error(`${project.file}: services.${name}.${platformKey(service, platform)}`, what)];
}

function platformKey(service: ServiceConfig, platform: string): string {
    return service.platform === platform ? "platform" : "build.platforms";
}
