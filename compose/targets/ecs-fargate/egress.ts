import type { ComposeProject, ServiceConfig } from "../../types";
import { warning, type Issue } from "../../issue";
import { findAddresses } from "./addresses";
import { plainText } from "./calls";
import type { ServiceContext } from "../aws/context";
import { INTERNAL } from "./dns-names";

const HTTPS = 443;

/** Ports on which a task may call out of its app: HTTPS, those of addresses in its variables, and those that the stack adds. */
export function egressPorts({ project, settings, name, service }: ServiceContext, issues: Issue[]): number[] {
    const own = settings.services[name]?.egress;
    if (own === undefined) issues.push(...hiddenAddresses(project, name, service));
    const outside = Object.entries(service.environment)
        .flatMap(([variable, value]) => findAddresses(plainText(value), variable))
        // A bare name is nobody's outside of the app: what looks like one, such as image:16, is something else.
        .filter(
            ({ host }) =>
                host.includes(".") && !(host in project.services) && !isSelf(host) && !host.endsWith(INTERNAL),
        )
        .flatMap(({ port }) => (port === undefined ? [] : [port]));
    return [...new Set([HTTPS, ...outside, ...(own ?? [])])].sort((a, b) => a - b);
}

function isSelf(host: string): boolean {
    return /^(localhost|127\..+|0\.0\.0\.0)$/.test(host);
}

/** A secret that is an address: which port it names is not known before deployment. */
function hiddenAddresses({ name: app, file }: ComposeProject, service: string, config: ServiceConfig): Issue[] {
    return Object.entries(config.environment)
        .filter(([variable, value]) => value.kind === "secret" && /(_URL|_URI|_DSN|_HOST)$/.test(variable))
        .map(([variable]) =>
            warning(
                `${file}: services.${service}.environment.${variable}`,
                `is a secret, so which port it leads to is not known, and tasks may call out on port ${HTTPS} only. If it is ` +
                    `another: \`pulumi config set --path 'slipway:apps.${app}.services.${service}.egress[0]' 5432\`.`,
            ),
        );
}
