import { taskId } from "./describe-service";
import { advanceExpress, atWork, deployExpress, type ExpressDeployment, type ExpressService } from "./express-service";
import { ACCOUNT, REGION } from "./account";
import type { StandInState } from "./state";
import type { Props } from "./wire";

/** The container's name in the task definitions that Express writes. */
const CONTAINER = "Main";

/** STAND-IN for ECS Express Mode, and for what ECS tells of such a service. `undefined`: the request is about something else. */
export function expressAnswer(operation: string, input: Props, state: StandInState): Props | undefined {
    const found = (arn: unknown): ExpressService | undefined => {
        const service = state.stored.express?.[String(arn)];
        if (service !== undefined) advanceExpress(service, state.faults());
        return service;
    };
    switch (operation) {
        case "DescribeExpressGatewayService": {
            const service = found(input.serviceArn);
            if (service === undefined) throw fault("ResourceNotFoundException", "Resource not found.");
            return { service: describe(service) };
        }
        case "UpdateExpressGatewayService": {
            const service = found(input.serviceArn);
            if (service === undefined) throw fault("ServiceNotFoundException", "Service not found.");
            if (service.status !== "ACTIVE")
                throw fault("ServiceNotActiveException", `Service is in ${service.status} status`);
            const { serviceArn, ...configuration } = input;
            const revision = deployExpress(service, configuration, define(service.name, configuration, state));
            return { service: { serviceArn, targetConfiguration: shownAs(revision) } };
        }
        case "ListServiceDeployments": {
            const service = found(input.service);
            return service && { serviceDeployments: seen(service, state).map((one) => brief(service, one)) };
        }
        case "DescribeServiceDeployments": {
            const wanted = input.serviceDeploymentArns as string[];
            const all = Object.values(state.stored.express ?? {}).flatMap((service) =>
                service.deployments.filter(({ arn }) => wanted.includes(arn)).map((one) => detailed(service, one)),
            );
            return { serviceDeployments: all, failures: [] };
        }
        case "DescribeServiceRevisions": {
            const wanted = input.serviceRevisionArns as string[];
            const { imageDigest } = state.faults();
            const all = Object.values(state.stored.express ?? {}).flatMap((service) =>
                service.revisions
                    .filter(({ arn }) => wanted.includes(arn))
                    .map(({ arn, taskDefinition }) => ({
                        serviceRevisionArn: arn,
                        taskDefinition,
                        containerImages: [{ containerName: CONTAINER, ...(imageDigest && { imageDigest }) }],
                        ecsManagedResources: { ingressPaths: [{ targetGroups: [{ arn: targetGroup(service, arn) }] }] },
                    })),
            );
            return { serviceRevisions: all, failures: [] };
        }
        case "DescribeServices": {
            const [service] = (input.services as string[]).map(found).filter((one) => one !== undefined);
            if (service === undefined) return undefined;
            const running = service.status === "ACTIVE" && service.serving !== undefined ? 1 : 0;
            return {
                services: [
                    {
                        ...{ serviceArn: service.arn, serviceName: service.name, status: service.status },
                        ...{ desiredCount: service.status === "ACTIVE" ? 1 : 0, runningCount: running },
                        events: service.events.map(({ at, message }) => ({ createdAt: at / 1000, message })),
                    },
                ],
                failures: [],
            };
        }
        case "ListTasks": {
            const service = found(input.serviceName);
            const { desiredStatus = "RUNNING" } = input;
            return (
                service && {
                    taskArns: expressTasks(service)
                        .filter(({ lastStatus }) => lastStatus === desiredStatus)
                        .map(({ taskArn }) => taskArn),
                }
            );
        }
        case "DescribeTasks": {
            const tasks = allExpressTasks(state).filter(({ taskArn }) => (input.tasks as string[]).includes(taskArn));
            return tasks.length === 0 ? undefined : { tasks };
        }
        default:
            return undefined;
    }
}

/** Registers the task definition that Express writes for a version. */
export function define(service: string, configuration: Props, state: StandInState): string {
    const { revisions, taskDefinitions } = state.stored;
    const revision = (revisions[service] = (revisions[service] ?? 0) + 1);
    const arn = `arn:aws:ecs:${REGION}:${ACCOUNT}:task-definition/${service}:${revision}`;
    const { image, command, environment, secrets } = configuration.primaryContainer as Props;
    taskDefinitions[arn] = JSON.stringify([{ name: CONTAINER, image, command, environment, secrets }]);
    return arn;
}

/** The load balancer's words for each version: their group is Express's own. */
export function expressTargets(targetGroupArn: string, state: StandInState): ExpressDeployment | undefined {
    const services = Object.values(state.stored.express ?? {});
    return services
        .flatMap((service) =>
            service.deployments.filter((one) => targetGroup(service, one.revision) === targetGroupArn && one.unhealthy),
        )
        .at(0);
}

export function allExpressTasks(state: StandInState) {
    return Object.values(state.stored.express ?? {}).flatMap(expressTasks);
}

function expressTasks(service: ExpressService) {
    const common = (revision: string, index: number, at: number) => ({
        taskArn: `${service.arn.replace(":service/", ":task/").replace(/\/[^/]*$/, "")}/${taskId(revision, index)}`,
        taskDefinitionArn: service.revisions.find(({ arn }) => arn === revision)?.taskDefinition,
        createdAt: at / 1000,
    });
    const running = service.serving === undefined ? [] : [service.serving];
    return [
        ...running.map((revision) => ({
            ...common(revision, 0, Date.now()),
            ...{ lastStatus: "RUNNING", stopCode: undefined, stoppedReason: undefined },
            containers: [{ name: CONTAINER } as { name: string; exitCode?: number }],
        })),
        ...service.stopped.flatMap(({ revision, tasks, at }) =>
            Array.from({ length: tasks }, (_, index) => ({
                ...common(revision, index + 1, at),
                lastStatus: "STOPPED",
                stopCode: "EssentialContainerExited",
                stoppedReason: "Essential container in task exited",
                containers: [{ name: CONTAINER, exitCode: 1 } as { name: string; exitCode?: number }],
            })),
        ),
    ];
}

function describe(service: ExpressService): Props {
    return {
        ...{ serviceArn: service.arn, serviceName: service.name, cluster: service.cluster },
        status: { statusCode: service.status },
        activeConfigurations: atWork(service).map(shownAs),
    };
}

/** As Express tells a version: with the group that it adds so that its load balancer gets in. */
function shownAs({ arn, configuration }: { arn: string; configuration: Props }): Props {
    const network = (configuration.networkConfiguration ?? {}) as { subnets?: string[]; securityGroups?: string[] };
    const securityGroups = [...(network.securityGroups ?? []), "sg-0ec5managed0000000"];
    return { ...configuration, serviceRevisionArn: arn, networkConfiguration: { ...network, securityGroups } };
}

/** AWS's lists lag behind what was asked for. */
function seen({ deployments }: ExpressService, state: StandInState): ExpressDeployment[] {
    const { lagMs = 0 } = state.faults();
    return deployments.filter(({ createdAt }) => Date.now() >= createdAt + lagMs);
}

function brief(
    { arn: serviceArn }: ExpressService,
    { arn, revision, status, reason, createdAt }: ExpressDeployment,
): Props {
    return {
        ...{ serviceArn, serviceDeploymentArn: arn, targetServiceRevisionArn: revision },
        ...{ status, statusReason: reason, createdAt: createdAt / 1000 },
    };
}

function detailed(service: ExpressService, deployment: ExpressDeployment): Props {
    const { revision, stage, alarms, backTo, failures, status } = deployment;
    deployment.seen = true;
    const isUp = status === "SUCCESSFUL" || deployment.unhealthy;
    return {
        ...brief(service, deployment),
        targetServiceRevision: {
            arn: revision,
            ...{
                requestedTaskCount: 1,
                runningTaskCount: isUp ? 1 : 0,
                requestedProductionTrafficWeight: isUp ? 100 : 0,
            },
        },
        lifecycleStage: stage,
        alarms: { status: alarms.length > 0 ? "TRIGGERED" : "MONITORING", triggeredAlarmNames: alarms },
        deploymentCircuitBreaker: { status: "MONITORING", failureCount: failures },
        ...(backTo && { rollback: { serviceRevisionArn: backTo, reason: deployment.reason } }),
    };
}

function targetGroup({ name }: ExpressService, revision: string): string {
    return `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:targetgroup/ecs-${name}/${revision.split("/").pop()}`;
}

function fault(name: string, message: string): Error {
    return Object.assign(new Error(message), { name });
}
