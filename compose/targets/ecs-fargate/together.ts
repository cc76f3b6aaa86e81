import type { FargateAppPlan } from "../../../components/fargate/plan";
import type { PublishedPort } from "../../../components/fargate/published-port";
import { error, type Issue } from "../../issue";

/** One published port of one service of one app. */
interface Published {
    readonly app: string;
    readonly service: string;
    readonly publish: PublishedPort;
}

/** What apps that share a load balancer cannot have both. Apps and services in the order of their names: the first one has it. */
export function checkTogether(plans: readonly FargateAppPlan[]): Issue[] {
    const published = plans.flatMap(({ app, services }) =>
        Object.keys(services)
            .sort()
            .flatMap((service) => services[service]!.publish.map((publish): Published => ({ app, service, publish }))),
    );
    return onePort(published);
}

function onePort(published: readonly Published[]): Issue[] {
    const holders = new Map<number, Published>();
    return published.flatMap((one): Issue[] => {
        if (!("port" in one.publish)) return [];
        const { port } = one.publish;
        const holder = holders.get(port);
        if (holder === undefined) {
            holders.set(port, one);
            return [];
        }
        const path = `slipway:apps.${one.app}.publish.${one.service}`;
        return [
            error(
                path,
                `is port ${port}, which ${holder.app}'s ${holder.service} has already: the apps of a stack share one load balancer. ` +
                    `Give it another, \`pulumi config set --path '${path}' <port>\`.`,
            ),
        ];
    });
}
