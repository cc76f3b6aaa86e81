import type { AppSettings } from "../../../components/app-settings";
import type { PublishedAtPort, PublishedPort } from "../../../components/fargate/published-port";
import { error, warning, type Issue } from "../../issue";
import type { PublicService } from "../../public";
import type { ComposeProject, ServicePortConfig } from "../../types";

/** Target groups that ECS takes for one service. */
const MOST_PORTS = 5;

/** What of one public service the load balancer serves. Without a domain: each of its published ports at a listener. */
export function publishedPorts(open: PublicService, settings: AppSettings): PublishedPort[] {
    const { healthPath, containerPort } = open.http;
    const ports = httpPorts(open);
    const asked = ports.some(({ target }) => target === containerPort) ? containerPort : undefined;
    return ports.map(({ target, published }): PublishedAtPort => ({
        port: published ?? target,
        containerPort: target,
        allow: settings.allow,
        healthPath,
        // Only the one port is known to answer the path; the others lead to the same program.
        ...(asked !== undefined && target !== asked && { healthPort: asked }),
    }));
}

/** What is wrong with an app's published ports, taken by itself; see `checkTogether` for apps beside each other. */
export function publishIssues(project: ComposeProject, settings: AppSettings, open: readonly PublicService[]): Issue[] {
    return open.flatMap((one) => [...ofPorts(project, one), ...allowed(project, settings, one)]);
}

/** A load balancer speaks HTTP, so TCP. */
function httpPorts({ ports }: PublicService): ServicePortConfig[] {
    return ports.filter(({ protocol }) => protocol === "tcp");
}

function ofPorts(project: ComposeProject, open: PublicService): Issue[] {
    const at = `${project.file}: services.${open.service}.ports`;
    const ports = httpPorts(open);
    const targets = ports.map(({ target }) => target);
    const twice = targets.find((target, index) => targets.indexOf(target) !== index);
    const issues = open.ports
        .filter(({ protocol }) => protocol !== "tcp")
        .map(({ target, protocol }) =>
            warning(at, `${target}/${protocol} stays private on ecs-fargate: a load balancer takes HTTP only.`),
        );
    if (twice !== undefined) {
        const published = ports.filter(({ target }) => target === twice).map((port) => port.published ?? twice);
        const what = `publish the container's port ${twice} at ${published.join(" and ")}, but a load balancer leads to it once: leave one of them.`;
        issues.push(error(at, what));
    }
    if (ports.length > MOST_PORTS) {
        const what = `publish ${ports.length} ports (${targets.join(", ")}), but ECS takes ${MOST_PORTS} of one service: bind the others to 127.0.0.1.`;
        issues.push(error(at, what));
    }
    return issues;
}

/** Without a domain there is no TLS and no name: then only known addresses may connect. */
function allowed(project: ComposeProject, settings: AppSettings, open: PublicService): Issue[] {
    if (settings.domain !== undefined || settings.allow.length > 0) return [];
    const ports = httpPorts(open).map(({ published, target }) => published ?? target);
    return [
        error(
            `slipway:apps.${project.name}.allow`,
            `is missing: ${open.service} is published on port ${ports.join(", ")} without a domain, so the stack must say who ` +
                `may connect. Give the CIDR blocks, for example  allow: [203.0.113.7/32]`,
        ),
    ];
}
