import type { MadeResource } from "../support/mocked-stack";
import { apiCalls } from "./api/all";

type Params = Readonly<Record<string, unknown>>;
type Values = Record<string, unknown>;

/** A CloudFormation resource that is created by the same requests. */
interface Template {
    readonly type: string;
    /** From the parameters of the requests, in their order, with members in CloudFormation's case. */
    readonly properties: (...requests: Values[]) => Values;
}

const all: Template["properties"] = (first) => first;
const renamed =
    (names: Readonly<Record<string, string>>): Template["properties"] =>
    (first) =>
        Object.fromEntries(Object.entries(first).map(([key, value]) => [names[key] ?? key, value]));

/** By request: the types whose properties are nearly those of the request that makes them. */
const TEMPLATES: Readonly<Record<string, Template>> = {
    "ecs CreateCluster": { type: "AWS::ECS::Cluster", properties: renamed({ Settings: "ClusterSettings" }) },
    "ecs RegisterTaskDefinition": { type: "AWS::ECS::TaskDefinition", properties: all },
    "ecs CreateService": { type: "AWS::ECS::Service", properties: all },
    "ecs CreateExpressGatewayService": { type: "AWS::ECS::ExpressGatewayService", properties: all },
    "elbv2 CreateLoadBalancer": {
        type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
        properties: (made, { Attributes }) => ({ ...made, LoadBalancerAttributes: Attributes }),
    },
    "elbv2 CreateTargetGroup": {
        type: "AWS::ElasticLoadBalancingV2::TargetGroup",
        properties: (made, { Attributes }) => ({ ...made, TargetGroupAttributes: Attributes }),
    },
    "elbv2 CreateListener": { type: "AWS::ElasticLoadBalancingV2::Listener", properties: all },
    "elbv2 CreateRule": { type: "AWS::ElasticLoadBalancingV2::ListenerRule", properties: all },
    "ec2 CreateSecurityGroup": {
        type: "AWS::EC2::SecurityGroup",
        properties: renamed({ Description: "GroupDescription" }),
    },
    "ec2 CreateSubnet": { type: "AWS::EC2::Subnet", properties: all },
    "ec2 CreateVpcEndpoint": { type: "AWS::EC2::VPCEndpoint", properties: all },
    "apprunner CreateService": { type: "AWS::AppRunner::Service", properties: withNamedVariables },
    "apprunner CreateAutoScalingConfiguration": { type: "AWS::AppRunner::AutoScalingConfiguration", properties: all },
    "apprunner CreateVpcConnector": { type: "AWS::AppRunner::VpcConnector", properties: all },
    "ecr CreateRepository": { type: "AWS::ECR::Repository", properties: all },
    "logs CreateLogGroup": {
        type: "AWS::Logs::LogGroup",
        properties: (made, retention = {}) => ({ ...made, ...retention }),
    },
    "cloudwatch PutMetricAlarm": { type: "AWS::CloudWatch::Alarm", properties: all },
    "cloudwatch PutDashboard": { type: "AWS::CloudWatch::Dashboard", properties: all },
    "events PutRule": { type: "AWS::Events::Rule", properties: all },
    "iam CreateRole": { type: "AWS::IAM::Role", properties: (made) => documents(made) },
    "iam PutRolePolicy": { type: "AWS::IAM::RolePolicy", properties: (made) => documents(made) },
    "secretsmanager CreateSecret": { type: "AWS::SecretsManager::Secret", properties: all },
    "acm RequestCertificate": { type: "AWS::CertificateManager::Certificate", properties: all },
    "application-autoscaling RegisterScalableTarget": {
        type: "AWS::ApplicationAutoScaling::ScalableTarget",
        properties: all,
    },
    "application-autoscaling PutScalingPolicy": { type: "AWS::ApplicationAutoScaling::ScalingPolicy", properties: all },
    "efs CreateMountTarget": { type: "AWS::EFS::MountTarget", properties: all },
    "servicediscovery CreateHttpNamespace": { type: "AWS::ServiceDiscovery::HttpNamespace", properties: all },
    "ec2 CreateVolume": { type: "AWS::EC2::Volume", properties: all },
    "ec2 CreateNetworkInterface": {
        type: "AWS::EC2::NetworkInterface",
        properties: renamed({ Groups: "GroupSet" }),
    },
    "dlm CreateLifecyclePolicy": { type: "AWS::DLM::LifecyclePolicy", properties: all },
    "s3 PutBucketPolicy": {
        type: "AWS::S3::BucketPolicy",
        properties: ({ Bucket, Policy }) => documents({ Bucket, PolicyDocument: Policy }),
    },
};

/** Members under which names are the user's own. */
const FREE_NAMES = [
    "options",
    "dockerLabels",
    "Options",
    "DockerLabels",
    "RuntimeEnvironmentVariables",
    "RuntimeEnvironmentSecrets",
];

/** Names that CloudFormation spells in its own way. */
const SPELLINGS: Readonly<Record<string, string>> = {
    efsVolumeConfiguration: "EFSVolumeConfiguration",
    fileSystemId: "FilesystemId",
    iam: "IAM",
    sizeInGiB: "SizeInGiB",
};

/** The stack as a CloudFormation template, as far as its types are made by requests of the same form. */
export function cloudFormation(resources: readonly MadeResource[]): { Resources: Record<string, object> } {
    const Resources: Record<string, object> = {};
    for (const [index, resource] of resources.entries()) {
        const calls = apiCalls(resource);
        const [made] = calls;
        const template = made && TEMPLATES[`${made.service} ${made.operation}`];
        if (template === undefined) continue;
        const name = `${resource.name}${index}`.replaceAll(/[^A-Za-z0-9]/g, "");
        const params = calls.map((call) => cased(call.params) as Values);
        Resources[name] = { Type: template.type, Properties: template.properties(...params) };
    }
    return { Resources };
}

/** Members begin with a capital in CloudFormation. */
function cased(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(cased);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
        Object.entries(value as Params).map(([key, item]) => [
            SPELLINGS[key] ?? key[0]!.toUpperCase() + key.slice(1),
            FREE_NAMES.includes(key) ? item : cased(item),
        ]),
    );
}

/** Policies are objects in a template, texts in a request. */
function documents(values: Values): Values {
    return Object.fromEntries(
        Object.entries(values).map(([key, value]) => [
            key,
            key.endsWith("Document") && typeof value === "string" ? (JSON.parse(value) as unknown) : value,
        ]),
    );
}

/** A service of App Runner: in a template its variables are a list. */
function withNamedVariables(made: Values): Values {
    return JSON.parse(JSON.stringify(made), (key, value: unknown) =>
        key.startsWith("RuntimeEnvironment")
            ? Object.entries(value as Params).map(([Name, Value]) => ({ Name, Value }))
            : value,
    ) as Values;
}
