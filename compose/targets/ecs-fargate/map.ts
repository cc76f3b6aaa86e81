import type { AppSettings } from "../../../components/app-settings";
import type {
    FargateAppPlan,
    FargateJobPlan,
    FargateServicePlan,
    FargateTaskPlan,
} from "../../../components/fargate/plan";
import type { ImageLock } from "../../image-lock";
import type { Issue } from "../../issue";
import { isJob } from "../../order";
import { publicServices } from "../../public";
import type { ComposeProject } from "../../types";
import { calledBy, callsOf, type Calls } from "./calls";
import type { ServiceContext } from "../aws/context";
import { discoveredBy, discoveryIssues } from "./discovery";
import { jobIssues, waitingFor } from "./jobs";
import { callLayers } from "./layers";
import { nameIssues } from "./names";
import { dnsZone, withDnsNames } from "./dns-names";
import { managedPlans } from "../../managed/plan";
import { notYet } from "../aws/not-yet";
import { publishIssues } from "./publish";
import { servicePlan } from "./service";
import { taskPlan } from "./task";
import { appVolumes } from "./volumes";

interface FargateSurroundings {
    readonly projectDirectory: string;
    readonly lock?: ImageLock;
    /** The stack's name: other stacks may be in the same network. */
    readonly stack: string;
}

/** What `FargateApp` is given for an app. With an error among the issues the plan is incomplete and must not be used. */
export function fargatePlan(
    project: ComposeProject,
    settings: AppSettings,
    { projectDirectory, lock = {}, stack }: FargateSurroundings,
): { plan: FargateAppPlan; issues: Issue[] } {
    const zone = dnsZone(project, stack);
    const open = publicServices(project, settings.services);
    const calls = callsOf(project, settings);
    const discovered = (name: string) => discoveredBy({ project, settings, name });
    // Who finds another by DNS looks its name up anew all the time, and need not come after it.
    const order = callLayers(project, withoutDiscovered(calls.of, discovered));
    const issues = [
        ...nameIssues(project),
        ...order.issues,
        ...notYet(project, "ecs-fargate"),
        ...publishIssues(project, settings, open),
    ];
    const services: Record<string, FargateServicePlan> = {};
    const jobs: Record<string, FargateJobPlan> = {};
    const found = new Set<string>();
    for (const [name, service] of Object.entries(project.services)) {
        const context = { project, settings, projectDirectory, lock, name, service };
        if (isJob(project, name)) {
            const { texts, named } = withDnsNames(service, calls.of[name] ?? [], zone);
            named.forEach((other) => found.add(other));
            const task = taskPlan({ ...context, service: { ...service, ...texts } }, issues);
            issues.push(...jobIssues(context));
            if (task !== undefined) jobs[name] = jobPlan(task, context, calls);
            continue;
        }
        const byDns = discovered(name).filter((other) => calls.of[name]?.includes(other));
        const { texts, named } = withDnsNames(service, byDns, zone);
        named.forEach((other) => found.add(other));
        issues.push(...discoveryIssues(context, calls, named));
        const task = taskPlan({ ...context, service: { ...service, ...texts } }, issues);
        if (task !== undefined) services[name] = servicePlan(task, context, { open, calls }, issues);
    }
    const users = Object.fromEntries(
        Object.entries({ ...services, ...jobs }).map(([name, { container }]) => [name, container.user]),
    );
    const volumes = appVolumes(project, users, issues);
    const layers = order.layers.map((layer) => layer.filter((name) => name in services || name in jobs));
    return {
        plan: {
            app: project.name,
            services,
            jobs,
            volumes,
            ...managedPlans(project),
            ...(found.size > 0 && { dns: { zone, services: [...found].sort() } }),
            layers: layers.filter((layer) => layer.length > 0),
        },
        issues,
    };
}

function withoutDiscovered(calls: Calls["of"], discovered: (name: string) => readonly string[]): Calls["of"] {
    return Object.fromEntries(
        Object.entries(calls).map(([name, others]) => {
            const byDns = discovered(name);
            return [name, others.filter((other) => !byDns.includes(other))];
        }),
    );
}

function jobPlan(task: FargateTaskPlan, { project, name }: ServiceContext, calls: Calls): FargateJobPlan {
    const called = calledBy(name, calls);
    return { ...task, before: waitingFor(project, name), ...(called.length > 0 && { calls: called }) };
}
