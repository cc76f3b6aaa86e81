import type { AppSettings } from "../../../components/app-settings";
import type { PublishedAtDomain, PublishedAtPort, PublishedPort } from "../../../components/fargate/published-port";
import { error, warning, type Issue } from "../../issue";
import type { PublicService } from "../../public";
import type { ComposeProject, ServicePortConfig } from "../../types";
import { everybodyAtPorts, ipv6Blocks } from "../aws/allow";
import { rulePriority } from "./priority";

/** Target groups that ECS takes for one service. */
const MOST_PORTS = 5;

/** CIDR blocks that a rule of the load balancer has room for beside a host name, and beside a path too. */
const MOST_BLOCKS = { host: 4, path: 2 } as const;

/** What of one public service the load balancer serves: at the app's domain, or each of its published ports at a listener. */
export function publishedPorts(open: PublicService, settings: AppSettings): PublishedPort[] {
    const { healthPath, containerPort } = open.http;
    const ports = httpPorts(open);
    const { domain, signIn, allow } = settings;
    if (domain !== undefined) {
        const { path, priority } = settings.services[open.service] ?? {};
        return ports.slice(0, 1).map(({ target }): PublishedAtDomain => ({
            domain,
            containerPort: target,
            healthPath,
            priority: priority ?? rulePriority(domain, path),
            ...(path !== undefined && { path }),
            ...(allow.length > 0 && { allow }),
            ...(signIn !== undefined && { signIn }),
        }));
    }
    const asked = ports.some(({ target }) => target === containerPort) ? containerPort : undefined;
    return ports.map(({ target, published }): PublishedAtPort => ({
        port: published ?? target,
        containerPort: target,
        allow,
        healthPath,
        // Only the one port is known to answer the path; the others lead to the same program.
        ...(asked !== undefined && target !== asked && { healthPort: asked }),
    }));
}

/** What is wrong with an app's published ports, taken by itself; see `checkTogether` for apps beside each other. */
export function publishIssues(project: ComposeProject, settings: AppSettings, open: readonly PublicService[]): Issue[] {
    return [
        ...open.flatMap((one) => [...ofPorts(project, one, settings.domain), ...allowed(project, settings, one)]),
        ...everybodyAtPorts(project.name, settings),
        ...withoutIpv6(project.name, settings),
        ...(settings.domain === undefined ? withoutDomain(project, settings) : atDomain(project, settings, open)),
    ];
}

/** A load balancer speaks HTTP, so TCP. */
function httpPorts({ ports }: PublicService): ServicePortConfig[] {
    return ports.filter(({ protocol }) => protocol === "tcp");
}

function ofPorts(project: ComposeProject, open: PublicService, domain: string | undefined): Issue[] {
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
    if (domain !== undefined && ports.length > 1) {
        const what = `publish ${ports.length} ports (${targets.join(", ")}), but at ${domain} one of them answers: bind the others to 127.0.0.1.`;
        issues.push(error(at, what));
    } else if (ports.length > MOST_PORTS) {
        const what = `publish ${ports.length} ports (${targets.join(", ")}), but ECS takes ${MOST_PORTS} of one service: bind the others to 127.0.0.1.`;
        issues.push(error(at, what));
    }
    return issues;
}

/** Services of one host name must be told apart by paths. */
function atDomain(project: ComposeProject, settings: AppSettings, open: readonly PublicService[]): Issue[] {
    const { domain, allow } = settings;
    const holders = new Map<string, string>();
    return open.flatMap(({ service }): Issue[] => {
        const { path } = settings.services[service] ?? {};
        const at = `slipway:apps.${project.name}.services.${service}.path`;
        const holder = holders.get(path ?? "");
        holders.set(path ?? "", holder ?? service);
        const issues: Issue[] = [];
        if (holder !== undefined) {
            const what =
                path === undefined
                    ? `is missing: ${holder} and ${service} both answer at ${domain}: give all but one of them a path, \`pulumi config set --path '${at}' /${service}\`.`
                    : `is ${path}, which ${holder} has already: give one of them another path.`;
            issues.push(error(at, what));
        }
        const room = path === undefined ? MOST_BLOCKS.host : MOST_BLOCKS.path;
        if (allow.length > room) {
            const what = `names ${allow.length} blocks, but a rule of the load balancer has room for ${room} beside ${domain}${path ?? ""}: join them to fewer.`;
            issues.push(error(`slipway:apps.${project.name}.allow`, what));
        }
        return issues;
    });
}

/** What only a host name makes use of. */
function withoutDomain(project: ComposeProject, { services }: AppSettings): Issue[] {
    return Object.entries(services).flatMap(([service, settings]) =>
        (["path", "priority"] as const)
            .filter((key) => settings[key] !== undefined)
            .map((key) =>
                error(
                    `slipway:apps.${project.name}.services.${service}.${key}`,
                    `is ${settings[key]}, which only an app with a domain can have: give the app a domain, or leave it out.`,
                ),
            ),
    );
}

/** The load balancer has IPv4 addresses only: nobody would come from such a block, and nothing would say so. */
function withoutIpv6(app: string, { allow }: AppSettings): Issue[] {
    const blocks = ipv6Blocks(allow);
    if (blocks.length === 0) return [];
    const what = `names ${blocks.join(", ")}, but the load balancer is reached by IPv4 only: name the IPv4 addresses that may connect.`;
    return [error(`slipway:apps.${app}.allow`, what)];
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
