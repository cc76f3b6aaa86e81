import type { AppSettings } from "../../../components/app-settings";
import type { ComposeAppPlan, ComposeServicePlan } from "../../../components/compose-app-args";
import { httpHealth } from "../../health";
import type { ImageLock } from "../../image-lock";
import { error, type Issue } from "../../issue";
import { managedPlans } from "../../managed/plan";
import { isJob, startLayers } from "../../order";
import { isStateful } from "../../state";
import type { ComposeProject, ServiceConfig } from "../../types";
import { checkSupport } from "../check";
import { definition, sizeOf, sizeText, type ServiceSize } from "../definition";
import { egressPorts } from "../ecs-fargate/egress";
import { serviceImage } from "../aws/image";
import { notYet } from "../aws/not-yet";
import { checkCompose, copiesOf } from "./check";
import { routesOf } from "./publish";
import { EC2_COMPOSE_SUPPORT } from "./support";

/** Compose's own default. */
const STOP_SECONDS = 10;
/** A container may take this long to be healthy, whatever its check says. */
const LEAST_START_SECONDS = 60;
/** Compose's defaults of a check. */
const CHECK = { intervalSeconds: 30, retries: 3 } as const;

/** What `ComposeApp` is given for an app. With an error among the issues the plan is incomplete and must not be used. */
export function composePlan(
    project: ComposeProject,
    settings: AppSettings,
    projectDirectory: string,
    lock: ImageLock = {},
): { plan: ComposeAppPlan; issues: Issue[] } {
    const { layers, cycle } = startLayers(project);
    const { routes, issues: ofRoutes } = routesOf(project, settings);
    const issues = [
        ...checkSupport(project, EC2_COMPOSE_SUPPORT),
        ...notYet(project, "ec2-compose"),
        ...checkCompose(project, settings),
        ...ofRoutes,
    ];
    if (cycle) {
        const what = `wait for each other in a circle: ${cycle.join(", ")}; take one \`depends_on\` out.`;
        issues.push(error(`${project.file}: services`, what));
    }
    const services: Record<string, ComposeServicePlan> = {};
    const sizes: Record<string, ServiceSize> = {};
    for (const [name, service] of Object.entries(project.services)) {
        const own = settings.services[name];
        const job = isJob(project, name);
        const context = { project, settings, projectDirectory, lock, name, service };
        const build = serviceImage(context, issues);
        const size = { copies: job ? 1 : copiesOf(service, own?.min), ...sizeOf(own) };
        sizes[name] = size;
        const http = job ? undefined : httpHealth(service, own);
        const text = sizeText(service, size);
        if (build === undefined) continue;
        services[name] = {
            build,
            environment: service.environment,
            copies: size.copies,
            ...(text !== undefined && { size: text }),
            writable: isStateful(service),
            ...(http && { health: { containerPort: http.containerPort, path: http.gatePath } }),
            stopSeconds: Math.ceil(service.stopGracePeriodSeconds ?? STOP_SECONDS),
            startSeconds: startSeconds(service),
            egressPorts: egressPorts(context, issues),
        };
    }
    const plan: ComposeAppPlan = {
        app: project.name,
        services,
        jobs: layers.flat().filter((name) => isJob(project, name)),
        routes,
        ...managedPlans(project),
        definition: definition(project, { sizes, support: EC2_COMPOSE_SUPPORT, without: ["image", "ports"] }),
    };
    return { plan, issues };
}

/** Until Docker itself would call it unhealthy, and a little longer. */
function startSeconds({ healthcheck }: ServiceConfig): number {
    if (healthcheck === undefined || healthcheck.disable) return LEAST_START_SECONDS;
    const { startPeriodSeconds = 0, intervalSeconds = CHECK.intervalSeconds, retries = CHECK.retries } = healthcheck;
    return Math.max(LEAST_START_SECONDS, Math.ceil(startPeriodSeconds + intervalSeconds * (retries + 1)));
}
