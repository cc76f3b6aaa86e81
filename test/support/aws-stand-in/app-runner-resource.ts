import { advance, begin, createService } from "./app-runner-service";
import type { StandInState } from "./state";
import type { Props } from "./wire";

export const APP_RUNNER_SERVICE = "aws:apprunner/service:Service";

/** Something was made, and is no good: the engine keeps it, with what is wrong. */
export class Unfinished extends Error {
    constructor(
        message: string,
        readonly id: string,
        readonly outputs: Props,
    ) {
        super(message);
    }
}

/**
 * STAND-IN for `aws.apprunner.Service`: as the real provider it waits until the service is RUNNING again, here by setting the
 * clock forward, and takes a rolled-back update for a good one.
 */
export function createAppRunnerService(
    inputs: Props,
    news: Props,
    state: StandInState,
): { id: string; outputs: Props } {
    const { appRunner } = state.stored;
    const name = String(inputs.serviceName);
    if (Object.values(appRunner).some((one) => one.name === name && one.status !== "DELETED")) {
        throw new Error(`InvalidRequestException: Service with the provided name already exists: ${name}.`);
    }
    const service = createService(name, configurationOf(inputs));
    appRunner[service.arn] = service;
    const outputs = () => ({
        arn: service.arn,
        serviceId: service.id,
        serviceUrl: `${service.id.slice(0, 10)}.eu-central-1.awsapprunner.com`,
        status: service.status,
        ...news,
    });
    settle(service.arn, state);
    state.save();
    if (service.status === "CREATE_FAILED") {
        const message = `waiting for App Runner Service (${service.arn}) create: unexpected state 'CREATE_FAILED', wanted target 'RUNNING'. last error: %!s(<nil>)`;
        throw new Unfinished(message, service.arn, outputs());
    }
    return { id: service.arn, outputs: outputs() };
}

export function updateAppRunnerService(arn: string, inputs: Props, state: StandInState): void {
    const service = state.stored.appRunner[arn];
    if (service === undefined) throw new Error(`ResourceNotFoundException: ${arn}`);
    const configuration = configurationOf(inputs);
    advance(service, state.faults());
    // As the real provider: without a change there is no operation.
    if (JSON.stringify(configuration) === JSON.stringify(service.configuration)) return;
    begin(service, "UPDATE_SERVICE", configuration);
    settle(arn, state);
}

export function deleteAppRunnerService(arn: string, state: StandInState): void {
    delete state.stored.appRunner[arn];
}

function settle(arn: string, state: StandInState): void {
    const service = state.stored.appRunner[arn]!;
    const [operation] = service.operations;
    for (const later of [1e6, 1e7]) advance(service, state.faults(), operation!.startedAt + later);
}

/** The resource's words are the API's, but for their first letters. */
function configurationOf({ serviceName: _, tags: _tags, ...inputs }: Props): Props {
    return inApiWords(inputs) as Props;
}

function inApiWords(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
        Object.entries(value)
            .filter(([key]) => !key.startsWith("__"))
            .map(([key, inner]) => {
                const word = key.slice(0, 1).toUpperCase() + key.slice(1);
                return [word, word.startsWith("RuntimeEnvironment") ? inner : inApiWords(inner)];
            }),
    );
}
