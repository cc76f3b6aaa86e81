import { metricAlarm } from "./alarms";
import { expressService } from "./express";
import { appRunnerService } from "./app-runner";
import { cache, database } from "./data";
import { fargateService, fargateServices, taskDefinition } from "./fargate";
import { instance, snapshots, volume } from "./host";
import { line, type PriceContext, type PriceLine, type PriceRule } from "./line";
import { awsxVpc, loadBalancer, natGateways, vpcEndpoint } from "./network";
import { plain, plainNumber, type PricedResource } from "./resources";

/** What is assumed of a use that nobody knows beforehand. Each stands in the estimate's line. */
export const ASSUMED = { logGbPerService: 1, imageGb: 1, fileGb: 1 } as const;
const DAYS_OF_A_MONTH = 30;

const PART: PriceRule = { free: "part of what it belongs to" };
const IDENTITY: PriceRule = { free: "IAM costs nothing" };
const NETWORK: PriceRule = { free: "networks cost nothing but for gateways, endpoints and public addresses" };

/** How each resource type is priced. A test fails for a type that Slipway makes and that has no rule here. */
export const PRICE_RULES: Readonly<Record<string, PriceRule>> = {
    "awsx:ec2:Vpc": { priced: awsxVpc },
    "aws:ec2/vpc:Vpc": NETWORK,
    "aws:ec2/subnet:Subnet": NETWORK,
    "aws:ec2/internetGateway:InternetGateway": NETWORK,
    "aws:ec2/routeTable:RouteTable": NETWORK,
    "aws:ec2/route:Route": NETWORK,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": NETWORK,
    "aws:ec2/securityGroup:SecurityGroup": NETWORK,
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": NETWORK,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": NETWORK,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": NETWORK,
    "aws:ec2/eip:Eip": {
        priced: (_, context) => line("public IPv4", { price: "publicIpv4", count: 1, how: "1 fixed" }, context),
    },
    "aws:ec2/natGateway:NatGateway": { priced: (_, context) => natGateways(1, context) },
    "aws:ec2/vpcEndpoint:VpcEndpoint": { priced: vpcEndpoint },
    "aws:ec2/flowLog:FlowLog": { byUse: "flow logs" },

    "aws:ec2/instance:Instance": { priced: instance },
    "aws:ec2/networkInterface:NetworkInterface": NETWORK,
    "aws:ec2/volumeAttachment:VolumeAttachment": PART,
    "aws:ebs/volume:Volume": { priced: volume },
    "aws:dlm/lifecyclePolicy:LifecyclePolicy": { priced: snapshots },

    "aws:ecs/cluster:Cluster": { free: "Fargate has no price but its tasks'" },
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": PART,
    "aws:ecs/service:Service": { priced: fargateService },
    "aws:ecs/expressGatewayService:ExpressGatewayService": { priced: expressService },
    "aws:ecs/taskDefinition:TaskDefinition": { priced: taskDefinition },
    "aws:apprunner/service:Service": { priced: appRunnerService },
    "aws:apprunner/autoScalingConfigurationVersion:AutoScalingConfigurationVersion": PART,
    "aws:apprunner/vpcConnector:VpcConnector": PART,
    "aws:apprunner/customDomainAssociation:CustomDomainAssociation": PART,
    "aws:appautoscaling/target:Target": { free: "what it starts is in the service's line" },
    // Target tracking makes two alarms by itself: one to grow, one to shrink.
    "aws:appautoscaling/policy:Policy": {
        priced: ({ name }, context) => line("alarms", { price: "alarm", count: 2, how: `2 of ${name}` }, context),
    },
    "aws:servicediscovery/httpNamespace:HttpNamespace": { free: "Service Connect costs nothing" },
    "aws:servicediscovery/service:Service": PART,
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": {
        priced: (_, context) => line("hosted zone", { price: "hostedZone", count: 1, how: "1 private" }, context),
    },

    "aws:lb/loadBalancer:LoadBalancer": { priced: loadBalancer },
    "aws:lb/targetGroup:TargetGroup": PART,
    "aws:lb/listener:Listener": PART,
    "aws:lb/listenerRule:ListenerRule": PART,
    "aws:lb/listenerCertificate:ListenerCertificate": PART,
    "aws:acm/certificate:Certificate": { free: "public certificates cost nothing" },
    "aws:acm/certificateValidation:CertificateValidation": { free: "public certificates cost nothing" },
    "aws:route53/record:Record": { byUse: "DNS queries" },
    "aws:route53/zone:Zone": {
        priced: ({ name }, context) => line("hosted zone", { price: "hostedZone", count: 1, how: name }, context),
    },

    "aws:cloudwatch/logGroup:LogGroup": { priced: logGroup },
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": PART,
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        priced: metricAlarm,
    },
    "aws:cloudwatch/dashboard:Dashboard": {
        priced: (_, context) => {
            const how = "1, as if the account had three others, which cost nothing";
            return line("dashboard", { price: "dashboard", count: 1, how }, context);
        },
    },
    "aws:cloudwatch/eventRule:EventRule": { free: "events of AWS's own services cost nothing" },
    "aws:cloudwatch/eventTarget:EventTarget": PART,
    "aws:sns/topic:Topic": { byUse: "e-mails of alarms" },
    "aws:sns/topicPolicy:TopicPolicy": PART,
    "aws:sns/topicSubscription:TopicSubscription": PART,

    "aws:iam/role:Role": IDENTITY,
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": IDENTITY,
    "aws:iam/rolePolicy:RolePolicy": IDENTITY,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": IDENTITY,
    "aws:iam/policy:Policy": IDENTITY,
    "aws:iam/instanceProfile:InstanceProfile": IDENTITY,

    "aws:ecr/repository:Repository": {
        priced: ({ name }, context) =>
            line(
                "images",
                { price: "images", count: ASSUMED.imageGb, how: `${ASSUMED.imageGb} GB of ${name} assumed` },
                context,
            ),
    },
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": PART,
    "aws:ecr/repositoryPolicy:RepositoryPolicy": PART,

    "aws:secretsmanager/secret:Secret": {
        priced: ({ name }, context) => line("secrets", { price: "secret", count: 1, how: name }, context),
    },
    "aws:secretsmanager/secretVersion:SecretVersion": PART,
    "aws:secretsmanager/secretPolicy:SecretPolicy": PART,
    "aws:kms/key:Key": { priced: ({ name }, context) => line("keys", { price: "key", count: 1, how: name }, context) },
    "aws:kms/alias:Alias": PART,

    "aws:efs/fileSystem:FileSystem": { priced: fileSystem },
    "aws:efs/mountTarget:MountTarget": PART,
    "aws:efs/accessPoint:AccessPoint": PART,
    "aws:efs/fileSystemPolicy:FileSystemPolicy": PART,
    "aws:efs/backupPolicy:BackupPolicy": { byUse: "backups of files" },

    "aws:rds/instance:Instance": { priced: database },
    "aws:rds/subnetGroup:SubnetGroup": PART,
    "aws:rds/parameterGroup:ParameterGroup": PART,
    "aws:elasticache/replicationGroup:ReplicationGroup": { priced: cache },
    "aws:elasticache/subnetGroup:SubnetGroup": PART,

    "aws:s3/bucket:Bucket": { byUse: "files in S3" },
    "aws:s3/bucketPolicy:BucketPolicy": PART,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": PART,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": PART,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": PART,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": PART,
    "aws:s3/bucketVersioning:BucketVersioning": PART,
    "aws:s3/bucketObjectv2:BucketObjectv2": PART,
};

/** The rule of a type. Only what AWS is asked for has a price: other types need no rule. */
export function priceRule(type: string): PriceRule | undefined {
    if (!type.startsWith("aws:") && !type.startsWith("awsx:")) return { free: "not AWS's" };
    return PRICE_RULES[type];
}

function logGroup({ props }: PricedResource, context: PriceContext): readonly PriceLine[] {
    // What a service of AWS's own writes, such as a database, is under /aws/; our services write to the other.
    const writers = String(plain(props.name)).startsWith("/aws/") ? 1 : Math.max(1, fargateServices(context));
    const written = writers * ASSUMED.logGbPerService;
    const days = plainNumber(props.retentionInDays) ?? 0;
    const kept = days === 0 ? "for ever" : `for ${days} days`;
    const how = `${written} GB a month assumed, kept ${kept}`;
    const months = Math.max(1, days / DAYS_OF_A_MONTH);
    return [
        ...line("logs", { price: "logsWritten", count: written, how }, context),
        ...line("logs", { price: "logsKept", count: written * months, how: "" }, context),
    ];
}

function fileSystem({ name, props }: PricedResource, context: PriceContext): readonly PriceLine[] {
    // In its other modes what is read and written is in the price of the files.
    if (props.throughputMode === "elastic") context.onTop("reading and writing files in EFS");
    // One zone alone costs less; its price is not in the table, so that of all zones is an upper bound.
    const oneZone = props.availabilityZoneName === undefined ? "" : ", one zone: less";
    const how = `${ASSUMED.fileGb} GB of ${name} assumed${oneZone}`;
    return line("files", { price: "files", count: ASSUMED.fileGb, how }, context);
}
