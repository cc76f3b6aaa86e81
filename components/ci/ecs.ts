import { arnsOf, type Needs, type Reach } from "./statement";

/** A cluster, and revisions of what runs in it: both ways of ECS have them. */
export function ecsNeeds(reach: Reach): Needs {
    const { ofApps, ofStack, regional } = arnsOf(reach);
    const clusters = [regional("ecs", "cluster/shared-*"), regional("ecs", "cluster/default")];
    // `service/<cluster>/<service>`, and tasks likewise.
    const inCluster = (kind: string) => [regional("ecs", `${kind}/shared-*`), regional("ecs", `${kind}/default/*`)];
    const scalingAlarms = [regional("cloudwatch", "alarm:TargetTracking-service/shared-*")];
    return {
        write: [
            {
                sid: "Clusters",
                why: "One cluster a stack, which Pulumi names after `shared`; `default` is where ECS Express puts services.",
                actions: [
                    "ecs:CreateCluster",
                    "ecs:DeleteCluster",
                    "ecs:PutClusterCapacityProviders",
                    "ecs:UpdateCluster",
                    "ecs:UpdateClusterSettings",
                ],
                resources: clusters,
            },
            {
                sid: "Services",
                why: "The services in that cluster, a migration's task before them, and ending a task that has had its time.",
                actions: ["ecs:CreateService", "ecs:DeleteService", "ecs:StopTask", "ecs:UpdateService"],
                resources: [...inCluster("service"), ...inCluster("task")],
            },
            {
                sid: "RunTasks",
                why: "A job runs once, from a revision of this stack, whose families begin with project and stack.",
                actions: ["ecs:RunTask"],
                resources: [ofStack("ecs", "task-definition/")],
            },
            {
                sid: "TaskDefinitions",
                why: "A release is a revision of a task definition. Neither action knows a resource; to what roles it may go, `PassRoles` says.",
                actions: ["ecs:DeregisterTaskDefinition", "ecs:RegisterTaskDefinition"],
                resources: ["*"],
            },
            {
                sid: "TagEcs",
                why: "Compose's `deploy.labels` are tags of what is made for a service.",
                actions: ["ecs:TagResource", "ecs:UntagResource"],
                resources: [
                    ...clusters,
                    ...inCluster("service"),
                    ...inCluster("task"),
                    ofStack("ecs", "task-definition/"),
                ],
            },
            {
                sid: "Scaling",
                why: "From how few to how many copies. Application Auto Scaling's targets have no names.",
                actions: [
                    "application-autoscaling:DeleteScalingPolicy",
                    "application-autoscaling:DeregisterScalableTarget",
                    "application-autoscaling:PutScalingPolicy",
                    "application-autoscaling:RegisterScalableTarget",
                    "application-autoscaling:TagResource",
                    "application-autoscaling:UntagResource",
                ],
                resources: [regional("application-autoscaling", "scalable-target/*")],
            },
            {
                sid: "ScalingAlarms",
                why: "What tells it that copies are busy: Application Auto Scaling makes its alarms with the rights of who asks, and names them itself.",
                actions: ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"],
                resources: scalingAlarms,
            },
            {
                sid: "Volumes",
                why: "Volumes of Compose on EFS. A file system has an id of AWS's making; the region and the account are the limit.",
                actions: [
                    "elasticfilesystem:CreateAccessPoint",
                    "elasticfilesystem:CreateMountTarget",
                    "elasticfilesystem:DeleteAccessPoint",
                    "elasticfilesystem:DeleteFileSystem",
                    "elasticfilesystem:DeleteMountTarget",
                    "elasticfilesystem:ModifyMountTargetSecurityGroups",
                    "elasticfilesystem:PutBackupPolicy",
                    "elasticfilesystem:PutLifecycleConfiguration",
                    "elasticfilesystem:TagResource",
                    "elasticfilesystem:UntagResource",
                    "elasticfilesystem:UpdateFileSystem",
                ],
                resources: [
                    regional("elasticfilesystem", "file-system/*"),
                    regional("elasticfilesystem", "access-point/*"),
                ],
            },
            {
                sid: "NewVolumes",
                why: "A file system that is not yet there has no name to allow it by; only encrypted ones may be made.",
                actions: ["elasticfilesystem:CreateFileSystem"],
                resources: ["*"],
                conditions: { Bool: { "elasticfilesystem:Encrypted": "true" } },
            },
            {
                sid: "MountTargets",
                why: "A mount target is a network interface, which EFS makes in the name of who asks for it.",
                actions: ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"],
                resources: [regional("ec2", "*")],
            },
            {
                sid: "ServiceNames",
                why: "Services find each other by the names of Compose: a namespace an app. What a name still leads to is taken out before it is deleted.",
                actions: [
                    "servicediscovery:CreateService",
                    "servicediscovery:DeleteNamespace",
                    "servicediscovery:DeleteService",
                    "servicediscovery:DeregisterInstance",
                    "servicediscovery:UpdateService",
                ],
                resources: [regional("servicediscovery", "namespace/*"), regional("servicediscovery", "service/*")],
            },
            {
                sid: "NewServiceNames",
                why: "A namespace that is not yet there has no ARN, and tagging knows no resource. One with names in the network has a private zone of its own in Route 53.",
                actions: [
                    "servicediscovery:CreateHttpNamespace",
                    "servicediscovery:CreatePrivateDnsNamespace",
                    "servicediscovery:TagResource",
                    "servicediscovery:UntagResource",
                ],
                resources: ["*"],
            },
            {
                sid: "NewPrivateZones",
                why: "Cloud Map makes the private zone of such a namespace in the name of who asks, and looks first at the region and for a zone of that name.",
                actions: ["ec2:DescribeRegions", "route53:CreateHostedZone", "route53:ListHostedZonesByName"],
                resources: ["*"],
            },
            {
                sid: "PrivateZones",
                why:
                    "And looks at it, and takes it away with the namespace. Its id is known to nobody beforehand. A zone that still holds records " +
                    "cannot be deleted, and records can be written in the named zones only: so a zone in use is safe.",
                actions: ["route53:DeleteHostedZone", "route53:GetHostedZone"],
                resources: [`arn:${reach.partition}:route53:::hostedzone/*`],
            },
        ],
        read: [
            {
                sid: "ReadEcs",
                why: "Whether what was deployed is what serves: the gate's own questions.",
                actions: [
                    "ecs:DescribeClusters",
                    "ecs:DescribeServiceDeployments",
                    "ecs:DescribeServiceRevisions",
                    "ecs:DescribeServices",
                    "ecs:DescribeTasks",
                    "ecs:ListServiceDeployments",
                    "ecs:ListTagsForResource",
                ],
                resources: [
                    ...clusters,
                    ...inCluster("service"),
                    ...inCluster("task"),
                    ...inCluster("service-deployment"),
                    ...inCluster("service-revision"),
                    ofStack("ecs", "task-definition/"),
                ],
            },
            {
                sid: "ReadRevisions",
                why: "The action knows no resource.",
                actions: ["ecs:DescribeTaskDefinition"],
                resources: ["*"],
            },
            {
                sid: "FindTasks",
                why: "Tasks are looked for in a cluster, which is a condition here and no resource.",
                actions: ["ecs:ListTasks"],
                resources: ["*"],
                conditions: { ArnLike: { "ecs:cluster": clusters } },
            },
            {
                sid: "ReadScaling",
                why: "What scales, and by what; and that has no tags.",
                actions: [
                    "application-autoscaling:DescribeScalableTargets",
                    "application-autoscaling:DescribeScalingPolicies",
                ],
                resources: ["*"],
            },
            {
                sid: "ReadScalingAlarms",
                why: "The alarms of what scales.",
                actions: ["cloudwatch:DescribeAlarms"],
                resources: scalingAlarms,
            },
            {
                sid: "ReadScalingTags",
                why: "The tags of what scales.",
                actions: ["application-autoscaling:ListTagsForResource"],
                resources: [regional("application-autoscaling", "scalable-target/*")],
            },
            {
                sid: "ReadVolumes",
                why: "What the file systems are like.",
                actions: [
                    "elasticfilesystem:DescribeAccessPoints",
                    "elasticfilesystem:DescribeBackupPolicy",
                    "elasticfilesystem:DescribeFileSystems",
                    "elasticfilesystem:DescribeLifecycleConfiguration",
                    "elasticfilesystem:DescribeMountTargetSecurityGroups",
                    "elasticfilesystem:DescribeMountTargets",
                ],
                resources: [
                    regional("elasticfilesystem", "file-system/*"),
                    regional("elasticfilesystem", "access-point/*"),
                ],
            },
            {
                sid: "ReadServiceNames",
                why: "What the namespaces are like.",
                actions: ["servicediscovery:GetNamespace", "servicediscovery:GetService"],
                resources: [regional("servicediscovery", "namespace/*"), regional("servicediscovery", "service/*")],
            },
            {
                sid: "ReadOperations",
                why: "Whether a namespace is ready, its tags, and what a name leads to: these questions know no resource.",
                actions: [
                    "servicediscovery:GetOperation",
                    "servicediscovery:ListInstances",
                    "servicediscovery:ListNamespaces",
                    "servicediscovery:ListTagsForResource",
                ],
                resources: ["*"],
            },
            {
                sid: "ReadReleaseSecrets",
                why: "Whose labels a release names.",
                actions: ["secretsmanager:ListSecretVersionIds"],
                resources: ofApps("secretsmanager", "secret:"),
            },
        ],
    };
}

/** What ECS Express asks in addition: its own three actions on a service. */
export function expressNeeds(reach: Reach): Needs {
    const { regional } = arnsOf(reach);
    const resources = [regional("ecs", "service/shared-*"), regional("ecs", "service/default/*")];
    return {
        write: [
            {
                sid: "ExpressServices",
                why: "Express makes the load balancer and the rest by a role of its own, which `PassRoles` allows to hand over.",
                actions: [
                    "ecs:CreateExpressGatewayService",
                    "ecs:DeleteExpressGatewayService",
                    "ecs:UpdateExpressGatewayService",
                ],
                resources,
            },
        ],
        read: [
            {
                sid: "ReadExpressServices",
                why: "Whether the version that was asked for is the one that serves.",
                actions: ["ecs:DescribeExpressGatewayService"],
                resources,
            },
        ],
    };
}
