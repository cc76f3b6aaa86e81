import { describeDomains } from "./app-runner-domain";
import { advance, begin, type AppRunnerService } from "./app-runner-service";
import type { StandInState } from "./state";
import type { Props } from "./wire";

/** STAND-IN for App Runner's API, over the same state as the provider's resources. @throws named as AWS's errors */
export function appRunnerAnswer(operation: string, input: Props, state: StandInState): Props {
    const faults = state.faults();
    if (faults.appRunnerClosed) {
        // As an account that was new after App Runner had closed has reported it, for every operation.
        throw fault("SubscriptionRequiredException", "The AWS Access Key Id needs a subscription for the service");
    }
    const services = state.stored.appRunner;
    const found = (): AppRunnerService => {
        const service = services[String(input.ServiceArn)];
        if (service === undefined)
            throw fault("ResourceNotFoundException", "Service with the provided ARN was not found.");
        advance(service, faults);
        return service;
    };
    /** What App Runner does not tell yet. */
    const hidden = ({ startedAt }: { readonly startedAt: number }) =>
        faults.lagMs !== undefined && startedAt > Date.now() - faults.lagMs;
    switch (operation) {
        case "ListServices":
            return {
                ServiceSummaryList: Object.values(services).map((service) => {
                    advance(service, faults);
                    return { ServiceName: service.name, ServiceArn: service.arn, Status: service.status };
                }),
            };
        case "DescribeService": {
            const service = found();
            const { AutoScalingConfigurationArn, ...configuration } = service.configuration;
            const lags = service.operations.some(hidden);
            return {
                Service: {
                    ServiceName: service.name,
                    ServiceId: service.id,
                    ServiceArn: service.arn,
                    Status: lags ? "RUNNING" : service.status,
                    ...configuration,
                    AutoScalingConfigurationSummary: { AutoScalingConfigurationArn },
                },
            };
        }
        case "ListOperations":
            return {
                OperationSummaryList: found()
                    .operations.filter((one) => !hidden(one))
                    .map(({ id, type, status, startedAt }) => ({
                        Id: id,
                        Type: type,
                        Status: status,
                        StartedAt: startedAt / 1000,
                    })),
            };
        case "DescribeCustomDomains":
            return {
                ServiceArn: input.ServiceArn,
                DNSTarget: "stand-in.awsapprunner.com",
                CustomDomains: describeDomains(found(), state),
                VpcDNSTargets: [],
            };
        case "UpdateService": {
            const { ServiceArn: _, ...configuration } = input;
            const service = found();
            return { OperationId: begin(service, "UPDATE_SERVICE", { ...service.configuration, ...configuration }).id };
        }
        case "StartDeployment": {
            const service = found();
            return { OperationId: begin(service, "START_DEPLOYMENT", service.configuration).id };
        }
        default:
            throw fault("InvalidAction", `the stand-in for App Runner does not know ${operation}`);
    }
}

/** Logs of App Runner's services: its own, a stream an operation, and the program's. `undefined`: it is about something else. */
export function appRunnerLogs(operation: string, input: Props, state: StandInState): Props | undefined {
    const [, name, id, kind] =
        /^\/aws\/apprunner\/([^/]+)\/([^/]+)\/(service|application)$/.exec(String(input.logGroupName)) ?? [];
    if (kind === undefined) return undefined;
    const service = Object.values(state.stored.appRunner).find((one) => one.name === name && one.id === id);
    const streams =
        kind === "application"
            ? ["instance/1f0a"]
            : ["events", ...(service?.operations ?? []).map((one) => `deployment/${one.id}`)];
    if (operation === "DescribeLogStreams") return { logStreams: streams.map((logStreamName) => ({ logStreamName })) };
    if (operation === "FilterLogEvents" && kind === "application" && service !== undefined)
        return { events: [{ eventId: service.id, timestamp: Date.now(), message: `${service.name} writes` }] };
    if (operation !== "GetLogEvents") return undefined;
    const own = [
        "[AppRunner] Performing health check on protocol `HTTP` [Path: '/health'], [Port: '8080'].",
        "[AppRunner] Health check failed.",
    ];
    const lines = kind === "application" ? (state.faults().log ?? []) : own;
    return { events: lines.map((line) => ({ message: state.withSecrets(line) })) };
}

function fault(name: string, message: string): Error {
    return Object.assign(new Error(message), { name });
}
