import { createServer, type Server } from "node:http";
import { answerAboutTasks } from "./ecs-tasks";
import { advance, deploy, runningCount, type EcsService } from "./ecs-service";
import { secretsAnswer } from "./secrets-api";
import type { StandInState } from "./state";

type Answer = Record<string, unknown>;

/**
 * STAND-IN for the ECS API: the five operations that a release uses, in AWS's JSON 1.1 protocol, over the same state as
 * the provider's resources.
 */
export function ecsApi(state: StandInState): Server {
    let throttled = 0;
    return createServer((request, response) => {
        let body = "";
        request.setEncoding("utf8").on("data", (text: string) => (body += text));
        request.on("end", () => {
            const operation = String(request.headers["x-amz-target"]).split(".").pop() ?? "";
            const input = JSON.parse(body || "{}") as Answer;
            state.record({ api: operation, input });
            const send = (status: number, answer: Answer) =>
                response
                    .writeHead(status, { "content-type": "application/x-amz-json-1.1" })
                    .end(JSON.stringify(answer));
            try {
                if (throttled < (state.faults().throttle ?? 0)) {
                    throttled += 1;
                    throw fault("ThrottlingException", "Rate exceeded");
                }
                const answer = answerAboutTasks(operation, input, state) ?? answerTo(operation, input, state);
                state.save();
                send(200, answer);
            } catch (error) {
                const { name, message } = error as Error;
                send(400, { __type: name, message });
            }
        });
    });
}

function answerTo(operation: string, input: Answer, state: StandInState): Answer {
    const ofSecrets = secretsAnswer(operation, input, state);
    if (ofSecrets !== undefined) return ofSecrets;
    const { services, taskDefinitions } = state.stored;
    const find = (arn: unknown): EcsService | undefined => {
        const service = services[String(arn)];
        if (service !== undefined) advance(service, taskDefinitions, state.faults());
        return service;
    };
    switch (operation) {
        case "DescribeServices": {
            const found = (input.services as string[]).map(find).filter((service) => service !== undefined);
            return { services: found.map(describe), failures: [] };
        }
        case "UpdateService": {
            const service = find(input.service);
            if (service === undefined) throw fault("ServiceNotFoundException", "Service not found.");
            const taskDefinition = String(input.taskDefinition);
            if (!(taskDefinition in taskDefinitions))
                throw fault("ClientException", "Unable to describe task definition.");
            deploy(service, taskDefinition, "ECS deployment in progress.");
            return { service: describe(service) };
        }
        case "ListTasks": {
            const service = find(input.serviceName);
            return { taskArns: service === undefined ? [] : stoppedTasks(service).map(({ taskArn }) => taskArn) };
        }
        case "DescribeTasks": {
            const all = Object.values(services).flatMap(stoppedTasks);
            return { tasks: all.filter(({ taskArn }) => (input.tasks as string[]).includes(taskArn)) };
        }
        case "ListServiceDeployments": {
            const service = find(input.service);
            const after = (input.createdAt as { after?: number } | undefined)?.after ?? 0;
            const conclusions = (service?.conclusions ?? []).filter(({ at }) => at / 1000 >= after - 0.001);
            return {
                serviceDeployments: conclusions.map(({ at, status, reason }) => ({
                    serviceArn: service?.arn,
                    createdAt: at / 1000,
                    status,
                    statusReason: reason,
                })),
            };
        }
        default:
            throw fault("InvalidAction", `the stand-in does not know ${operation}`);
    }
}

function describe(service: EcsService): Answer {
    const primary = service.deployments[0];
    if (primary !== undefined) primary.seen = true;
    return {
        serviceArn: service.arn,
        serviceName: service.name,
        clusterArn: service.cluster,
        status: service.status,
        desiredCount: service.desiredCount,
        runningCount: service.deployments.some((one) => runningCount(service, one) > 0) ? service.desiredCount : 0,
        taskDefinition: primary?.taskDefinition,
        deployments: service.deployments.map((deployment) => ({
            ...deployment,
            createdAt: deployment.createdAt / 1000,
            desiredCount: service.desiredCount,
            runningCount: runningCount(service, deployment),
        })),
        events: service.events.map(({ at, message }) => ({ createdAt: at / 1000, message })),
    };
}

/** The tasks of deployments that failed. */
function stoppedTasks(service: EcsService) {
    return service.stopped.flatMap(({ taskDefinition, deployment, tasks }) =>
        Array.from({ length: tasks }, (_, index) => ({
            taskArn: `${service.arn.replace(":service/", ":task/")}/${deployment.split("/")[1]}${index}`,
            taskDefinitionArn: taskDefinition,
            lastStatus: "STOPPED",
            stopCode: "EssentialContainerExited",
            stoppedReason: "Essential container in task exited",
            containers: [{ name: "app", exitCode: 1 }],
        })),
    );
}

function fault(name: string, message: string): Error {
    return Object.assign(new Error(message), { name });
}
