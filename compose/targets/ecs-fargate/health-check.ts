import type { FargateServicePlan } from "../../../components/fargate/plan";
import { hasCheck } from "../../health";
import { warning, type Issue } from "../../issue";
import type { ServiceContext } from "./map";

/** What ECS accepts, in seconds and times. Compose's own defaults are inside. */
const LIMITS = {
    interval: [5, 300],
    timeout: [2, 60],
    retries: [1, 10],
    start_period: [0, 300],
} as const;

/** The container's own check. ECS does not look at an image's `HEALTHCHECK`, only at what stands in the task definition. */
export function containerCheck(
    { project, name, service }: ServiceContext,
    issues: Issue[],
): Pick<FargateServicePlan, "healthCheck"> {
    const check = service.healthcheck;
    if (check === undefined || !hasCheck(service) || check.test[0] === "NONE") return {};
    const within = (key: keyof typeof LIMITS, value: number): number => {
        const [least, most] = LIMITS[key];
        const allowed = Math.min(Math.max(Math.round(value), least), most);
        if (allowed !== value) {
            const what = `is ${value}, but ECS takes whole numbers from ${least} to ${most}: ${allowed} is used.`;
            issues.push(warning(`${project.file}: services.${name}.healthcheck.${key}`, what));
        }
        return allowed;
    };
    return {
        healthCheck: {
            command: check.test,
            intervalSeconds: within("interval", check.intervalSeconds ?? 30),
            timeoutSeconds: within("timeout", check.timeoutSeconds ?? 30),
            retries: within("retries", check.retries ?? 3),
            startPeriodSeconds: within("start_period", check.startPeriodSeconds ?? 0),
        },
    };
}
