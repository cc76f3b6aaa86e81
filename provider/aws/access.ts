import type * as Providers from "@aws-sdk/credential-providers";
import { loadSdk } from "./sdk";

type Credentials = ReturnType<typeof Providers.fromTemporaryCredentials>;

/** A role that the aws provider takes on before it asks anything. */
export interface AssumedRole {
    readonly roleArn: string;
    readonly externalId?: string;
    /** @default "slipway" */
    readonly sessionName?: string;
    /** @default 3600 */
    readonly durationSeconds?: number;
}

/**
 * As whom AWS is asked, and where: what the stack's aws provider was given, so that a release is judged by whoever makes it.
 * Names only, never a key: it stands in state and previews.
 */
export interface AwsAccess {
    readonly region: string;
    /** Profile of the AWS configuration. @default the SDK's own search: environment, then configuration files */
    readonly profile?: string;
    /** Taken on one after the other. @default none */
    readonly assumeRoles?: readonly AssumedRole[];
}

/** What every client of the AWS SDK is made with. `AWS_ENDPOINT_URL_<SERVICE>` leads elsewhere, as the SDK has it. */
export interface ClientConfiguration {
    readonly region: string;
    readonly profile?: string;
    readonly credentials?: Credentials;
    readonly maxAttempts: number;
    readonly retryMode: "standard";
}

export function clientConfiguration({ region, profile, assumeRoles = [] }: AwsAccess): ClientConfiguration {
    return {
        region,
        ...(profile !== undefined && { profile }),
        ...(assumeRoles.length > 0 && { credentials: inRoles(assumeRoles, region, profile) }),
        // Many releases at once are throttled; the SDK waits longer each time.
        maxAttempts: 8,
        retryMode: "standard",
    };
}

function inRoles(roles: readonly AssumedRole[], region: string, profile?: string): Credentials {
    const providers = loadSdk<typeof Providers>("@aws-sdk/credential-providers");
    const own: Credentials = providers.fromNodeProviderChain({ ...(profile !== undefined && { profile }) });
    return roles.reduce(
        (before, { roleArn, sessionName = "slipway", durationSeconds = 3600, externalId }) =>
            providers.fromTemporaryCredentials({
                masterCredentials: () => before(),
                params: {
                    RoleArn: roleArn,
                    RoleSessionName: sessionName,
                    DurationSeconds: durationSeconds,
                    ...(externalId !== undefined && { ExternalId: externalId }),
                },
                clientConfig: { region },
            }),
        own,
    );
}
