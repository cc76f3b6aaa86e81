import type { AppSettings, ServiceSettings } from "../../../components/app-settings";
import { error, warning, type Issue } from "../../issue";
import { isStateful } from "../../state";
import type { ComposeProject, ServiceConfig, ServicePortConfig } from "../../types";

/** What no support table can tell: ports that collide, copies that cannot be, settings without effect here. */
export function checkLocal(project: ComposeProject, settings: AppSettings): Issue[] {
    return [
        ...collidingPorts(project),
        ...tooManyCopies(project, settings),
        ...external(project),
        ...idleSettings(project, settings),
    ];
}

/** Running copies: what stack and file ask for, but one where a fixed port or data allows no more. */
export function copiesOf(service: ServiceConfig, settings: ServiceSettings | undefined): number {
    const wanted = wantedCopies(service, settings);
    return wanted > 1 && onlyOne(service) !== undefined ? 1 : wanted;
}

function wantedCopies(service: ServiceConfig, settings: ServiceSettings | undefined): number {
    return settings?.min ?? service.scale ?? service.deploy?.replicas ?? 1;
}

function onlyOne(service: ServiceConfig): string | undefined {
    const fixed = service.ports.find(
        ({ published, publishedEnd }) => published !== undefined && publishedEnd === undefined,
    );
    if (fixed !== undefined) return `port ${fixed.published} can be taken once`;
    return isStateful(service) ? "two copies would write to the same volume" : undefined;
}

function tooManyCopies({ file, services }: ComposeProject, settings: AppSettings): Issue[] {
    return Object.entries(services).flatMap(([name, service]) => {
        const wanted = wantedCopies(service, settings.services[name]);
        const why = onlyOne(service);
        if (wanted <= 1 || why === undefined) return [];
        return [warning(`${file}: services.${name}`, `runs 1 copy on local, not ${wanted}: ${why}.`)];
    });
}

function collidingPorts({ name: app, file, services }: ComposeProject): Issue[] {
    const takenBy = new Map<string, string>();
    const issues: Issue[] = [];
    for (const [name, { ports }] of Object.entries(services)) {
        ports.forEach((port, index) => {
            if (port.published === undefined || port.publishedEnd !== undefined) return;
            const other = [...takenBy].find(([taken]) => collide(taken, addressOf(port)))?.[1];
            if (other === undefined) {
                takenBy.set(addressOf(port), name);
                return;
            }
            const what =
                `publishes port ${port.published}, which services.${other} publishes too: change one in the file, or run ` +
                `\`pulumi config set --path 'slipway:apps.${app}.publish.${name}' <port>\`.`;
            issues.push(error(`${file}: services.${name}.ports[${index}]`, what));
        });
    }
    return issues;
}

function addressOf({ protocol, hostIp, published }: ServicePortConfig): string {
    return `${protocol} ${hostIp ?? "0.0.0.0"} ${published}`;
}

/** The same protocol and port at the same address, or at every address. */
function collide(one: string, other: string): boolean {
    const [[protocol, ip, port], [otherProtocol, otherIp, otherPort]] = [one.split(" "), other.split(" ")];
    return (
        protocol === otherProtocol &&
        port === otherPort &&
        (ip === otherIp || ip === "0.0.0.0" || otherIp === "0.0.0.0")
    );
}

/** Docker without Swarm has no store of secrets and configs. */
function external({ file, secrets, configs }: ComposeProject): Issue[] {
    return Object.entries({ secrets, configs }).flatMap(([kind, objects]) =>
        Object.entries(objects)
            .filter(([, object]) => object.external)
            .map(([name]) =>
                error(
                    `${file}: ${kind}.${name}.external`,
                    "cannot be had on local, where nothing keeps it: give it `file` or `environment`.",
                ),
            ),
    );
}

function idleSettings({ name: app }: ComposeProject, settings: AppSettings): Issue[] {
    const issues: Issue[] = [];
    const idle = (path: string, why: string) =>
        issues.push(warning(`slipway:apps.${app}.${path}`, `has no effect on local: ${why}.`));
    if (settings.domain !== undefined) idle("domain", "apps answer at their published ports");
    if (settings.allow.length > 0) idle("allow", "ports are open as the Compose file binds them");
    for (const [service, { min, max }] of Object.entries(settings.services)) {
        if (max !== undefined && max !== (min ?? 1))
            idle(`services.${service}.max`, "the number of copies does not change by itself");
    }
    return issues;
}
