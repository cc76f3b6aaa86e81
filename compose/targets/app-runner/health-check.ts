import type { AppRunnerHealthCheck } from "../../../components/app-runner/settings";
import type { ServiceConfig } from "../../types";

const INTERVAL_SECONDS = 5;
const [LEAST_FAILURES, MOST_FAILURES] = [5, 20];

/**
 * What App Runner asks. It knows no grace for a start: so many bad answers in a row are allowed as fit into the Compose check's
 * `start_period`.
 */
export function appRunnerHealthCheck({ healthcheck }: ServiceConfig, path: string): Required<AppRunnerHealthCheck> {
    const { startPeriodSeconds = 0, timeoutSeconds = 2 } = healthcheck ?? {};
    const failures = Math.ceil(startPeriodSeconds / INTERVAL_SECONDS);
    return {
        path,
        intervalSeconds: INTERVAL_SECONDS,
        timeoutSeconds: Math.min(Math.max(Math.ceil(timeoutSeconds), 1), INTERVAL_SECONDS),
        healthyThreshold: 1,
        unhealthyThreshold: Math.min(Math.max(failures, LEAST_FAILURES), MOST_FAILURES),
    };
}
