import { ACCOUNT, REGION, REGISTRY } from "./account";
import { ALARM_MODELS } from "./alarm-models";
import { APP_RUNNER_FUNCTIONS, APP_RUNNER_MODELS } from "./app-runner-models";
import { DATA_MODELS } from "./data-models";
import { EDGE_FUNCTIONS, EDGE_MODELS } from "./edge-models";
import { HOST_FUNCTIONS, HOST_MODELS } from "./host-models";
import type { Props } from "./wire";

export { ACCOUNT, REGION } from "./account";

/** How AWS makes one type of resource. */
export interface ResourceModel {
    readonly id: (inputs: Props, unique: string) => string;
    /** What AWS adds to the inputs. */
    readonly outputs?: (inputs: Props, id: string, unique: string) => Props;
    /** Properties that AWS cannot change in place. `*`: all but those in {@link inPlace}. */
    readonly replaceOn: readonly string[] | "*";
    readonly inPlace?: readonly string[];
    /** Without a name the provider gives one: the logical name and seven random digits. Text: the property that is the name. */
    readonly autoName?: boolean | string;
    /** What AWS says to a second one of a name. */
    readonly exists?: (name: string) => string;
}

/** The property that gets a name of the provider's making, where it makes one. */
export function namedBy({ autoName }: ResourceModel, inputs: Props): string | undefined {
    const key = autoName === true ? "name" : autoName || undefined;
    return key === undefined || inputs[key] !== undefined || inputs[`${key}Prefix`] !== undefined ? undefined : key;
}

const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const named = (kind: string) => (_: Props, unique: string) => `${kind}-${unique}`;
const idIsArn = (_: Props, id: string) => ({ arn: id });

/** Every type that Slipway makes on AWS; another one is an error, so that nothing is stood in for by accident. */
export const MODELS: Readonly<Record<string, ResourceModel>> = {
    ...EDGE_MODELS,
    ...HOST_MODELS,
    ...APP_RUNNER_MODELS,
    ...DATA_MODELS,
    ...ALARM_MODELS,
    "aws:ec2/vpc:Vpc": {
        id: named("vpc"),
        outputs: (_, id) => ({ arn: arn("ec2", `vpc/${id}`) }),
        replaceOn: ["cidrBlock", "instanceTenancy"],
    },
    "aws:ec2/subnet:Subnet": { id: named("subnet"), replaceOn: ["vpcId", "cidrBlock", "availabilityZone"] },
    "aws:ec2/internetGateway:InternetGateway": { id: named("igw"), replaceOn: [] },
    "aws:ec2/routeTable:RouteTable": { id: named("rtb"), replaceOn: ["vpcId"] },
    "aws:ec2/route:Route": { id: named("r"), replaceOn: ["routeTableId", "destinationCidrBlock"] },
    "aws:ec2/routeTableAssociation:RouteTableAssociation": { id: named("rtbassoc"), replaceOn: ["subnetId"] },
    "aws:ec2/securityGroup:SecurityGroup": {
        id: named("sg"),
        outputs: (_, id) => ({ arn: arn("ec2", `security-group/${id}`), ownerId: ACCOUNT }),
        replaceOn: ["name", "namePrefix", "description", "vpcId"],
        autoName: true,
    },
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
        id: named("sg"),
        outputs: (_, id) => ({ arn: arn("ec2", `security-group/${id}`), ownerId: ACCOUNT, name: "default" }),
        replaceOn: ["vpcId"],
    },
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": { id: named("sgr"), replaceOn: ["securityGroupId"] },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": { id: named("sgr"), replaceOn: ["securityGroupId"] },
    "aws:ecs/cluster:Cluster": {
        id: ({ name }) => arn("ecs", `cluster/${String(name)}`),
        outputs: idIsArn,
        replaceOn: ["name"],
        autoName: true,
    },
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": {
        id: ({ clusterName }) => String(clusterName),
        replaceOn: ["clusterName"],
    },
    "aws:servicediscovery/httpNamespace:HttpNamespace": {
        id: named("ns"),
        outputs: ({ name }, id) => ({ arn: arn("servicediscovery", `namespace/${id}`), httpName: name }),
        replaceOn: ["name"],
        autoName: true,
    },
    "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": {
        id: named("ns"),
        outputs: (_, id) => ({ arn: arn("servicediscovery", `namespace/${id}`), hostedZone: `Z${id}` }),
        replaceOn: ["name", "vpc"],
    },
    "aws:servicediscovery/service:Service": {
        id: named("srv"),
        outputs: (_, id) => ({ arn: arn("servicediscovery", `service/${id}`) }),
        replaceOn: ["name", "namespaceId", "healthCheckCustomConfig"],
    },
    "aws:appautoscaling/target:Target": {
        id: ({ resourceId }) => String(resourceId),
        outputs: (_, id) => ({ arn: arn("application-autoscaling", `scalable-target/${id.length}`) }),
        replaceOn: ["resourceId", "scalableDimension", "serviceNamespace"],
    },
    "aws:appautoscaling/policy:Policy": {
        id: ({ name }) => String(name),
        replaceOn: ["name", "resourceId", "scalableDimension", "serviceNamespace"],
        autoName: true,
    },
    "aws:efs/fileSystem:FileSystem": {
        id: named("fs"),
        outputs: (_, id) => ({
            arn: arn("elasticfilesystem", `file-system/${id}`),
            dnsName: `${id}.efs.${REGION}.amazonaws.com`,
        }),
        replaceOn: ["availabilityZoneName", "creationToken", "encrypted", "kmsKeyId", "performanceMode"],
    },
    "aws:efs/accessPoint:AccessPoint": {
        id: named("fsap"),
        outputs: (_, id) => ({ arn: arn("elasticfilesystem", `access-point/${id}`) }),
        replaceOn: ["fileSystemId", "posixUser", "rootDirectory"],
    },
    "aws:efs/mountTarget:MountTarget": { id: named("fsmt"), replaceOn: ["fileSystemId", "subnetId", "ipAddress"] },
    "aws:efs/backupPolicy:BackupPolicy": {
        id: ({ fileSystemId }) => String(fileSystemId),
        replaceOn: ["fileSystemId"],
    },
    "aws:ecs/taskDefinition:TaskDefinition": {
        // The revision is added by the state; see `aws-provider.ts`.
        id: ({ family }) => String(family),
        outputs: ({ family }, _, revision) => ({
            arn: arn("ecs", `task-definition/${String(family)}:${revision}`),
            arnWithoutRevision: arn("ecs", `task-definition/${String(family)}`),
            revision: Number(revision),
        }),
        replaceOn: "*",
        inPlace: ["tags", "skipDestroy", "trackLatest"],
    },
    "aws:ecs/service:Service": {
        id: ({ cluster, name }) => arn("ecs", `service/${String(cluster).split("/").pop()}/${String(name)}`),
        outputs: idIsArn,
        replaceOn: ["name", "cluster", "launchType", "schedulingStrategy", "deploymentController"],
        autoName: true,
    },
    "aws:ecs/expressGatewayService:ExpressGatewayService": {
        // Without a name AWS makes one up.
        id: ({ cluster, serviceName }, unique) =>
            arn("ecs", `service/${String(cluster).split("/").pop()}/${String(serviceName ?? `express-${unique}`)}`),
        outputs: (_, id) => ({
            serviceArn: id,
            serviceName: id.split("/").pop(),
            ingressPaths: [{ accessType: "PUBLIC", endpoint: `sl-${id.split("-").pop()}.ecs.${REGION}.on.aws` }],
            // Of whichever version the provider read first: nothing may depend on it.
            serviceRevisionArn: `${id.replace(":service/", ":service-revision/")}/0`,
        }),
        replaceOn: ["serviceName", "infrastructureRoleArn"],
    },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
        id: ({ role, policyArn }, unique) => `${String(role)}-${String(policyArn).length}${unique}`,
        replaceOn: ["role", "policyArn"],
    },
    "aws:lb/loadBalancer:LoadBalancer": {
        id: ({ namePrefix }, unique) =>
            arn("elasticloadbalancing", `loadbalancer/app/${String(namePrefix)}${unique.slice(-10)}/${unique}`),
        outputs: (_, id, unique) => ({
            arn: id,
            arnSuffix: id.split(":loadbalancer/")[1],
            dnsName: `slip-${unique.slice(-10)}.${REGION}.elb.amazonaws.com`,
            zoneId: "Z215JYRZR1TBD5",
        }),
        replaceOn: ["name", "namePrefix", "internal", "loadBalancerType"],
    },
    "aws:lb/targetGroup:TargetGroup": {
        id: ({ namePrefix }, unique) =>
            arn("elasticloadbalancing", `targetgroup/${String(namePrefix)}${unique.slice(-10)}/${unique}`),
        outputs: (_, id) => ({ arn: id, arnSuffix: id.split(":").pop() }),
        replaceOn: ["name", "namePrefix", "port", "protocol", "protocolVersion", "targetType", "vpcId"],
    },
    "aws:lb/listener:Listener": {
        id: ({ loadBalancerArn }, unique) =>
            `${String(loadBalancerArn).replace(":loadbalancer/", ":listener/")}/${unique}`,
        outputs: idIsArn,
        replaceOn: ["loadBalancerArn"],
    },
    "aws:cloudwatch/logGroup:LogGroup": {
        id: ({ name }) => String(name),
        outputs: ({ name }) => ({ arn: arn("logs", `log-group:${String(name)}`) }),
        replaceOn: ["name", "namePrefix"],
        autoName: true,
        exists: () => "ResourceAlreadyExistsException: The specified log group already exists",
    },
    "aws:iam/role:Role": {
        id: ({ name }) => String(name),
        outputs: ({ name }, _, unique) => ({
            arn: `arn:aws:iam::${ACCOUNT}:role/${String(name)}`,
            uniqueId: `AROA${unique}`,
        }),
        replaceOn: ["name", "namePrefix", "path"],
        autoName: true,
    },
    "aws:iam/rolePolicy:RolePolicy": {
        id: ({ role, name }) => `${String(role)}:${String(name)}`,
        replaceOn: ["name", "namePrefix", "role"],
        autoName: true,
    },
    "aws:iam/policy:Policy": {
        id: ({ name }) => `arn:aws:iam::${ACCOUNT}:policy/${String(name)}`,
        outputs: idIsArn,
        replaceOn: ["name", "namePrefix", "path", "description"],
        autoName: true,
    },
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
        id: ({ url }) => `arn:aws:iam::${ACCOUNT}:oidc-provider/${String(url).replace("https://", "")}`,
        outputs: idIsArn,
        replaceOn: ["url"],
        exists: () => "EntityAlreadyExists: Provider with this url already exists.",
    },
    "aws:ecr/repository:Repository": {
        id: ({ name }) => String(name),
        outputs: ({ name }) => ({
            arn: arn("ecr", `repository/${String(name)}`),
            repositoryUrl: `${REGISTRY}/${String(name)}`,
            registryId: ACCOUNT,
        }),
        replaceOn: ["name", "encryptionConfigurations"],
        autoName: true,
        exists: (name) =>
            `RepositoryAlreadyExistsException: The repository with name '${name}' already exists in the registry with id '${ACCOUNT}'`,
    },
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": {
        id: ({ repository }) => String(repository),
        replaceOn: ["repository", "policy"],
    },
    "aws:secretsmanager/secret:Secret": {
        id: ({ name }, unique) => arn("secretsmanager", `secret:${String(name)}-${unique.slice(-6)}`),
        outputs: idIsArn,
        replaceOn: ["name", "namePrefix"],
        autoName: true,
    },
    "aws:secretsmanager/secretVersion:SecretVersion": {
        id: ({ secretId }, unique) => `${String(secretId)}|${unique}`,
        outputs: ({ secretId }, _, unique) => ({ arn: secretId, versionId: unique }),
        replaceOn: ["secretId", "secretString", "secretBinary"],
    },
};

/** Answers of the functions that Slipway calls. */
export const FUNCTIONS: Readonly<Record<string, Props>> = {
    ...EDGE_FUNCTIONS,
    ...HOST_FUNCTIONS,
    ...APP_RUNNER_FUNCTIONS,
    "aws:index/getRegion:getRegion": {
        id: REGION,
        name: REGION,
        region: REGION,
        description: "Europe (Frankfurt)",
        endpoint: `ec2.${REGION}.amazonaws.com`,
    },
    "aws:index/getCallerIdentity:getCallerIdentity": {
        id: ACCOUNT,
        accountId: ACCOUNT,
        arn: `arn:aws:iam::${ACCOUNT}:user/stand-in`,
        userId: "AIDASTANDIN",
    },
    "aws:index/getPartition:getPartition": {
        id: "aws",
        partition: "aws",
        dnsSuffix: "amazonaws.com",
        reverseDnsPrefix: "com.amazonaws",
    },
};
