import type { AppSettings, ManagedSettings, Target } from "../../components/app-settings";
import { error, warning, type Issue } from "../issue";
import { isJob } from "../order";
import type { ComposeProject, ManagedService, ServiceConfig } from "../types";
import { sharedWith, takeAway } from "../without";
import { ONLY_AWS_KNOWS, prefixOf } from "./names";
import { managedPlan } from "./plan";
import { userIssues, usersOf } from "./users";

/** Where an app's services reach RDS and ElastiCache. */
const MANAGED_TARGETS: readonly Target[] = ["ecs-fargate", "ec2-compose"];

/** The project without the services that AWS runs, which stand in `managed` instead. */
export function manage(project: ComposeProject, settings: AppSettings): { project: ComposeProject; issues: Issue[] } {
    const wanted = Object.entries(settings.managed ?? {});
    if (wanted.length === 0) return { project, issues: [] };
    const issues = wanted.flatMap(([name, managed]) => settingIssues(project, settings, name, managed));
    const known = wanted.filter(([name]) => Object.hasOwn(project.services, name));
    const managed: Record<string, ManagedService> = {};
    for (const [name, own] of known) {
        const service = project.services[name]!;
        const usedBy = usersOf(project, name);
        issues.push(...serviceIssues(project, name, service));
        const plan = managedPlan({ project, settings, name, service, managed: own, usedBy }, issues);
        if (usedBy.length === 0) {
            const what = `is used by no service: name it in \`depends_on\`, or give a container \${${prefixOf(name)}_HOST}.`;
            issues.push(warning(`slipway:apps.${project.name}.managed.${name}`, what));
        }
        issues.push(...userIssues(project, { name, engine: own.engine }, usedBy));
        if (plan !== undefined) managed[name] = { plan, service };
    }
    const names = known.map(([name]) => name);
    const left = takeAway(project, names);
    issues.push(...sharedWith(left, names, "which AWS runs here, on no machine of the app's: take it out."));
    return { project: { ...left, managed }, issues };
}

/** What the stack says of it that cannot be. */
function settingIssues(
    { name: app, file, services }: ComposeProject,
    settings: AppSettings,
    name: string,
    managed: ManagedSettings,
): Issue[] {
    const at = `slipway:apps.${app}`;
    const own = `${at}.managed.${name}`;
    const { target } = settings;
    if (settings.without.includes(name)) {
        return [error(own, `is in ${at}.without too: take it out of one of them.`)];
    }
    if (!Object.hasOwn(services, name)) {
        const known = Object.keys(services).sort().join(", ");
        return [error(own, `${file} deploys no service ${JSON.stringify(name)}: its services are ${known || "none"}.`)];
    }
    const issues: Issue[] = [];
    if (!MANAGED_TARGETS.includes(target)) issues.push(error(own, refusedOn(target, app, name)));
    const given = ONLY_AWS_KNOWS.map((part) => `${prefixOf(name)}_${part}`);
    for (const kind of ["secrets", "variables"] as const) {
        for (const variable of given.filter((one) => one in settings[kind])) {
            const what = `is given by the managed ${name}, as only AWS knows it: take it out.`;
            issues.push(error(`${at}.${kind}.${variable}`, what));
        }
    }
    const kind = managed.engine === "postgres" ? "db" : "cache";
    if (managed.class !== undefined && !managed.class.startsWith(`${kind}.`)) {
        const what = `is ${JSON.stringify(managed.class)}, but classes of ${managed.engine} begin with ${kind}., such as ${kind}.t4g.small.`;
        issues.push(error(`${own}.class`, what));
    }
    if (managed.storageGiB !== undefined && managed.engine !== "postgres") {
        issues.push(error(`${own}.storage`, "is of databases: a cache has the memory of its `class`. Leave it out."));
    }
    if (settings.services[name] !== undefined) {
        const what = `is of containers, but AWS runs ${name}: leave it out; its size is \`class\` in ${own}.`;
        issues.push(error(`${at}.services.${name}`, what));
    }
    if (settings.publish[name] !== undefined) {
        const what = `cannot be published: AWS runs ${name}, and nobody but the app's services connects to it. Leave it out.`;
        issues.push(error(`${at}.publish.${name}`, what));
    }
    return issues;
}

function refusedOn(target: Target, app: string, name: string): string {
    const leave = `\`pulumi config rm --path 'slipway:apps.${app}.managed.${name}'\``;
    if (target === "local") {
        return `cannot be had on local, where there is no AWS: leave it out (${leave}), and the container of the Compose file serves.`;
    }
    return `cannot be had on ${target} yet, whose services do not reach it: use ${MANAGED_TARGETS.join(" or ")}, or leave it out (${leave}) and give an external address.`;
}

/** What the file says of it that AWS cannot do. */
function serviceIssues(project: ComposeProject, name: string, service: ServiceConfig): Issue[] {
    const at = `${project.file}: services.${name}`;
    const issues: Issue[] = [];
    if (isJob(project, name)) {
        issues.push(error(at, "is waited for until it ends, but AWS runs it for good: take it out of `managed`."));
    }
    const waits = Object.keys(service.dependsOn);
    if (waits.length > 0) {
        const what = `names ${waits.join(", ")}, for which a service that AWS runs does not wait: it has no effect.`;
        issues.push(warning(`${at}.depends_on`, what));
    }
    return issues;
}
