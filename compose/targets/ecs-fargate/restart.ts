import { warning, type Issue } from "../../issue";
import type { ServiceContext } from "../aws/context";

const ANEW = "ECS starts a service's task anew whenever it ends";

/** Restart policies that mean something else on ECS, which knows `always` only. */
export function restartIssues({ project, name, service }: ServiceContext): Issue[] {
    const at = `${project.file}: services.${name}`;
    const policy = service.deploy?.restartPolicy;
    const told = (path: string, condition: string | undefined): Issue[] => {
        if (condition === undefined || ["always", "unless-stopped", "any"].includes(condition)) return [];
        const once =
            condition === "no" || condition === "none"
                ? ": what shall run once must be waited for by another service with service_completed_successfully"
                : ", whatever its exit code";
        return [warning(`${at}.${path}`, `is ${JSON.stringify(condition)}, but ${ANEW}${once}.`)];
    };
    const pace = Object.entries({
        delay: policy?.delaySeconds,
        max_attempts: policy?.maxAttempts,
        window: policy?.windowSeconds,
    }).flatMap(([key, value]) =>
        value === undefined
            ? []
            : [
                  warning(
                      `${at}.deploy.restart_policy.${key}`,
                      "has no effect on ecs-fargate: ECS waits longer after each failure by itself.",
                  ),
              ],
    );
    return [
        ...told("restart", service.restart),
        ...told("deploy.restart_policy.condition", policy?.condition),
        ...pace,
    ];
}
