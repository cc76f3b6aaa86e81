import type * as Sdk from "@aws-sdk/client-apprunner";
import { clientConfiguration, type AwsAccess } from "../../aws/access";
import { askingOwner } from "../../aws/ask";
import { clockOf } from "../../aws/clock";
import { loadSdk } from "../../aws/sdk";
import type { ApiConfiguration } from "./configuration";
import type { AppRunnerDeployment } from "./deployment";
import { operationView, viewOf, type OperationView, type ServiceView } from "./view";

/** Everything that a release may ask, the causes of a failed one included. */
export const ACTIONS = [
    "apprunner:DescribeService",
    "apprunner:ListOperations",
    "apprunner:ListServices",
    "apprunner:StartDeployment",
    "apprunner:UpdateService",
    "logs:DescribeLogStreams",
    "logs:GetLogEvents",
    "secretsmanager:GetSecretValue",
];

/** The few questions that a release asks App Runner. */
export interface AppRunner {
    service(): Promise<ServiceView | undefined>;
    /** Newest first. */
    operations(): Promise<OperationView[]>;
    /** Asks for a configuration. @returns the operation's id */
    update(configuration: ApiConfiguration): Promise<string>;
    /** Asks for the service's own configuration once more. @returns the operation's id */
    deploy(): Promise<string>;
    /** Milliseconds since 1970 by AWS's clock. */
    now(): number;
}

/** Connects to App Runner with the aws provider's region and profile; `AWS_ENDPOINT_URL_APPRUNNER` leads elsewhere, as the SDK has it. */
export function connect(deployment: AppRunnerDeployment, signal: AbortSignal): AppRunner {
    const { service: ServiceArn } = deployment;
    const { sdk, client, options } = clientFor(deployment, signal);
    const about = { ...deployment, service: "App Runner", subject: ServiceArn, actions: ACTIONS };
    const asked = askingOwner(client.config.credentials, ServiceArn, about);
    return {
        service: async () => {
            const command = new sdk.DescribeServiceCommand({ ServiceArn });
            const found = await asked("DescribeService", () => client.send(command, options)).catch(unlessMissing);
            return found?.Service === undefined ? undefined : viewOf(found.Service);
        },
        operations: async () => {
            const command = new sdk.ListOperationsCommand({ ServiceArn, MaxResults: 20 });
            const { OperationSummaryList: list = [] } = await asked("ListOperations", () =>
                client.send(command, options),
            );
            return list.map(operationView).sort((a, b) => b.startedAt - a.startedAt);
        },
        update: async (configuration) => {
            const command = new sdk.UpdateServiceCommand({ ...configuration, ServiceArn });
            return (await asked("UpdateService", () => client.send(command, options))).OperationId ?? "";
        },
        deploy: async () => {
            const command = new sdk.StartDeploymentCommand({ ServiceArn });
            return (await asked("StartDeployment", () => client.send(command, options))).OperationId ?? "";
        },
        now: clockOf(client),
    };
}

/** All of the account's services in the region. @throws AWS's own error, by its name */
export async function listServices(access: AwsAccess, signal: AbortSignal): Promise<Sdk.ServiceSummary[]> {
    const { sdk, client, options } = clientFor(access, signal);
    const found: Sdk.ServiceSummary[] = [];
    let NextToken: string | undefined;
    do {
        const page: Sdk.ListServicesCommandOutput = await client.send(
            new sdk.ListServicesCommand({ ...(NextToken !== undefined && { NextToken }) }),
            options,
        );
        found.push(...(page.ServiceSummaryList ?? []));
        NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return found;
}

/** One of a service's domains; `undefined`: App Runner knows it not, or not yet. @throws what went wrong, in words */
export async function customDomain(
    access: AwsAccess,
    { service: ServiceArn, domain }: { readonly service: string; readonly domain: string },
    signal: AbortSignal,
): Promise<Sdk.CustomDomain | undefined> {
    const { sdk, client, options } = clientFor(access, signal);
    const actions = ["apprunner:DescribeCustomDomains"];
    const about = { ...access, service: "App Runner", subject: ServiceArn, actions };
    return askingOwner(
        client.config.credentials,
        ServiceArn,
        about,
    )("DescribeCustomDomains", async () => {
        // A service has five domains at most: they come on one page.
        const { CustomDomains = [] } = await client.send(new sdk.DescribeCustomDomainsCommand({ ServiceArn }), options);
        return CustomDomains.find(({ DomainName }) => DomainName === domain);
    });
}

function clientFor(access: AwsAccess, abortSignal: AbortSignal) {
    const sdk = loadSdk<typeof Sdk>("@aws-sdk/client-apprunner");
    const client: Sdk.AppRunnerClient = new sdk.AppRunnerClient(clientConfiguration(access));
    return { sdk, client, options: { abortSignal } };
}

function unlessMissing(error: unknown): undefined {
    if (error instanceof Error && error.message.includes("ResourceNotFoundException")) return undefined;
    throw error;
}
