import type { DeploymentView, ServiceView } from "../../aws/ecs/service-view";
import type { EcsFargateDeployment } from "./deployment";

/** Where the primary deployment's tasks run, if that is not where they must; ECS's circuit breaker takes the network back too. */
export function elsewhere({ network }: EcsFargateDeployment, view: ServiceView | undefined): string | undefined {
    const is = view?.deployments.find(({ primary }) => primary)?.network;
    if (network === undefined || is === undefined || inWords(is) === inWords(network)) return undefined;
    return `its tasks have ${inWords(is)}, not ${inWords(network)}`;
}

function inWords({ subnets, securityGroups, assignPublicIp }: NonNullable<DeploymentView["network"]>): string {
    const ids = (list: readonly string[]) => [...list].sort().join(" ");
    return `${ids(subnets)}, ${ids(securityGroups)}, ${assignPublicIp ? "a" : "no"} public address`;
}
