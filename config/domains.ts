import type { AppSettings } from "../components/app-settings";
import type { EnvironmentSettings } from "../components/environment-settings";
import { problem, type Problem } from "./problems";

/** Targets whose host names stand in the environment's zone. */
const IN_ZONE: readonly string[] = ["ecs-fargate", "app-runner"];
/** Targets that get a certificate of their own for a host name. */
const OWN_CERTIFICATE: readonly string[] = ["app-runner"];

/** Whether the apps' domains fit the environment's, and each other. */
export function checkDomains(
    apps: Readonly<Record<string, AppSettings>>,
    environment: EnvironmentSettings = {},
): Problem[] {
    const names = Object.keys(apps)
        .sort()
        .filter((name) => IN_ZONE.includes(apps[name]!.target));
    const holders = new Map<string, string>();
    return names.flatMap((name): Problem[] => {
        const { domain, signIn, target } = apps[name]!;
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
        return beside(path, domain, environment, OWN_CERTIFICATE.includes(target));
    });
}

/** The zone that the stack must have for the domain of an app there: a guess, to be looked at. `undefined`: the target needs none. */
export function zoneFor({ target, domain }: Pick<AppSettings, "target" | "domain">): string | undefined {
    return domain === undefined || !IN_ZONE.includes(target) ? undefined : likelyZone(domain);
}

function likelyZone(domain: string): string {
    const parent = domain.split(".").slice(1).join(".");
    return parent.includes(".") ? parent : domain;
}

function beside(path: string, domain: string, environment: EnvironmentSettings, ownCertificate: boolean): Problem[] {
    const zone = environment.domain;
    if (zone === undefined) {
        const command = `\`pulumi config set --path 'slipway:environment.domain' ${likelyZone(domain)}\``;
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
        !ownCertificate &&
        environment.certificate === undefined &&
        environment.reference?.loadBalancer?.httpsListenerArn === undefined;
    if (under.includes(".") && ours) {
        const what = `is "${domain}", but the stack's certificate holds for ${zone} and names right under it: take ${under.replaceAll(".", "-")}.${zone}.`;
        return [problem(path, what)];
    }
    return [];
}
