import { createServer, type IncomingMessage, type Server } from "node:http";
import { appRunnerAnswer, appRunnerLogs } from "./app-runner-api";
import { describeService, tasksOf } from "./describe-service";
import { advance, deploy, type EcsService } from "./ecs-service";
import { answerAboutTasks } from "./ecs-tasks";
import { ecrAnswer } from "./ecr-api";
import { expressAnswer } from "./express-api";
import { evidenceAnswer } from "./evidence-api";
import { targetHealth } from "./load-balancer-api";
import { secretsAnswer } from "./secrets-api";
import type { StandInState } from "./state";

type Answer = Record<string, unknown>;

/**
 * STAND-IN for the ECS API, and for the few operations of other APIs that a release uses, over the same state as the
 * provider's resources.
 */
export function ecsApi(state: StandInState): Server {
    let throttled = 0;
    return createServer((request, response) => {
        let body = "";
        request.setEncoding("utf8").on("data", (text: string) => (body += text));
        request.on("end", async () => {
            // Elastic Load Balancing speaks AWS's older protocol: a form in, XML out.
            if (request.headers["x-amz-target"] === undefined) {
                const form = Object.fromEntries(new URLSearchParams(body));
                const { Action: api, Version: _, ...input } = form;
                state.record({ service: signedFor(request), api, input });
                response.writeHead(200, { "content-type": "text/xml" }).end(targetHealth(form, state));
                return;
            }
            const operation = String(request.headers["x-amz-target"]).split(".").pop() ?? "";
            const input = JSON.parse(body || "{}") as Answer;
            state.record({ service: signedFor(request), api: operation, input });
            const send = (status: number, answer: Answer) =>
                response
                    .writeHead(status, { "content-type": "application/x-amz-json-1.1" })
                    .end(JSON.stringify(answer));
            try {
                if (throttled < (state.faults().throttle ?? 0)) {
                    throttled += 1;
                    throw fault("ThrottlingException", "Rate exceeded");
                }
                const ofAppRunner = String(request.headers["x-amz-target"]).startsWith("AppRunner.");
                const answer = ofAppRunner
                    ? appRunnerAnswer(operation, input, state)
                    : ((await ecrAnswer(operation, input)) ??
                      answerAboutTasks(operation, input, state) ??
                      expressAnswer(operation, input, state) ??
                      answerTo(operation, input, state));
                state.save();
                send(200, answer);
            } catch (error) {
                const { name, message } = error as Error;
                send(400, { __type: name, message });
            }
        });
    });
}

/** The service that a request is signed for, as botocore calls its model; nothing where a test asks without a signature. */
function signedFor({ headers }: IncomingMessage): string | undefined {
    const [, service] = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(headers.authorization ?? "") ?? [];
    return service === "elasticloadbalancing" ? "elbv2" : service;
}

function answerTo(operation: string, input: Answer, state: StandInState): Answer {
    const elsewhere =
        appRunnerLogs(operation, input, state) ??
        secretsAnswer(operation, input, state) ??
        evidenceAnswer(operation, input, state);
    if (elsewhere !== undefined) return elsewhere;
    const { services, taskDefinitions } = state.stored;
    const find = (arn: unknown): EcsService | undefined => {
        const service = services[String(arn)];
        if (service !== undefined) advance(service, taskDefinitions, state.faults());
        return service;
    };
    switch (operation) {
        case "DescribeServices": {
            const found = (input.services as string[]).map(find).filter((service) => service !== undefined);
            return { services: found.map(describeService), failures: [] };
        }
        case "UpdateService": {
            const service = find(input.service);
            if (service === undefined) throw fault("ServiceNotFoundException", "Service not found.");
            const taskDefinition = String(input.taskDefinition);
            if (!(taskDefinition in taskDefinitions))
                throw fault("ClientException", "Unable to describe task definition.");
            deploy(service, taskDefinition, "ECS deployment in progress.");
            if (input.networkConfiguration !== undefined)
                service.deployments[0]!.networkConfiguration = input.networkConfiguration;
            return { service: describeService(service) };
        }
        case "ListTasks": {
            const service = find(input.serviceName);
            const { desiredStatus = "RUNNING" } = input;
            const tasks = service === undefined ? [] : tasksOf(service, state);
            return {
                taskArns: tasks.filter((task) => task.lastStatus === desiredStatus).map(({ taskArn }) => taskArn),
            };
        }
        case "DescribeTasks": {
            const all = Object.values(services).flatMap((service) => tasksOf(service, state));
            return { tasks: all.filter(({ taskArn }) => (input.tasks as string[]).includes(taskArn)) };
        }
        case "ListServiceDeployments": {
            const service = find(input.service);
            const after = (input.createdAt as { after?: number } | undefined)?.after ?? 0;
            const conclusions = (service?.conclusions ?? []).filter(({ at }) => at / 1000 >= after - 0.001);
            return {
                serviceDeployments: conclusions.map(({ id, at, status, reason }) => ({
                    serviceArn: service?.arn,
                    targetServiceRevisionArn: `${service?.arn.replace(":service/", ":service-revision/")}/${id.split("/").pop()}`,
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

function fault(name: string, message: string): Error {
    return Object.assign(new Error(message), { name });
}
