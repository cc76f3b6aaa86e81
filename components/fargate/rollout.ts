/**
 * How ECS puts a new version in the place of the old one.
 *
 * @param stateful whether two tasks must never run at once, as both would write to the same volume
 */
export function rollout(stateful: boolean) {
    return {
        // Written out: only with it does ECS tell a rollback from a success.
        deploymentController: { type: "ECS" },
        deploymentCircuitBreaker: { enable: true, rollback: true },
        deploymentMinimumHealthyPercent: stateful ? 0 : 100,
        deploymentMaximumPercent: stateful ? 100 : 200,
        // Rebalancing starts a task before it stops another; written out, since the provider's default differs from AWS's.
        availabilityZoneRebalancing: stateful ? "DISABLED" : "ENABLED",
    };
}

/** On machines of one's own price, or on AWS's spare ones: about a third of it, taken away with two minutes' notice. */
export function capacity(spot: boolean) {
    return spot
        ? { capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }] }
        : { launchType: "FARGATE" };
}

/** Longest time that a load balancer waits for open requests of a task that goes away. */
const MOST_DRAINING_SECONDS = 10;

/**
 * Seconds that a load balancer waits for open requests before ECS sends SIGTERM; AWS's own 300 would make each release wait
 * five minutes for nothing. Never longer than the program itself may take to stop.
 */
export function drainingSeconds(stopTimeoutSeconds: number): number {
    return Math.min(MOST_DRAINING_SECONDS, stopTimeoutSeconds);
}
