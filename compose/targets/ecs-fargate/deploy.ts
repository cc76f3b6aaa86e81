import { warning, type Issue } from "../../issue";
import type { UpdateConfig } from "../../types";
import type { ServiceContext } from "../aws/context";

/** `update_config` and `rollback_config`, where they ask for another course than the one that every release takes. */
export function deployIssues({ project, name, service }: ServiceContext): Issue[] {
    const { updateConfig, rollbackConfig } = service.deploy ?? {};
    return Object.entries({ update_config: updateConfig, rollback_config: rollbackConfig }).flatMap(([key, config]) =>
        config === undefined ? [] : otherCourse(`${project.file}: services.${name}.deploy.${key}`, config),
    );
}

function otherCourse(at: string, config: UpdateConfig): Issue[] {
    const { order, failureAction, parallelism, delaySeconds, monitorSeconds, maxFailureRatio } = config;
    const pace = { parallelism, delay: delaySeconds, monitor: monitorSeconds, max_failure_ratio: maxFailureRatio };
    return [
        ...(order === undefined || order === "start-first"
            ? []
            : [
                  warning(
                      `${at}.order`,
                      `is ${order}, but on ecs-fargate new tasks start first, except with a writable volume.`,
                  ),
              ]),
        ...(failureAction === undefined || failureAction === "rollback"
            ? []
            : [
                  warning(
                      `${at}.failure_action`,
                      `is ${failureAction}, but ECS goes back to the last version that worked.`,
                  ),
              ]),
        ...Object.entries(pace).flatMap(([key, value]) =>
            value === undefined ? [] : [warning(`${at}.${key}`, "has no effect on ecs-fargate: ECS sets the pace.")],
        ),
    ];
}
