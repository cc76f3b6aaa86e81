import type { ComposeAppPlan, ComposeRouteAtDomain } from "../../../components/compose-app-args";
import { error, type Issue } from "../../issue";
import { PROXY_PORTS } from "./publish";

/** What apps that share a host cannot have both. Apps and services in the order of their names: the first one has it. */
export function checkOnOneHost(plans: readonly ComposeAppPlan[]): Issue[] {
    return [...onePort(plans), ...oneAllowList(plans)];
}

function onePort(plans: readonly ComposeAppPlan[]): Issue[] {
    const holders = new Map<number, string>();
    const domain = plans.flatMap(({ routes }) => routes).find((route) => "domain" in route);
    if (domain !== undefined) for (const port of PROXY_PORTS) holders.set(port, "HTTPS of the apps with a domain");
    return plans.flatMap(({ app, routes }) =>
        routes.flatMap((route): Issue[] => {
            if (!("port" in route)) return [];
            const holder = holders.get(route.port);
            holders.set(route.port, holder ?? `${app}'s ${route.service}`);
            if (holder === undefined) return [];
            const path = `slipway:apps.${app}.publish.${route.service}`;
            const what =
                `is port ${route.port}, which ${holder} has already: the apps of a stack share one host. ` +
                `Give it another, \`pulumi config set --path '${path}' <port>\`.`;
            return [error(path, what)];
        }),
    );
}

/** Names share one port, and a security group cannot tell them apart. */
function oneAllowList(plans: readonly ComposeAppPlan[]): Issue[] {
    const named = plans.flatMap(({ app, routes }) => {
        const route = routes.find((one): one is ComposeRouteAtDomain => "domain" in one);
        return route === undefined ? [] : [{ app, allow: [...(route.allow ?? [])].sort() }];
    });
    const [first, ...others] = named;
    return others
        .filter(({ allow }) => allow.join() !== first!.allow.join())
        .map(({ app, allow }) => {
            const what =
                `is ${inWords(allow)}, but ${first!.app}, on the same host, has ${inWords(first!.allow)}: all names of a host are ` +
                `reached at port 443, so their lists must be equal.`;
            return error(`slipway:apps.${app}.allow`, what);
        });
}

function inWords(allow: readonly string[]): string {
    return allow.length === 0 ? "everybody" : `[${allow.join(", ")}]`;
}
