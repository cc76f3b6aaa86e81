import type * as apprunner from "@pulumi/aws/apprunner";
import type * as pulumi from "@pulumi/pulumi";
import type { AppRunnerHealthCheck, AppRunnerSize } from "./settings";

/** What an App Runner service is made of, but for its name, its variables and its tags. */
export interface AppRunnerConfigurationArgs {
    readonly image: pulumi.Input<string>;
    readonly port: number;
    readonly startCommand?: string;
    readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
    readonly healthCheck?: AppRunnerHealthCheck;
    readonly size: AppRunnerSize;
    readonly accessRoleArn?: pulumi.Input<string>;
    readonly instanceRoleArn: pulumi.Input<string>;
    readonly autoScalingConfigurationArn: pulumi.Input<string>;
    readonly vpcConnectorArn?: pulumi.Input<string>;
}

export type AppRunnerConfiguration = Pick<
    apprunner.ServiceArgs,
    | "autoScalingConfigurationArn"
    | "healthCheckConfiguration"
    | "instanceConfiguration"
    | "networkConfiguration"
    | "sourceConfiguration"
>;

/** In the words of `aws.apprunner.Service`, which are App Runner's own: the release compares and repairs with the same. */
export function appRunnerConfiguration(args: AppRunnerConfigurationArgs) {
    const { path = "/health", intervalSeconds = 5, timeoutSeconds = 2 } = args.healthCheck ?? {};
    const { healthyThreshold = 1, unhealthyThreshold = 5 } = args.healthCheck ?? {};
    return {
        sourceConfiguration: {
            // A new image is a release: it comes with `pulumi up`, by its own tag.
            autoDeploymentsEnabled: false,
            ...(args.accessRoleArn !== undefined && {
                authenticationConfiguration: { accessRoleArn: args.accessRoleArn },
            }),
            imageRepository: {
                imageIdentifier: args.image,
                imageRepositoryType: args.accessRoleArn === undefined ? "ECR_PUBLIC" : "ECR",
                imageConfiguration: {
                    port: String(args.port),
                    ...(args.startCommand !== undefined && { startCommand: args.startCommand }),
                    ...(Object.keys(args.secrets).length > 0 && { runtimeEnvironmentSecrets: args.secrets }),
                },
            },
        },
        instanceConfiguration: {
            cpu: String(args.size.cpu),
            memory: String(args.size.memoryMiB),
            instanceRoleArn: args.instanceRoleArn,
        },
        healthCheckConfiguration: {
            protocol: "HTTP",
            path,
            interval: intervalSeconds,
            timeout: timeoutSeconds,
            healthyThreshold,
            unhealthyThreshold,
        },
        networkConfiguration: {
            ingressConfiguration: { isPubliclyAccessible: true },
            egressConfiguration:
                args.vpcConnectorArn === undefined
                    ? { egressType: "DEFAULT" }
                    : { egressType: "VPC", vpcConnectorArn: args.vpcConnectorArn },
        },
        autoScalingConfigurationArn: args.autoScalingConfigurationArn,
    } satisfies AppRunnerConfiguration;
}

type Configuration = ReturnType<typeof appRunnerConfiguration>;

/** The same with the variables that anybody may read, which a release names for itself. */
export function withVariables(
    configuration: Configuration,
    variables: Readonly<Record<string, pulumi.Input<string>>>,
): AppRunnerConfiguration {
    if (Object.keys(variables).length === 0) return configuration;
    const { sourceConfiguration: source } = configuration;
    const { imageConfiguration } = source.imageRepository;
    return {
        ...configuration,
        sourceConfiguration: {
            ...source,
            imageRepository: {
                ...source.imageRepository,
                imageConfiguration: { ...imageConfiguration, runtimeEnvironmentVariables: variables },
            },
        },
    };
}
