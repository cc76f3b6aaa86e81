import type { AppSettings } from "../../../components/app-settings";
import type { ComposeRoute } from "../../../components/compose-app-args";
import { error, warning, type Issue } from "../../issue";
import { publicServices, type PublicService } from "../../public";
import type { ComposeProject, ServicePortConfig } from "../../types";
import { everybodyAtPorts, ipv6Blocks } from "../aws/allow";

/** Ports of the proxy's own: certificates are proved, and names are served, there. */
export const PROXY_PORTS = [80, 443] as const;

/** What the host's proxy serves of an app, and what is wrong with that. */
export function routesOf(project: ComposeProject, settings: AppSettings): { routes: ComposeRoute[]; issues: Issue[] } {
    const open = publicServices(project, settings.services);
    const { domain, allow } = settings;
    const routes = open.map(({ service, http, ports }): ComposeRoute => {
        if (domain !== undefined) return { service, domain, ...(allow.length > 0 && { allow }) };
        const port = ports.find(({ target }) => target === http.containerPort) ?? ports[0];
        return { service, port: port?.published ?? http.containerPort, allow };
    });
    const issues = [
        ...open.flatMap((one) => ofPorts(project, one)),
        ...(domain === undefined ? atPorts(project, settings, open) : atDomain(project, settings, open)),
        ...everybodyAtPorts(project.name, settings),
        ...idleSettings(project, settings),
    ];
    return { routes, issues };
}

/** The proxy speaks HTTP, and leads to one port of a service. */
function ofPorts(project: ComposeProject, { service, http, ports }: PublicService): Issue[] {
    const at = `${project.file}: services.${service}.ports`;
    const tcp = ports.filter(({ protocol }) => protocol === "tcp");
    const others = ports.filter(({ protocol }) => protocol !== "tcp");
    const issues = others.map(({ target, protocol }) =>
        warning(at, `${target}/${protocol} stays private on ec2-compose: the host's proxy speaks HTTP only.`),
    );
    const further = tcp.filter(({ target }) => target !== http.containerPort).map(shown);
    const [first] = tcp.filter(({ target }) => target === http.containerPort);
    if (first === undefined) {
        const what = `publish ${tcp.map(shown).join(", ")}, but it answers on ${http.containerPort}: publish that port.`;
        issues.push(error(at, what));
    } else if (tcp.length > 1) {
        const also = further.length > 0 ? further : tcp.slice(1).map(shown);
        const what = `publish ${tcp.length} ports, but the host's proxy leads to a service by one: keep ${shown(first)}, and bind ${also.join(", ")} to 127.0.0.1.`;
        issues.push(error(at, what));
    }
    return issues;
}

function shown({ published, target }: ServicePortConfig): string {
    return published === undefined || published === target ? String(target) : `${published}:${target}`;
}

/** Without a domain there is no TLS and no name: then only known addresses may connect. */
function atPorts(project: ComposeProject, settings: AppSettings, open: readonly PublicService[]): Issue[] {
    if (settings.allow.length > 0 || open.length === 0) return [];
    const names = open.map(({ service }) => service).join(" and ");
    const what =
        `is missing: ${names} ${open.length === 1 ? "is" : "are"} published without a domain, so the stack must say who may ` +
        `connect. Give the CIDR blocks, for example  allow: [203.0.113.7/32]`;
    return [error(`slipway:apps.${project.name}.allow`, what)];
}

/** One name leads to one service. */
function atDomain(project: ComposeProject, { domain }: AppSettings, open: readonly PublicService[]): Issue[] {
    const [first, ...others] = open.map(({ service }) => service);
    if (first === undefined) {
        const what = `is "${domain}", but no service of the app publishes a port that speaks HTTP: leave it out, or publish one.`;
        return [error(`slipway:apps.${project.name}.domain`, what)];
    }
    if (others.length === 0) return [];
    const what = `is "${domain}", where ${[first, ...others].join(" and ")} would both answer: on ec2-compose a name leads to one service. Bind the ports of all but one to 127.0.0.1, or leave the domain out: then each answers at its own port.`;
    return [error(`slipway:apps.${project.name}.domain`, what)];
}

/** What only a load balancer makes use of. */
function idleSettings({ name: app }: ComposeProject, settings: AppSettings): Issue[] {
    const issues: Issue[] = [];
    const refused = (path: string, what: string) => issues.push(error(`slipway:apps.${app}.${path}`, what));
    const blocks = ipv6Blocks(settings.allow);
    if (blocks.length > 0) {
        const what = `names ${blocks.join(", ")}, but the host's own address, and what names lead to, is IPv4: from there nobody comes.`;
        issues.push(warning(`slipway:apps.${app}.allow`, what));
    }
    if (settings.signIn === true) {
        refused("signIn", "is true, but the host's proxy asks nobody who they are: use ecs-fargate, or leave it out.");
    }
    for (const [service, { path, priority }] of Object.entries(settings.services)) {
        const place = `services.${service}`;
        if (path !== undefined)
            refused(`${place}.path`, `is ${path}, but on ec2-compose a name leads to one service: leave it out.`);
        if (priority !== undefined)
            refused(`${place}.priority`, `is ${priority}, but ec2-compose has no load balancer: leave it out.`);
    }
    return issues;
}
