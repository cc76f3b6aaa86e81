import type { FargateAppPlan } from "../../../components/fargate/plan";
import type { PublishedPort } from "../../../components/fargate/published-port";
import { error, type Issue } from "../../issue";
import { quotaIssues } from "./quotas";

/** One published port of one service of one app. */
interface Published {
    readonly app: string;
    readonly service: string;
    readonly publish: PublishedPort;
}

/** "Listeners per Application Load Balancer" in AWS's quotas. */
const MOST_LISTENERS = 50;

/** Ports of the load balancer's own where it serves a domain. */
const OF_HTTPS = [80, 443];

/** What apps that share a load balancer cannot have both. Apps and services in the order of their names: the first one has it. */
export function checkTogether(
    plans: readonly FargateAppPlan[],
    environment: { readonly domain?: string } = {},
): Issue[] {
    const published = plans.flatMap(({ app, services }) =>
        Object.keys(services)
            .sort()
            .flatMap((service) => services[service]!.publish.map((publish): Published => ({ app, service, publish }))),
    );
    return [
        ...onePort(published, environment.domain),
        ...onePlace(published),
        ...oneLoadBalancer(published, environment),
        ...quotaIssues(
            published.map(({ publish }) => publish),
            environment,
        ),
    ];
}

function onePort(published: readonly Published[], domain: string | undefined): Issue[] {
    const holders = new Map<number, string>();
    if (domain !== undefined) for (const port of OF_HTTPS) holders.set(port, `HTTPS of ${domain}`);
    return published.flatMap((one): Issue[] => {
        if (!("port" in one.publish)) return [];
        const { port } = one.publish;
        const holder = holders.get(port);
        if (holder === undefined) {
            holders.set(port, `${one.app}'s ${one.service}`);
            return [];
        }
        const path = `slipway:apps.${one.app}.publish.${one.service}`;
        return [
            error(
                path,
                `is port ${port}, which ${holder} has already: the apps of a stack share one load balancer. ` +
                    `Give it another, \`pulumi config set --path '${path}' <port>\`.`,
            ),
        ];
    });
}

/** Each published port is a listener; AWS refuses the one too many in the middle of an `up`. */
function oneLoadBalancer(published: readonly Published[], { domain }: { readonly domain?: string }): Issue[] {
    const own = domain === undefined ? [] : OF_HTTPS;
    const ports = new Set([...own, ...published.flatMap(({ publish }) => ("port" in publish ? [publish.port] : []))]);
    if (ports.size <= MOST_LISTENERS) return [];
    const what =
        `publish ${ports.size - own.length} ports, but a load balancer has room for ${MOST_LISTENERS - own.length} here: give apps a domain, ` +
        "which needs no port of its own, or move some to another stack.";
    return [error("slipway:apps", what)];
}

/** Two rules at one place are rare, one in some hundred stacks of ten apps; AWS refuses the second one. */
function onePlace(published: readonly Published[]): Issue[] {
    const holders = new Map<number, string>();
    return published.flatMap((one): Issue[] => {
        if (!("domain" in one.publish) || one.publish.priority === undefined) return [];
        const { priority } = one.publish;
        const holder = holders.get(priority);
        if (holder === undefined) {
            holders.set(priority, `${one.app}'s ${one.service}`);
            return [];
        }
        const path = `slipway:apps.${one.app}.services.${one.service}.priority`;
        return [
            error(
                path,
                `is ${priority}, the place of ${holder} among the load balancer's rules: give one of them another, ` +
                    `\`pulumi config set --path '${path}' ${priority + 1}\`.`,
            ),
        ];
    });
}
