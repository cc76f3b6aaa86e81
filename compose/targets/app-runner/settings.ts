import { error, warning, type Issue } from "../../issue";
import type { ServiceContext } from "../aws/context";

/** Settings of the stack that App Runner has no place for: refused, not dropped. */
export function settingIssues({ project, settings, name }: ServiceContext): Issue[] {
    const app = `slipway:apps.${project.name}`;
    const own = settings.services[name] ?? {};
    const at = `${app}.services.${name}`;
    const issues: Issue[] = [];
    const refuse = (path: string, what: string) => issues.push(error(path, what));
    if (settings.allow.length > 0) {
        refuse(
            `${app}.allow`,
            "names who may connect, but everybody reaches an App Runner service: leave it out, or use ecs-fargate.",
        );
    }
    if (settings.signIn !== undefined) {
        refuse(`${app}.signIn`, "is given, but App Runner asks nobody to sign in: leave it out, or use ecs-fargate.");
    }
    for (const service of Object.keys(settings.publish)) {
        refuse(
            `${app}.publish.${service}`,
            "is given, but App Runner serves HTTPS at port 443 and nothing else: leave it out.",
        );
    }
    for (const key of ["spot", "exec"] as const) {
        if (own[key] === true)
            refuse(`${at}.${key}`, `is true, but App Runner has no such thing: leave it out, or use ecs-fargate.`);
    }
    if (own.discovers !== undefined) {
        refuse(
            `${at}.discovers`,
            `is ${own.discovers.join(", ") || "empty"}, but an App Runner service finds no other by its name: leave it out, or use ecs-fargate.`,
        );
    }
    for (const key of ["path", "priority"] as const) {
        if (own[key] !== undefined)
            refuse(`${at}.${key}`, `is ${own[key]}, but there is no load balancer whose rules have it: leave it out.`);
    }
    if (own.egress !== undefined && !own.vpc) {
        refuse(
            `${at}.egress`,
            "is given, but without `vpc: true` App Runner lets the service call everywhere: leave it out, or set vpc.",
        );
    }
    if (own.vpc) {
        const what =
            "is true: what it calls is called through the stack's network, where it has no public address, so it reaches the internet only " +
            "through a NAT gateway (slipway:environment.network, tasks: private and nat: single or per-az).";
        issues.push(warning(`${at}.vpc`, what));
    }
    return issues;
}
