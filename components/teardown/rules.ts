import { bucketObstacles, CACHE, DATABASE, DISK, DISK_SNAPSHOTS, FILE_BACKUPS, FILES } from "./data";
import { record, text, type Doomed, type Left, type TeardownRule } from "./left";

/** Nothing of it is there afterwards. */
const GONE: TeardownRule = {};
const PART: TeardownRule = { kept: "part" };

const SECRET: TeardownRule = {
    leaves: ({ id, inputs }) => {
        const days = Number(inputs["recoveryWindowInDays"] ?? 30);
        if (days === 0) return [];
        return [
            {
                kind: "secret in recovery",
                id,
                cost: { free: "AWS charges nothing for a secret that waits for its deletion" },
                note: `goes by itself after ${days} days; until then: aws secretsmanager restore-secret --secret-id ${id}`,
            },
        ];
    },
};

const REPOSITORY: TeardownRule = {
    kept: ({ id }) => ({
        kind: "images",
        id,
        cost: { price: "images", count: 1, assumed: true },
        note: "the last releases; without its lifecycle policy nothing goes by itself",
        remove: `aws ecr delete-repository --force --repository-name ${id}`,
    }),
    obstacles: ({ id, inputs, retained }) =>
        retained || inputs["forceDelete"] === true
            ? []
            : [
                  {
                      what: "image repository",
                      id,
                      why: "AWS refuses to delete it while images are in it",
                      lift: `aws ecr delete-repository --force --repository-name ${id}`,
                  },
              ],
};

const ROLE: TeardownRule = {
    kept: ({ id }) => ({
        kind: "role",
        id,
        cost: { free: "IAM costs nothing" },
        note: "ECS needs it to clear up after its service; see docs/ecs-express.md",
    }),
};

/** The proof of a certificate; a host name goes. */
const RECORD: TeardownRule = {
    kept: ({ id, inputs }) => ({
        kind: "DNS record",
        id,
        cost: { free: "AWS charges nothing for a record" },
        note: `by ${text(inputs["name"])} AWS renews every certificate of this account for the domain, another stack's too: delete it when there is none`,
    }),
};

const LOAD_BALANCER: TeardownRule = {
    obstacles: ({ id, inputs }) =>
        inputs["enableDeletionProtection"] === true
            ? [
                  {
                      what: "load balancer",
                      id,
                      why: "AWS refuses to delete it (deletion protection)",
                      lift: `aws elbv2 modify-load-balancer-attributes --load-balancer-arn ${id} --attributes Key=deletion_protection.enabled,Value=false`,
                  },
              ]
            : [],
};

const TASK_DEFINITION: TeardownRule = {
    leaves: ({ inputs }) =>
        inputs["skipDestroy"] === true
            ? [
                  {
                      kind: "task definitions",
                      id: text(inputs["family"]),
                      cost: { free: "ECS charges for tasks, not for their definitions" },
                      note: "every revision; they hold no secret",
                  },
              ]
            : [],
};

/** App Runner makes the groups, keeps their lines for ever, and leaves them when the service goes. */
const APP_RUNNER: TeardownRule = {
    leaves: ({ id }) => {
        // `arn:…:service/<name>-<random>/<id>`: a service that takes its place has another random end.
        const name = id.split(":service/")[1]?.split("/")[0] ?? id;
        const prefix = `/aws/apprunner/${name.replace(/[^-]*$/, "")}`;
        return [
            {
                kind: "log groups",
                id: `${prefix}*`,
                cost: { price: "logsKept", count: 1, assumed: true },
                note: "two of this service and of each that it has replaced, kept for ever",
                remove:
                    `for one in $(aws logs describe-log-groups --log-group-name-prefix ${prefix} --query 'logGroups[].logGroupName' ` +
                    "--output text); do aws logs delete-log-group --log-group-name $one; done",
            },
        ];
    },
};

/** Images in this machine's Docker: what was built for earlier releases is there, too. One that was pushed is in its repository. */
function loadedImage({ inputs }: Doomed): Left | undefined {
    const [tag] = Array.isArray(inputs["tags"]) ? (inputs["tags"] as unknown[]) : [];
    if (inputs["load"] !== true) return undefined;
    const repository = text(tag).replace(/:[^:/]*$/, "");
    return {
        kind: "images in Docker",
        id: `${repository}:*`,
        cost: { free: "disk of this machine" },
        note: "of every release that was built here, of other stacks with this app too; one that a container uses stays",
        remove: `docker image ls --format '{{.Repository}}:{{.Tag}}' ${repository} | xargs docker image rm`,
    };
}

const IMAGE: TeardownRule = {
    leaves: (image) => [loadedImage(image) ?? []].flat(),
    kept: "part",
};

/** Named volumes outlive their containers, as with `docker compose down`. On a host they lie on its data disk. */
const RELEASE: TeardownRule = {
    leaves: ({ inputs }) => {
        if (inputs["driver"] !== "local") return [];
        const { project, model } = record(inputs["deployment"]);
        const named = Object.entries(record(record(model)["volumes"])).map(([volume, settings]): Left => {
            const id = text(record(settings)["name"]) || `${text(project)}_${volume}`;
            return {
                kind: "volume in Docker",
                id,
                cost: { free: "disk of this machine" },
                note: "with its data; `SLIPWAY_DELETE_VOLUMES=1 pulumi destroy` deletes it too",
                remove: `docker volume rm ${id}`,
            };
        });
        return [...named, ...unnamedVolumes(record(record(model)["services"]))];
    },
};

/** A path alone under `volumes`: Docker makes up a name, which only the destroy can tell. Those of an image's `VOLUME` stand in no state. */
function unnamedVolumes(services: Readonly<Record<string, unknown>>): Left[] {
    return Object.entries(services).flatMap(([service, settings]) => {
        const mounts = record(settings)["volumes"];
        const unnamed = (Array.isArray(mounts) ? mounts : [])
            .map(record)
            .filter(({ type, source }) => type === "volume" && source === undefined);
        return unnamed.map(({ target }) => ({
            kind: "volume without a name in Docker",
            id: `${service}:${text(target)}`,
            cost: { free: "disk of this machine" },
            note: "`pulumi destroy` tells its id; `SLIPWAY_DELETE_VOLUMES=1 pulumi destroy` deletes it too",
        }));
    });
}

function all(rule: TeardownRule, types: readonly string[]): Record<string, TeardownRule> {
    return Object.fromEntries(types.map((type) => [type, rule]));
}

/** What destroying each resource type leaves. A test fails for a type that Slipway makes and that is not here. */
export const TEARDOWN_RULES: Readonly<Record<string, TeardownRule>> = {
    "aws:rds/instance:Instance": DATABASE,
    "aws:elasticache/replicationGroup:ReplicationGroup": CACHE,
    "aws:efs/fileSystem:FileSystem": FILES,
    "aws:efs/backupPolicy:BackupPolicy": FILE_BACKUPS,
    "aws:ebs/volume:Volume": DISK,
    "aws:dlm/lifecyclePolicy:LifecyclePolicy": DISK_SNAPSHOTS,
    "aws:secretsmanager/secret:Secret": SECRET,
    "aws:ecr/repository:Repository": REPOSITORY,
    "aws:iam/role:Role": ROLE,
    "aws:lb/loadBalancer:LoadBalancer": LOAD_BALANCER,
    "aws:route53/record:Record": RECORD,
    "aws:ecs/taskDefinition:TaskDefinition": TASK_DEFINITION,
    "aws:apprunner/service:Service": APP_RUNNER,
    "aws:s3/bucket:Bucket": { obstacles: bucketObstacles },
    "aws:kms/key:Key": {
        leaves: ({ id, inputs }) => [
            {
                kind: "key",
                id,
                cost: { free: "AWS charges nothing for a key that waits for its deletion" },
                note: `goes by itself after ${String(inputs["deletionWindowInDays"] ?? 30)} days`,
            },
        ],
    },
    "docker-build:index:Image": IMAGE,
    "slipway:index:Release": RELEASE,
    // Pulumi leaves them, as they belong to what has a line of its own: a secret, a file system, a bucket, a role.
    ...all(PART, [
        "aws:secretsmanager/secretVersion:SecretVersion",
        "aws:efs/accessPoint:AccessPoint",
        "aws:s3/bucketObjectv2:BucketObjectv2",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    ]),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
        kept: ({ id }) => ({
            kind: "identity provider",
            id,
            cost: { free: "IAM costs nothing" },
            note: "one for the whole account: other pipelines may use it",
            remove: `aws iam delete-open-id-connect-provider --open-id-connect-provider-arn ${id}`,
        }),
    },
    ...all(GONE, [
        "aws:acm/certificate:Certificate",
        "aws:acm/certificateValidation:CertificateValidation",
        "aws:appautoscaling/policy:Policy",
        "aws:appautoscaling/target:Target",
        "aws:apprunner/autoScalingConfigurationVersion:AutoScalingConfigurationVersion",
        "aws:apprunner/customDomainAssociation:CustomDomainAssociation",
        "aws:apprunner/vpcConnector:VpcConnector",
        "aws:cloudwatch/dashboard:Dashboard",
        "aws:cloudwatch/eventRule:EventRule",
        "aws:cloudwatch/eventTarget:EventTarget",
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        "aws:ec2/eip:Eip",
        "aws:ec2/flowLog:FlowLog",
        // The system's own disk goes with the instance (`deleteOnTermination`), and `forceDestroy` lifts its protection.
        "aws:ec2/instance:Instance",
        "aws:ec2/internetGateway:InternetGateway",
        "aws:ec2/natGateway:NatGateway",
        "aws:ec2/networkInterface:NetworkInterface",
        "aws:ec2/route:Route",
        "aws:ec2/routeTable:RouteTable",
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        "aws:ec2/securityGroup:SecurityGroup",
        "aws:ec2/subnet:Subnet",
        "aws:ec2/volumeAttachment:VolumeAttachment",
        "aws:ec2/vpc:Vpc",
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        "aws:ecr/repositoryPolicy:RepositoryPolicy",
        "aws:ecs/cluster:Cluster",
        "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
        // ECS takes away by itself what it has made around it: load balancer, groups, certificate.
        "aws:ecs/expressGatewayService:ExpressGatewayService",
        "aws:ecs/service:Service",
        "aws:efs/fileSystemPolicy:FileSystemPolicy",
        "aws:efs/mountTarget:MountTarget",
        "aws:elasticache/subnetGroup:SubnetGroup",
        "aws:iam/instanceProfile:InstanceProfile",
        "aws:iam/policy:Policy",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:kms/alias:Alias",
        "aws:lb/listener:Listener",
        "aws:lb/listenerCertificate:ListenerCertificate",
        "aws:lb/listenerRule:ListenerRule",
        "aws:lb/targetGroup:TargetGroup",
        "aws:rds/parameterGroup:ParameterGroup",
        "aws:rds/subnetGroup:SubnetGroup",
        "aws:route53/zone:Zone",
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        "aws:s3/bucketPolicy:BucketPolicy",
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "aws:s3/bucketVersioning:BucketVersioning",
        "aws:secretsmanager/secretPolicy:SecretPolicy",
        "aws:servicediscovery/httpNamespace:HttpNamespace",
        "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
        "aws:servicediscovery/service:Service",
        "aws:sns/topic:Topic",
        "aws:sns/topicPolicy:TopicPolicy",
        // Also one that nobody has agreed to: it goes with its topic.
        "aws:sns/topicSubscription:TopicSubscription",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        // Ours are in the state alone, or ask for what has a line of its own.
        "slipway:index:AppRunnerCertificate",
        "slipway:index:AppRunnerName",
        "slipway:index:GeneratedSecret",
        "slipway:index:ImagePresence",
        "slipway:index:Job",
        "slipway:index:Placement",
        "slipway:index:PriceEstimate",
        "slipway:index:PushedImage",
        "slipway:index:SecretLabels",
    ]),
};
