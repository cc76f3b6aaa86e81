import type { AppSettings } from "../components/app-settings";
import type { EnvironmentSettings } from "../components/environment-settings";
import { problem, type Problem } from "./problems";

/** Targets whose host names lead to the environment's load balancer. */
const BEHIND_LOAD_BALANCER: readonly string[] = ["ecs-fargate"];

/** Whether the apps' domains fit the environment's, and each other. */
export function checkDomains(
    apps: Readonly<Record<string, AppSettings>>,
    environment: EnvironmentSettings = {},
): Problem[] {
    const names = Object.keys(apps)
        .sort()
        .filter((name) => BEHIND_LOAD_BALANCER.includes(apps[name]!.target));
    const holders = new Map<string, string>();
    return names.flatMap((name): Problem[] => {
        const { domain, signIn } = apps[name]!;
        const path = `slipway:apps.${name}.domain`;
        if (domain === undefined) {
            return signIn === undefined
                ? []
                : [
                      problem(
                          `slipway:apps.${name}.signIn`,
                          "needs a domain, as people sign in by HTTPS: give the app one.",
                      ),
                  ];
        }
        const holder = holders.get(domain);
        holders.set(domain, holder ?? name);
        if (holder !== undefined) {
            return [
                problem(path, `is "${domain}", which the app ${holder} has already: give one of them another name.`),
            ];
        }
        return beside(path, domain, environment);
    });
}

function beside(path: string, domain: string, environment: EnvironmentSettings): Problem[] {
    const zone = environment.domain;
    if (zone === undefined) {
        const parent = domain.split(".").slice(1).join(".");
        const example = parent.includes(".") ? parent : domain;
        const command = `\`pulumi config set --path 'slipway:environment.domain' ${example}\``;
        const what = `is "${domain}", but the stack has no domain with a zone in Route 53, a certificate and HTTPS: ${command}.`;
        return [problem(path, what)];
    }
    const under = domain === zone ? "" : domain.endsWith(`.${zone}`) ? domain.slice(0, -zone.length - 1) : undefined;
    if (under === undefined) {
        return [
            problem(
                path,
                `is "${domain}", which is not in the stack's domain ${zone}: take ${zone} or a name right under it.`,
            ),
        ];
    }
    // A certificate of somebody else's may hold for more than ours does.
    const ours =
        environment.certificate === undefined && environment.reference?.loadBalancer?.httpsListenerArn === undefined;
    if (under.includes(".") && ours) {
        const what = `is "${domain}", but the stack's certificate holds for ${zone} and names right under it: take ${under.replaceAll(".", "-")}.${zone}.`;
        return [problem(path, what)];
    }
    return [];
}
