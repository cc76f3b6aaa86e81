import type { AppSettings } from "../../../components/app-settings";
import type { ExpressPlan, ExpressServicePlan } from "../../../components/express/plan";
import type { FargateJobPlan } from "../../../components/fargate/plan";
import type { ImageLock } from "../../image-lock";
import { error, type Issue } from "../../issue";
import { isJob, startLayers } from "../../order";
import type { PublicService } from "../../public";
import type { ComposeProject } from "../../types";
import type { ServiceContext } from "../aws/context";
import { serviceImage } from "../aws/image";
import { notYet } from "../aws/not-yet";
import { serviceSize } from "../aws/size";
import { serviceTags } from "../aws/tags";
import { checkSupport } from "../check";
import { findAddresses } from "../ecs-fargate/addresses";
import { plainText } from "../ecs-fargate/calls";
import { egressPorts } from "../ecs-fargate/egress";
import { jobIssues, jobsAndServices, waitingFor } from "../ecs-fargate/jobs";
import { nameIssues } from "../ecs-fargate/names";
import { taskPlan } from "../ecs-fargate/task";
import { onlyService } from "../one-container/only-service";
import type { TargetSupport } from "../support";
import { copiesOf } from "./copies";
import { settingIssues } from "./settings";
import { EXPRESS_SIZES } from "./sizes";
import { ECS_EXPRESS_JOB_SUPPORT, ECS_EXPRESS_SUPPORT } from "./support";

/** What surrounds a project when it is mapped. */
export interface Around {
    readonly projectDirectory: string;
    readonly lock?: ImageLock;
}

/** The parts of an app that ecs-express has a table each for: services and jobs. */
export function expressParts(project: ComposeProject): (readonly [ComposeProject, TargetSupport])[] {
    const { services, jobs } = jobsAndServices(project);
    return [
        [services, ECS_EXPRESS_SUPPORT],
        [jobs, ECS_EXPRESS_JOB_SUPPORT],
    ];
}

/** What `ExpressApp` is given for an app; none where an issue is an error. */
export function expressPlan(
    project: ComposeProject,
    settings: AppSettings,
    { projectDirectory, lock = {} }: Around,
): { plan?: ExpressPlan; issues: Issue[] } {
    const { one, issues } = onlyService(project, settings, { target: "ecs-express", jobs: true });
    if (one === undefined) return { issues };
    const contextOf = (name: string): ServiceContext => ({
        ...{ project, settings, projectDirectory, lock, name },
        service: project.services[name]!,
    });
    issues.push(
        ...expressParts(project).flatMap(([part, support]) => checkSupport(part, support)),
        ...nameIssues(project, "-infrastructure"),
        ...notYet(project, "ecs-express"),
        ...settingIssues(contextOf(one.service)),
        ...callIssues(project),
    );
    const service = servicePlan(one, contextOf(one.service), issues);
    const jobs: Record<string, FargateJobPlan> = {};
    for (const name of Object.keys(project.services).filter((candidate) => isJob(project, candidate))) {
        const task = taskPlan(contextOf(name), issues);
        issues.push(...jobIssues(contextOf(name)));
        if (task !== undefined) jobs[name] = { ...task, before: waitingFor(project, name) };
    }
    if (service === undefined) return { issues };
    const layers = startLayers(project).layers.map((layer) => layer.filter((name) => name in jobs));
    const plan = {
        app: project.name,
        service: { name: one.service, ...service },
        jobs,
        layers: layers.filter((layer) => layer.length > 0),
    };
    return { plan, issues };
}

function servicePlan(one: PublicService, context: ServiceContext, issues: Issue[]): ExpressServicePlan | undefined {
    const { service } = context;
    const build = serviceImage(context, issues);
    const size = serviceSize(context, { target: "ecs-express", offers: EXPRESS_SIZES }, issues);
    const tags = serviceTags(context, issues);
    issues.push(...platformIssues(context, build?.platform));
    const plan = {
        environment: service.environment,
        port: one.http.containerPort,
        healthPath: one.http.healthPath,
        ...(service.command && { command: service.command }),
        scaling: copiesOf(context, issues),
        egressPorts: egressPorts(context, issues),
        ...(Object.keys(tags).length > 0 && { tags }),
    };
    return build === undefined || size === undefined ? undefined : { ...plan, build, size };
}

function platformIssues({ project, name, service }: ServiceContext, ofBuild: string | undefined): Issue[] {
    const platform = ofBuild ?? service.platform ?? "linux/amd64";
    if (/^linux\/(amd64|x86_64)$/.test(platform)) return [];
    const where = service.platform === platform ? "platform" : "build.platforms";
    const what = `is ${JSON.stringify(platform)}, but the aws provider's Express runs linux/amd64 only: build for that, or use ecs-fargate.`;
    return [error(`${project.file}: services.${name}.${where}`, what)];
}

/** Nothing is called by its Compose name: there is no network of the app's own. */
function callIssues({ file, services }: ComposeProject): Issue[] {
    return Object.entries(services).flatMap(([name, { environment }]) =>
        Object.entries(environment).flatMap(([variable, value]) =>
            findAddresses(plainText(value), variable)
                .filter(({ host }) => host !== name && host in services)
                .map(({ host }) =>
                    error(
                        `${file}: services.${name}.environment.${variable}`,
                        `calls ${host} by its name, but on ecs-express no container of the app has one: give its address, or use ecs-fargate.`,
                    ),
                ),
        ),
    );
}
