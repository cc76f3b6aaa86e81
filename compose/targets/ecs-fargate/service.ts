import type { FargateServicePlan, FargateTaskPlan } from "../../../components/fargate/plan";
import { error, warning, type Issue } from "../../issue";
import type { PublicService } from "../../public";
import { serviceTags } from "../aws/tags";
import { calledBy, type Calls } from "./calls";
import type { ServiceContext } from "../aws/context";
import { copiesOf } from "./copies";
import { deployIssues } from "./deploy";
import { containerCheck } from "./health-check";
import { publishedPorts } from "./publish";
import { restartIssues } from "./restart";
import { stateIssues } from "./volumes";

/** A new copy first needs its image and its first answer, whatever its check's `start_period` says. */
const LEAST_START_PERIOD_SECONDS = 15;

export interface Surroundings {
    readonly open: readonly PublicService[];
    readonly calls: Calls;
}

/** What a task needs besides to last. */
export function servicePlan(
    task: FargateTaskPlan,
    context: ServiceContext,
    { open, calls }: Surroundings,
    issues: Issue[],
): FargateServicePlan {
    const { settings, name, service } = context;
    const here = open.find((candidate) => candidate.service === name);
    const tags = serviceTags(context, issues);
    const offers = calls.ports[name] ?? [];
    const called = calledBy(name, calls);
    issues.push(
        ...restartIssues(context),
        ...deployIssues(context),
        ...stateIssues(context),
        ...nameIssues(context),
        ...portIssues(context, calls),
        ...shellIssues(context),
    );
    return {
        ...task,
        container: {
            ...task.container,
            ...containerCheck(context, service.build && task.build, issues),
            ports: service.ports.filter(({ protocol }) => protocol === "tcp").map(({ target }) => target),
        },
        publish: here === undefined ? [] : publishedPorts(here, settings),
        ...(offers.length > 0 && { offers }),
        ...(called.length > 0 && { calls: called }),
        startPeriodSeconds: Math.max(LEAST_START_PERIOD_SECONDS, service.healthcheck?.startPeriodSeconds ?? 0),
        ...copiesOf(context, issues),
        ...(settings.services[name]?.exec && { exec: true }),
        ...(Object.keys(tags).length > 0 && { tags }),
    };
}

/** Who is called must say where. */
function portIssues({ project, name }: ServiceContext, calls: Calls): Issue[] {
    const ports = calls.ports[name];
    if (ports === undefined || ports.length > 0) return [];
    const callers = Object.keys(calls.of).filter((other) => calls.of[other]?.includes(name));
    const what = `nothing says on which port it listens, so ${callers.join(", ")} cannot connect to it: give it \`expose\`, such as  expose: ["8080"].`;
    return [warning(`${project.file}: services.${name}`, what)];
}

/** Names by which Compose knows a service and ECS does not. */
function nameIssues({ project, name, service }: ServiceContext): Issue[] {
    const at = `${project.file}: services.${name}`;
    const aliases = Object.entries(service.networks).flatMap(([network, config]) =>
        config.aliases.length === 0
            ? []
            : [
                  warning(
                      `${at}.networks.${network}.aliases`,
                      `has no effect on ecs-fargate: ${name} is called by its own name only.`,
                  ),
              ],
    );
    const links = (service.links ?? []).flatMap((link) => {
        const [other, alias] = link.split(":");
        if (alias === undefined || alias === other) return [];
        return [
            error(
                `${at}.links`,
                `calls ${other} by the name ${alias}, but on ecs-fargate a service has one name: call it ${other}.`,
            ),
        ];
    });
    return [...aliases, ...links];
}

/** The agent behind ECS Exec writes into the container. */
function shellIssues({ project, settings, name, service }: ServiceContext): Issue[] {
    if (!settings.services[name]?.exec || !service.readOnly) return [];
    const what = `is true, but ECS opens a shell only where the container's root can be written to: take \`read_only\` out of services.${name} in ${project.file}, or this.`;
    return [error(`slipway:apps.${project.name}.services.${name}.exec`, what)];
}
