import { warning, type Issue } from "../../issue";
import { isJob } from "../../order";
import type { ComposeProject } from "../../types";
import type { DeploySupportTable, SupportTable, TargetSupport } from "../support";
import { checkSupport } from "../check";
import type { ServiceContext } from "../aws/context";
import { ECS_FARGATE_SUPPORT } from "./support";

/** Names of those that wait until a job has ended well. */
export function waitingFor(project: ComposeProject, job: string): string[] {
    return Object.entries(project.services)
        .filter(([, { dependsOn }]) => dependsOn[job]?.condition === "service_completed_successfully")
        .map(([name]) => name)
        .sort();
}

const ONCE = { unsupported: "a job runs once" } as const;

/** What differs for a job: it starts once, is asked nothing, and ends. */
export const ECS_FARGATE_JOB_SUPPORT: TargetSupport = {
    target: "ecs-fargate",
    service: {
        ...ECS_FARGATE_SUPPORT.service,
        expose: { unsupported: "nobody connects to a job" },
        healthcheck: { unsupported: "a job is judged by its exit code" },
        ports: { unsupported: "nobody connects to a job" },
        restart: { differs: "a job runs once; one that fails fails the release" },
        scale: ONCE,
    } satisfies SupportTable,
    deploy: {
        ...ECS_FARGATE_SUPPORT.deploy,
        replicas: ONCE,
        labels: { unsupported: "a job has no service to tag" },
        updateConfig: ONCE,
        rollbackConfig: ONCE,
        restartPolicy: { unsupported: "a job that fails fails the release, and the next `pulumi up` runs it again" },
    } satisfies DeploySupportTable,
};

/** An app's services that last, and those that run to their end, for each has a table of its own. */
export function jobsAndServices(project: ComposeProject): { services: ComposeProject; jobs: ComposeProject } {
    const part = (jobs: boolean): ComposeProject => ({
        ...project,
        services: Object.fromEntries(
            Object.entries(project.services).filter(([name]) => isJob(project, name) === jobs),
        ),
    });
    return { services: part(false), jobs: part(true) };
}

/** The parts of an app that ecs-fargate has a table each for: services and jobs. */
export function fargateParts(project: ComposeProject): (readonly [ComposeProject, TargetSupport])[] {
    const { services, jobs } = jobsAndServices(project);
    return [
        [services, ECS_FARGATE_SUPPORT],
        [jobs, ECS_FARGATE_JOB_SUPPORT],
    ];
}

/** What ecs-fargate ignores or cannot do of an app: services by one table, jobs by another. */
export function checkFargateSupport(project: ComposeProject): Issue[] {
    return fargateParts(project).flatMap(([part, support]) => checkSupport(part, support));
}

/** Settings of a job that mean something else here than their words say. */
export function jobIssues({ project, settings, name, service }: ServiceContext): Issue[] {
    const { restart } = service;
    const { min, max } = settings.services[name] ?? {};
    return [
        ...(restart === undefined || restart === "no"
            ? []
            : [
                  warning(
                      `${project.file}: services.${name}.restart`,
                      `is ${restart}, which has no effect on ecs-fargate: a job that fails fails the release, and the next \`pulumi up\` runs it again.`,
                  ),
              ]),
        ...Object.entries({ min, max }).flatMap(([key, value]) =>
            value === undefined || value === 1
                ? []
                : [
                      warning(
                          `slipway:apps.${project.name}.services.${name}.${key}`,
                          `is ${value}, which has no effect: ${name} is a job, and a job runs once.`,
                      ),
                  ],
        ),
    ];
}
