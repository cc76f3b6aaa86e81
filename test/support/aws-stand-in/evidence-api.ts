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
        case "FilterLogEvents": {
            const streams = writtenStreams(state).filter(({ group }) => group === input.logGroupName);
            if (streams.length === 0)
                throw fault("ResourceNotFoundException", "The specified log group does not exist.");
            const named = streams.filter(({ name }) => name.startsWith(String(input.logStreamNamePrefix ?? "")));
            return {
                events: named.map(({ name, line }) => ({ eventId: name, timestamp: Date.now(), message: line })),
            };
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

/** Where the containers that run write to, as their own definitions say: ECS puts the task's id after prefix and container. */
function writtenStreams(
    state: StandInState,
): { readonly group: string; readonly name: string; readonly line: string }[] {
    const ofServices = Object.values(state.stored.services).flatMap((service) =>
        tasksOf(service, state).flatMap(({ taskArn, taskDefinitionArn }) =>
            (JSON.parse(state.stored.taskDefinitions[String(taskDefinitionArn)] ?? "[]") as Container[]).map(
                ({ name, logConfiguration }) => {
                    const { "awslogs-group": group = "", "awslogs-stream-prefix": prefix } =
                        logConfiguration?.options ?? {};
                    return { group, name: `${prefix}/${name}/${idOf(String(taskArn))}`, line: `${prefix} writes` };
                },
            ),
        ),
    );
    const ofExpress = Object.values(state.stored.express ?? {}).flatMap(({ serving, revisions }) =>
        revisions
            .filter(({ arn }) => arn === serving)
            .map(({ configuration, arn }) => {
                const { awsLogsConfiguration: log } = configuration.primaryContainer as { awsLogsConfiguration?: Log };
                return {
                    group: log?.logGroup ?? "",
                    name: `${log?.logStreamPrefix}/Main/${idOf(arn)}`,
                    line: `${log?.logStreamPrefix} writes`,
                };
            }),
    );
    return [...ofServices, ...ofExpress];
}

interface Container {
    readonly name: string;
    readonly logConfiguration?: { readonly options?: Readonly<Record<string, string>> };
}
interface Log {
    readonly logGroup: string;
    readonly logStreamPrefix: string;
}
const idOf = (arn: string): string => arn.split("/").at(-1)!;

function fault(name: string, message: string): Error {
    return Object.assign(new Error(message), { name });
}
