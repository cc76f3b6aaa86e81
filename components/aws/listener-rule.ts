import type { PublishedAtDomain } from "../fargate/published-port";
import { Refusal } from "../refusal";

/** What AWS compares in one rule at most: host, paths and addresses together. */
const MOST_VALUES = 5;

/** What a rule of the load balancer looks at, in the aws provider's words. */
export interface RuleCondition {
    readonly hostHeader?: { readonly values: string[] };
    readonly pathPattern?: { readonly values: string[] };
    readonly sourceIp?: { readonly values: string[] };
}

/** When a request is for a published host name. `/api` is that path and what lies under it, not `/apiary`. */
export function ruleConditions({ domain, path, allow = [] }: PublishedAtDomain): RuleCondition[] {
    const conditions: RuleCondition[] = [
        { hostHeader: { values: [domain] } },
        ...(path === undefined ? [] : [{ pathPattern: { values: [path, `${path}/*`] } }]),
        ...(allow.length === 0 ? [] : [{ sourceIp: { values: [...new Set(allow)].sort() } }]),
    ];
    const count = conditions.flatMap((condition) => Object.values(condition)).flatMap(({ values }) => values).length;
    if (count > MOST_VALUES) {
        const room = MOST_VALUES - (path === undefined ? 1 : 3);
        throw new Refusal(`a rule for ${domain}${path ?? ""} has room for ${room} CIDR blocks, not ${allow.length}`);
    }
    return conditions;
}
