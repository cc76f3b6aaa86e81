import * as apprunner from "@pulumi/aws/apprunner";
import { call, mapping, type Mapping } from "./mapping";

export const appRunnerMappings: readonly Mapping[] = [
    mapping(apprunner.Service, [], (inputs) => {
        const { sourceConfiguration: source, instanceConfiguration: instance } = inputs;
        const { healthCheckConfiguration: check, networkConfiguration: network } = inputs;
        const { imageRepository: image } = source;
        return [
            call("apprunner", "CreateService", {
                ServiceName: inputs.serviceName,
                SourceConfiguration: {
                    AutoDeploymentsEnabled: source.autoDeploymentsEnabled,
                    AuthenticationConfiguration: source.authenticationConfiguration && {
                        AccessRoleArn: source.authenticationConfiguration.accessRoleArn,
                    },
                    ImageRepository: image && {
                        ImageIdentifier: inEcr(image.imageIdentifier),
                        ImageRepositoryType: image.imageRepositoryType,
                        ImageConfiguration: image.imageConfiguration && {
                            Port: image.imageConfiguration.port,
                            StartCommand: image.imageConfiguration.startCommand,
                            RuntimeEnvironmentVariables: image.imageConfiguration.runtimeEnvironmentVariables,
                            RuntimeEnvironmentSecrets: image.imageConfiguration.runtimeEnvironmentSecrets,
                        },
                    },
                },
                InstanceConfiguration: instance && {
                    Cpu: instance.cpu,
                    Memory: instance.memory,
                    InstanceRoleArn: instance.instanceRoleArn,
                },
                HealthCheckConfiguration: check && {
                    Protocol: check.protocol,
                    Path: check.path,
                    Interval: check.interval,
                    Timeout: check.timeout,
                    HealthyThreshold: check.healthyThreshold,
                    UnhealthyThreshold: check.unhealthyThreshold,
                },
                NetworkConfiguration: network && {
                    IngressConfiguration: network.ingressConfiguration && {
                        IsPubliclyAccessible: network.ingressConfiguration.isPubliclyAccessible,
                    },
                    EgressConfiguration: network.egressConfiguration && {
                        EgressType: network.egressConfiguration.egressType,
                        VpcConnectorArn: network.egressConfiguration.vpcConnectorArn,
                    },
                },
                AutoScalingConfigurationArn: inputs.autoScalingConfigurationArn,
            }),
        ];
    }),
    mapping(apprunner.AutoScalingConfigurationVersion, [], (inputs) => [
        call("apprunner", "CreateAutoScalingConfiguration", {
            AutoScalingConfigurationName: inputs.autoScalingConfigurationName,
            MinSize: inputs.minSize,
            MaxSize: inputs.maxSize,
            MaxConcurrency: inputs.maxConcurrency,
        }),
    ]),
    mapping(apprunner.VpcConnector, [], (inputs) => [
        call("apprunner", "CreateVpcConnector", {
            VpcConnectorName: inputs.vpcConnectorName,
            Subnets: inputs.subnets,
            SecurityGroups: inputs.securityGroups,
        }),
    ]),
    mapping(apprunner.CustomDomainAssociation, [], (inputs) => [
        call("apprunner", "AssociateCustomDomain", {
            ServiceArn: inputs.serviceArn,
            DomainName: inputs.domainName,
            EnableWWWSubdomain: inputs.enableWwwSubdomain,
        }),
    ]),
];

/** The stand-in for ECR has its registry on this machine. */
function inEcr(image: string): string {
    return image.replace(/^127\.0\.0\.1:\d+\//, "123456789012.dkr.ecr.eu-central-1.amazonaws.com/");
}
