import { allExpressTasks } from "./express-api";
import { tasksOf } from "./describe-service";
import type { StandInState } from "./state";

type Answer = Record<string, unknown>;

/**
 * STAND-IN for what tells why a task failed, a service's or a job's: its log in CloudWatch, and the secrets to take out of it. `undefined`:
 * the request is about something else.
 */
export function evidenceAnswer(operation: string, input: Answer, state: StandInState): Answer | undefined {
    switch (operation) {
        case "DescribeTaskDefinition": {
            const taskDefinitionArn = String(input.taskDefinition);
            const definition = state.stored.taskDefinitions[taskDefinitionArn];
            if (definition === undefined) throw fault("ClientException", "Unable to describe task definition.");
            return { taskDefinition: { taskDefinitionArn, containerDefinitions: JSON.parse(definition) } };
        }
        case "GetLogEvents": {
            const [, container, id] = String(input.logStreamName).split("/");
            const ofServices = Object.values(state.stored.services).flatMap((service) => tasksOf(service, state));
            const ofJobs = Object.values(state.stored.tasks?.all ?? {}).map((task) => ({
                taskArn: task.arn,
                containers: [{ name: task.container }],
            }));
            const task = [...ofServices, ...allExpressTasks(state), ...ofJobs].find(({ taskArn }) =>
                taskArn.endsWith(`/${id}`),
            );
            if (!task?.containers.some(({ name }) => name === container))
                throw fault("ResourceNotFoundException", "The specified log stream does not exist.");
            return { events: (state.faults().log ?? []).map((line) => ({ message: state.withSecrets(line) })) };
        }
        case "GetSecretValue": {
            const value = state.secretValues.get(`${String(input.SecretId)}:${String(input.VersionStage)}`);
            if (value === undefined) throw fault("ResourceNotFoundException", "Secrets Manager can't find it.");
            return { ARN: input.SecretId, SecretString: value };
        }
        default:
            return undefined;
    }
}

function fault(name: string, message: string): Error {
    return Object.assign(new Error(message), { name });
}
