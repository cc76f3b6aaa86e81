import type { ServiceView } from "./service-view";

/**
 * Why no task starts, when AWS has no room for one. ECS goes on trying, its circuit breaker does not count what never
 * started, and the deployment alone shows nothing but a missing task.
 *
 * @param since milliseconds since 1970: what ECS said before belongs to other releases
 */
export function shortage(view: ServiceView, since: number): string | undefined {
    const placing = view.events.filter(
        ({ at, message }) => at >= since && /unable to place a task|has started \d+ tasks?/i.test(message),
    );
    const [latest] = placing.sort((a, b) => b.at - a.at);
    if (latest === undefined || !/capacity is unavailable/i.test(latest.message)) return undefined;
    return view.spotOnly
        ? "AWS has no Fargate Spot capacity for its tasks in these zones: let it run on Fargate too, or try again later"
        : "AWS has no Fargate capacity for its tasks in these zones: try again later, in more zones, or with another size";
}
