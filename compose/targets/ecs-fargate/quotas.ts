import type { PublishedPort } from "../../../components/fargate/published-port";
import { warning, type Issue } from "../../issue";

/**
 * What AWS gives an account that has asked for nothing: rules of a security group in each direction, and rules (the listeners' default ones
 * aside) and target groups of a load balancer.
 */
const DEFAULTS = { groupRules: 60, listenerRules: 100, targetGroups: 100 } as const;

/** Of the load balancer's own where it serves a domain: 80 and 443, from everywhere. */
const RULES_OF_HTTPS = 2;

/**
 * What the apps' shared load balancer needs above AWS's default quotas: an `up` would fail on its way. A warning, since the account may have more.
 *
 * @param published every published port of every app
 */
export function quotaIssues(
    published: readonly PublishedPort[],
    { domain }: { readonly domain?: string } = {},
): Issue[] {
    const own = domain === undefined ? 0 : RULES_OF_HTTPS;
    const ingress = published.map((publish) => ("port" in publish ? new Set(publish.allow).size : 0));
    const issues: Issue[] = [];
    const told = (needs: number, most: number, what: string, instead: string) => {
        if (needs <= most) return;
        const says = `need ${needs} ${what}, where AWS gives an account ${most} unless it asks for more: ${instead}, or ask AWS for a higher quota before \`pulumi up\`.`;
        issues.push(warning("slipway:apps", says));
    };
    told(
        ingress.reduce((sum, count) => sum + count, own),
        DEFAULTS.groupRules,
        "inbound rules in the load balancer's security group (one for each port and block of `allow`)",
        "name fewer blocks in `allow`, give apps a domain, which needs no rule of its own",
    );
    told(
        published.length,
        DEFAULTS.groupRules,
        "outbound rules in the load balancer's security group (one for each published port)",
        "publish fewer ports, move apps to another stack",
    );
    told(
        published.filter((publish) => "domain" in publish).length,
        DEFAULTS.listenerRules,
        "rules at the load balancer (one for each service at a domain)",
        "move apps to another stack",
    );
    told(
        published.length,
        DEFAULTS.targetGroups,
        "target groups at the load balancer (one for each published port)",
        "publish fewer ports, move apps to another stack",
    );
    return issues;
}
