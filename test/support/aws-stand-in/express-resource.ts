import { define } from "./express-api";
import { advanceExpress, deployExpress, type ExpressService } from "./express-service";
import type { StandInState } from "./state";
import type { Props } from "./wire";

export const EXPRESS = "aws:ecs/expressGatewayService:ExpressGatewayService";

/** STAND-IN for what the aws provider asks of Express when its resource is made. */
export function createExpress(arn: string, inputs: Props, state: StandInState): void {
    if (inputs.infrastructureRoleArn === undefined) throw new Error("InvalidParameterException: infrastructureRoleArn");
    const services = (state.stored.express ??= {});
    const name = arn.split("/").pop() ?? arn;
    const service: ExpressService = {
        ...{ arn, name, cluster: String(inputs.cluster), status: "ACTIVE" },
        ...{ revisions: [], deployments: [], events: [], stopped: [] },
    };
    services[arn] = service;
    const configuration = requested(inputs);
    deployExpress(service, configuration, define(name, configuration, state));
}

/** The provider asks for nothing where only `scalingTargets` or `tags` differ: that is a fault of its first generation. */
export function updateExpress(arn: string, { olds, news }: { olds: Props; news: Props }, state: StandInState): void {
    const service = state.stored.express?.[arn];
    if (service === undefined) throw new Error("ServiceNotFoundException: Service not found.");
    advanceExpress(service, state.faults());
    const [before, after] = [requested(olds), requested(news)];
    const { scalingTarget: _, ...compared } = before;
    const { scalingTarget: __, ...wanted } = after;
    if (JSON.stringify(compared) !== JSON.stringify(wanted))
        deployExpress(service, after, define(service.name, after, state));
}

export function deleteExpress(arn: string, state: StandInState): void {
    const service = state.stored.express?.[arn];
    if (service !== undefined) service.status = "DRAINING";
}

/** The resource's inputs in the API's words. */
function requested(inputs: Props): Props {
    const container = inputs.primaryContainer as Props;
    const first = (list: unknown): unknown => (list as unknown[] | undefined)?.[0];
    return {
        ...{ executionRoleArn: inputs.executionRoleArn, taskRoleArn: inputs.taskRoleArn },
        ...{ cpu: inputs.cpu, memory: inputs.memory, healthCheckPath: inputs.healthCheckPath },
        primaryContainer: {
            ...{ image: container.image, containerPort: container.containerPort, command: container.commands },
            ...{ environment: container.environments, secrets: container.secrets },
            awsLogsConfiguration: first(container.awsLogsConfigurations),
        },
        networkConfiguration: first(inputs.networkConfigurations),
        scalingTarget: first(inputs.scalingTargets),
    };
}
