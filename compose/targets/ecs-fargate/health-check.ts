import type { ContainerImageBuild } from "../../../components/container-image-args";
import type { FargateContainer } from "../../../components/fargate/container";
import { dockerfileText } from "../../dockerfile";
import { checkAsking, checkedUrl, hasCheck, isReadinessPath } from "../../health";
import { warning, type Issue } from "../../issue";
import { publicServices } from "../../public";
import type { ServiceContext } from "../aws/context";

/** What ECS accepts, in seconds and times. Compose's own defaults are inside. */
const LIMITS = {
    interval: [5, 300],
    timeout: [2, 60],
    retries: [1, 10],
    start_period: [0, 300],
} as const;

/**
 * The container's own check: Compose's, asking the path of the stack's `health` where there is one. ECS does not look at an
 * image's `HEALTHCHECK`, only at what stands in the task definition.
 */
export function containerCheck(
    context: ServiceContext,
    build: ContainerImageBuild | undefined,
    issues: Issue[],
): Pick<FargateContainer, "healthCheck"> {
    const { project, name, service } = context;
    const check = service.healthcheck;
    if (check === undefined || !hasCheck(service) || check.test[0] === "NONE") return {};
    const at = `${project.file}: services.${name}.healthcheck`;
    const within = (key: keyof typeof LIMITS, value: number): number => {
        const [least, most] = LIMITS[key];
        const allowed = Math.min(Math.max(Math.round(value), least), most);
        if (allowed !== value) {
            const what = `is ${value}, but ECS takes whole numbers from ${least} to ${most}: ${allowed} is used.`;
            issues.push(warning(`${at}.${key}`, what));
        }
        return allowed;
    };
    if (check.startIntervalSeconds !== undefined) {
        issues.push(
            warning(`${at}.start_interval`, "has no effect on ecs-fargate: ECS asks at `interval` from the start."),
        );
    }
    issues.push(...missingProgram(context, check.test, build));
    const own = context.settings.services[name]?.health;
    const test = (typeof own === "string" ? checkAsking(service, own) : undefined) ?? check.test;
    issues.push(...eager(context, test));
    return {
        healthCheck: {
            command: byAddress(test, at, issues),
            intervalSeconds: within("interval", check.intervalSeconds ?? 30),
            timeoutSeconds: within("timeout", check.timeoutSeconds ?? 30),
            retries: within("retries", check.retries ?? 3),
            startPeriodSeconds: within("start_period", check.startPeriodSeconds ?? 0),
        },
    };
}

/** ECS replaces a task whose container check fails: one that looks at a database would take every copy down with it. */
function eager({ project, settings, name, service }: ServiceContext, test: readonly string[]): Issue[] {
    const path = checkedUrl({ ...service, healthcheck: { disable: false, test } })?.path;
    if (path === undefined || !isReadinessPath(path)) return [];
    const { health } = settings.services[name] ?? {};
    // The same advice is given for the load balancer.
    const isTold =
        health === undefined && publicServices(project, settings.services).some((one) => one.service === name);
    if (isTold) return [];
    const way =
        health !== false && checkAsking(service, "/") !== undefined
            ? `\`pulumi config set --path 'slipway:apps.${project.name}.services.${name}.health' /health\``
            : "in the file, as this check's path cannot be changed from outside";
    const what =
        `asks ${path}, and ECS replaces every copy when a database that this path looks at is away for longer than the check ` +
        `allows: give it a path that looks at nothing else, ${way}.`;
    return [warning(`${project.file}: services.${name}.healthcheck.test`, what)];
}

const LOCALHOST = /(:\/\/|\s|^)localhost(?=[:/])/g;

/** In a task `localhost` may mean ::1 first, where most servers do not listen. */
function byAddress(test: readonly string[], at: string, issues: Issue[]): string[] {
    const command = test.map((word) => word.replaceAll(LOCALHOST, "$1127.0.0.1"));
    if (command.some((word, index) => word !== test[index])) {
        issues.push(warning(`${at}.test`, "asks localhost, which may be ::1 in a task: 127.0.0.1 is asked instead."));
    }
    return command;
}

/** A check with a program that the image lacks fails for ever, and ECS says no more than that the task is unhealthy. */
function missingProgram(
    { project, projectDirectory, name }: ServiceContext,
    test: readonly string[],
    build: ContainerImageBuild | undefined,
): Issue[] {
    const program = /\b(curl|wget)\b/.exec(test.slice(1).join(" "))?.[1];
    if (program === undefined) return [];
    const text = build && dockerfileText(build, projectDirectory);
    if (text !== undefined && new RegExp(`\\b${program}\\b`).test(text)) return [];
    const why =
        text === undefined
            ? "which the image must have"
            : `which ${build?.dockerfile ?? "the Dockerfile"} does not install`;
    const what = `runs ${program}, ${why}: without it every check fails and ECS replaces each task again and again.`;
    return [warning(`${project.file}: services.${name}.healthcheck.test`, what)];
}
