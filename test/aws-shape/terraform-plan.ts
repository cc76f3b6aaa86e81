import type { MadeResource } from "../support/mocked-stack";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The names of Terraform's types, which are what the Pulumi provider is made from. */
const TYPES: Readonly<Record<string, string>> = {
    "aws:acm/certificate:Certificate": "aws_acm_certificate",
    "aws:acm/certificateValidation:CertificateValidation": "aws_acm_certificate_validation",
    "aws:appautoscaling/policy:Policy": "aws_appautoscaling_policy",
    "aws:appautoscaling/target:Target": "aws_appautoscaling_target",
    "aws:apprunner/autoScalingConfigurationVersion:AutoScalingConfigurationVersion":
        "aws_apprunner_auto_scaling_configuration_version",
    "aws:apprunner/customDomainAssociation:CustomDomainAssociation": "aws_apprunner_custom_domain_association",
    "aws:apprunner/service:Service": "aws_apprunner_service",
    "aws:apprunner/vpcConnector:VpcConnector": "aws_apprunner_vpc_connector",
    "aws:cloudwatch/dashboard:Dashboard": "aws_cloudwatch_dashboard",
    "aws:cloudwatch/eventRule:EventRule": "aws_cloudwatch_event_rule",
    "aws:cloudwatch/eventTarget:EventTarget": "aws_cloudwatch_event_target",
    "aws:cloudwatch/logGroup:LogGroup": "aws_cloudwatch_log_group",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "aws_cloudwatch_metric_alarm",
    "aws:dlm/lifecyclePolicy:LifecyclePolicy": "aws_dlm_lifecycle_policy",
    "aws:ebs/volume:Volume": "aws_ebs_volume",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": "aws_default_security_group",
    "aws:ec2/eip:Eip": "aws_eip",
    "aws:ec2/instance:Instance": "aws_instance",
    "aws:ec2/internetGateway:InternetGateway": "aws_internet_gateway",
    "aws:ec2/natGateway:NatGateway": "aws_nat_gateway",
    "aws:ec2/networkInterface:NetworkInterface": "aws_network_interface",
    "aws:ec2/route:Route": "aws_route",
    "aws:ec2/routeTable:RouteTable": "aws_route_table",
    "aws:ec2/routeTableAssociation:RouteTableAssociation": "aws_route_table_association",
    "aws:ec2/securityGroup:SecurityGroup": "aws_security_group",
    "aws:ec2/subnet:Subnet": "aws_subnet",
    "aws:ec2/volumeAttachment:VolumeAttachment": "aws_volume_attachment",
    "aws:ec2/vpc:Vpc": "aws_vpc",
    "aws:ec2/vpcEndpoint:VpcEndpoint": "aws_vpc_endpoint",
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": "aws_ecr_lifecycle_policy",
    "aws:ecr/repository:Repository": "aws_ecr_repository",
    "aws:ecs/cluster:Cluster": "aws_ecs_cluster",
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": "aws_ecs_cluster_capacity_providers",
    "aws:ecs/expressGatewayService:ExpressGatewayService": "aws_ecs_express_gateway_service",
    "aws:ecs/service:Service": "aws_ecs_service",
    "aws:ecs/taskDefinition:TaskDefinition": "aws_ecs_task_definition",
    "aws:efs/accessPoint:AccessPoint": "aws_efs_access_point",
    "aws:efs/backupPolicy:BackupPolicy": "aws_efs_backup_policy",
    "aws:efs/fileSystem:FileSystem": "aws_efs_file_system",
    "aws:efs/mountTarget:MountTarget": "aws_efs_mount_target",
    "aws:elasticache/replicationGroup:ReplicationGroup": "aws_elasticache_replication_group",
    "aws:elasticache/subnetGroup:SubnetGroup": "aws_elasticache_subnet_group",
    "aws:iam/instanceProfile:InstanceProfile": "aws_iam_instance_profile",
    "aws:iam/role:Role": "aws_iam_role",
    "aws:iam/rolePolicy:RolePolicy": "aws_iam_role_policy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "aws_iam_role_policy_attachment",
    "aws:lb/listener:Listener": "aws_lb_listener",
    "aws:lb/listenerRule:ListenerRule": "aws_lb_listener_rule",
    "aws:lb/loadBalancer:LoadBalancer": "aws_lb",
    "aws:lb/targetGroup:TargetGroup": "aws_lb_target_group",
    "aws:rds/instance:Instance": "aws_db_instance",
    "aws:rds/parameterGroup:ParameterGroup": "aws_db_parameter_group",
    "aws:rds/subnetGroup:SubnetGroup": "aws_db_subnet_group",
    "aws:route53/record:Record": "aws_route53_record",
    "aws:s3/bucket:Bucket": "aws_s3_bucket",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "aws_s3_bucket_lifecycle_configuration",
    "aws:s3/bucketObjectv2:BucketObjectv2": "aws_s3_object",
    "aws:s3/bucketPolicy:BucketPolicy": "aws_s3_bucket_policy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "aws_s3_bucket_public_access_block",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
        "aws_s3_bucket_server_side_encryption_configuration",
    "aws:s3/bucketVersioning:BucketVersioning": "aws_s3_bucket_versioning",
    "aws:secretsmanager/secret:Secret": "aws_secretsmanager_secret",
    "aws:secretsmanager/secretVersion:SecretVersion": "aws_secretsmanager_secret_version",
    "aws:servicediscovery/httpNamespace:HttpNamespace": "aws_service_discovery_http_namespace",
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": "aws_service_discovery_private_dns_namespace",
    "aws:servicediscovery/service:Service": "aws_service_discovery_service",
    "aws:sns/topic:Topic": "aws_sns_topic",
    "aws:sns/topicPolicy:TopicPolicy": "aws_sns_topic_policy",
    "aws:sns/topicSubscription:TopicSubscription": "aws_sns_topic_subscription",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "aws_vpc_security_group_egress_rule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "aws_vpc_security_group_ingress_rule",
};

/** Lists of blocks, for which Pulumi has the plural. */
const BLOCK_LISTS: Readonly<Record<string, string>> = {
    actions: "action",
    aliases: "alias",
    capacityProviderStrategies: "capacity_provider_strategy",
    conditions: "condition",
    defaultActions: "default_action",
    defaultCapacityProviderStrategies: "default_capacity_provider_strategy",
    lifecyclePolicies: "lifecycle_policy",
    loadBalancers: "load_balancer",
    parameters: "parameter",
    rules: "rule",
    schedules: "schedule",
    services: "service",
    settings: "setting",
    volumes: "volume",
};

/** Objects that are maps of texts in Terraform too, not blocks. */
const MAPS = ["tags", "options"];

/** A stack's resources, under a name that tells them from another stack's. */
export interface PlannedStack {
    readonly key: string;
    readonly resources: readonly MadeResource[];
}

/** Stacks as the plan of one Terraform program that makes the same resources; the form that Checkov reads. */
export function terraformPlan(stacks: readonly PlannedStack[]): object {
    const parts = stacks.map(planOf);
    const planned = parts.flatMap((part) => part.planned);
    return {
        format_version: "1.2",
        terraform_version: "1.9.0",
        planned_values: { root_module: { resources: planned } },
        resource_changes: planned.map(({ values, ...rest }) => ({
            ...rest,
            change: { actions: ["create"], before: null, after: values, after_unknown: {} },
        })),
        configuration: { root_module: { resources: parts.flatMap((part) => part.configured) } },
    };
}

function planOf({ key, resources }: PlannedStack) {
    const onAws = resources.filter(({ type }) => type.startsWith("aws:"));
    const addressed = onAws.map((resource) => {
        const type = TYPES[resource.type];
        if (type === undefined)
            throw new Error(`${resource.type}: has no Terraform type in test/aws-shape/terraform-plan.ts`);
        const name = `${key}_${resource.name}`;
        return { resource, type, name, address: `${type}.${name}` };
    });
    const planned = addressed.map(({ resource, type, name, address }) => ({
        address,
        mode: "managed",
        type,
        name,
        provider_name: "registry.terraform.io/hashicorp/aws",
        values: { ...(block(resource.inputs) as object), ...(block(resource.outputs) as object), id: resource.id },
    }));
    const configured = addressed.map(({ resource, type, name, address }) => ({
        address,
        mode: "managed",
        type,
        name,
        provider_config_key: "aws",
        expressions: Object.fromEntries(
            Object.entries(resource.inputs).flatMap(([key, value]) => {
                const references = referencesIn(value, addressed);
                return references.length > 0 ? [[snake(key), { references }]] : [];
            }),
        ),
    }));
    return { planned, configured };
}

/** Which resources a value names, by their ids, ARNs or host names. */
function referencesIn(
    value: unknown,
    all: readonly { readonly resource: MadeResource; readonly address: string }[],
): string[] {
    const text = JSON.stringify(value) ?? "";
    return all.flatMap(({ resource: { id, outputs }, address }) => {
        const names = Object.entries({ id, arn: outputs.arn, dns_name: outputs.dnsName });
        const by = names.flatMap(([attribute, known]) =>
            typeof known === "string" && text.includes(JSON.stringify(known)) ? [`${address}.${attribute}`] : [],
        );
        return by.length > 0 ? [...by, address] : [];
    });
}

/** An object as a block's content: names in snake case, an object inside as a list of one block. */
function block(value: unknown): Json {
    if (Array.isArray(value)) return value.map(block);
    if (typeof value !== "object" || value === null) return value as Json;
    return Object.fromEntries(
        Object.entries(value).map(([name, item]): [string, Json] => {
            const nested = typeof item === "object" && item !== null && !Array.isArray(item);
            if (MAPS.includes(name)) return [name, item as Json];
            return [BLOCK_LISTS[name] ?? snake(name), nested ? [block(item)] : block(item)];
        }),
    );
}

function snake(name: string): string {
    return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
