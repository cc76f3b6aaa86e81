import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as ecs from "@pulumi/aws/ecs";
import { call, mapping, type Mapping } from "./mapping";

export const ecsMappings: readonly Mapping[] = [
    mapping(ecs.Cluster, [], ({ settings, configuration, serviceConnectDefaults }, { name }) => [
        call("ecs", "CreateCluster", { clusterName: name, settings, configuration, serviceConnectDefaults }),
    ]),
    mapping(ecs.ClusterCapacityProviders, [], (inputs) => [
        call("ecs", "PutClusterCapacityProviders", {
            cluster: inputs.clusterName,
            capacityProviders: inputs.capacityProviders ?? [],
            defaultCapacityProviderStrategy: inputs.defaultCapacityProviderStrategies ?? [],
        }),
    ]),
    mapping(ecs.TaskDefinition, ["skipDestroy", "trackLatest"], (inputs) => [
        call("ecs", "RegisterTaskDefinition", {
            family: inputs.family,
            requiresCompatibilities: inputs.requiresCompatibilities,
            networkMode: inputs.networkMode,
            cpu: inputs.cpu,
            memory: inputs.memory,
            runtimePlatform: inputs.runtimePlatform,
            ephemeralStorage: inputs.ephemeralStorage,
            executionRoleArn: inputs.executionRoleArn,
            taskRoleArn: inputs.taskRoleArn,
            containerDefinitions: JSON.parse(inputs.containerDefinitions) as unknown,
            volumes: inputs.volumes,
        }),
    ]),
    mapping(ecs.ExpressGatewayService, ["waitForSteadyState", "timeouts"], (inputs) => {
        const { commands, environments, awsLogsConfigurations, ...container } = inputs.primaryContainer;
        return [
            call("ecs", "CreateExpressGatewayService", {
                cluster: inputs.cluster,
                serviceName: inputs.serviceName,
                executionRoleArn: inputs.executionRoleArn,
                taskRoleArn: inputs.taskRoleArn,
                infrastructureRoleArn: inputs.infrastructureRoleArn,
                cpu: inputs.cpu,
                memory: inputs.memory,
                healthCheckPath: inputs.healthCheckPath,
                // Lists of one in the provider's words; `environment` and `command` in the singular in AWS's.
                primaryContainer: {
                    ...{ image: container.image, containerPort: container.containerPort, secrets: container.secrets },
                    ...{ command: commands, environment: environments },
                    awsLogsConfiguration: awsLogsConfigurations?.[0],
                },
                networkConfiguration: inputs.networkConfigurations?.[0],
                scalingTarget: inputs.scalingTargets?.[0],
            }),
        ];
    }),
    mapping(
        ecs.Service,
        ["waitForSteadyState", "forceNewDeployment", "forceDelete", "triggers", "sigintRollback"],
        (inputs, { name }) => [
            call("ecs", "CreateService", {
                cluster: inputs.cluster,
                serviceName: name,
                taskDefinition: inputs.taskDefinition,
                desiredCount: inputs.desiredCount,
                launchType: inputs.launchType,
                capacityProviderStrategy: inputs.capacityProviderStrategies,
                platformVersion: inputs.platformVersion,
                deploymentController: inputs.deploymentController,
                deploymentConfiguration: {
                    deploymentCircuitBreaker: inputs.deploymentCircuitBreaker,
                    maximumPercent: inputs.deploymentMaximumPercent,
                    minimumHealthyPercent: inputs.deploymentMinimumHealthyPercent,
                },
                availabilityZoneRebalancing: inputs.availabilityZoneRebalancing,
                networkConfiguration: inputs.networkConfiguration && {
                    awsvpcConfiguration: {
                        subnets: inputs.networkConfiguration.subnets,
                        securityGroups: inputs.networkConfiguration.securityGroups,
                        assignPublicIp: inputs.networkConfiguration.assignPublicIp ? "ENABLED" : "DISABLED",
                    },
                },
                loadBalancers: inputs.loadBalancers,
                healthCheckGracePeriodSeconds: inputs.healthCheckGracePeriodSeconds,
                enableExecuteCommand: inputs.enableExecuteCommand,
                enableECSManagedTags: inputs.enableEcsManagedTags,
                propagateTags: inputs.propagateTags,
                serviceRegistries: inputs.serviceRegistries && [inputs.serviceRegistries],
                serviceConnectConfiguration: serviceConnect(inputs.serviceConnectConfiguration),
            }),
        ],
    ),
    mapping(appautoscaling.Target, [], (inputs) => [
        call("application-autoscaling", "RegisterScalableTarget", {
            ServiceNamespace: inputs.serviceNamespace,
            ResourceId: inputs.resourceId,
            ScalableDimension: inputs.scalableDimension,
            MinCapacity: inputs.minCapacity,
            MaxCapacity: inputs.maxCapacity,
        }),
    ]),
    mapping(appautoscaling.Policy, [], (inputs, { name }) => {
        const tracking = inputs.targetTrackingScalingPolicyConfiguration;
        return [
            call("application-autoscaling", "PutScalingPolicy", {
                PolicyName: name,
                ServiceNamespace: inputs.serviceNamespace,
                ResourceId: inputs.resourceId,
                ScalableDimension: inputs.scalableDimension,
                PolicyType: inputs.policyType,
                TargetTrackingScalingPolicyConfiguration: tracking && {
                    TargetValue: tracking.targetValue,
                    ScaleInCooldown: tracking.scaleInCooldown,
                    ScaleOutCooldown: tracking.scaleOutCooldown,
                    DisableScaleIn: tracking.disableScaleIn,
                    PredefinedMetricSpecification: tracking.predefinedMetricSpecification && {
                        PredefinedMetricType: tracking.predefinedMetricSpecification.predefinedMetricType,
                        ResourceLabel: tracking.predefinedMetricSpecification.resourceLabel,
                    },
                },
            }),
        ];
    }),
];

interface Connect {
    readonly enabled: boolean;
    readonly namespace?: string;
    readonly logConfiguration?: unknown;
    readonly services?: readonly {
        readonly portName: string;
        readonly discoveryName?: string;
        readonly ingressPortOverride?: number;
        readonly clientAlias?: readonly { readonly dnsName?: string; readonly port: number }[];
        readonly timeout?: unknown;
    }[];
}

/** The provider's words for Service Connect differ from AWS's in one place: `clientAlias` is a list. */
function serviceConnect(connect: Connect | undefined) {
    return (
        connect && {
            enabled: connect.enabled,
            namespace: connect.namespace,
            logConfiguration: connect.logConfiguration,
            services: connect.services?.map(
                ({ portName, discoveryName, ingressPortOverride, clientAlias, timeout }) => ({
                    portName,
                    discoveryName,
                    ingressPortOverride,
                    clientAliases: clientAlias,
                    timeout,
                }),
            ),
        }
    );
}
