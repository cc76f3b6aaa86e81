import { arnsOf, type Reach, type Statement } from "./statement";

/** Whether anything has a security group: in a network of the stack's own, or in one that exists already. */
export const standsInNetwork = ({ uses }: Reach): boolean => uses.some((use) => use !== "domain");

/** Security groups are needed by whatever runs in a network; the network itself only where the stack makes it. */
export function networkStatements(reach: Reach): Statement[] {
    const resources = [arnsOf(reach).regional("ec2", "*")];
    return [
        ...(standsInNetwork(reach)
            ? [
                  {
                      sid: "SecurityGroups",
                      why:
                          "Who may connect to what, a rule each. EC2 gives ids, so nothing tells this stack's from others': region and account " +
                          "are the limit. An account of its own for each environment is the narrower one.",
                      actions: [
                          "ec2:AuthorizeSecurityGroupEgress",
                          "ec2:AuthorizeSecurityGroupIngress",
                          "ec2:CreateSecurityGroup",
                          "ec2:CreateTags",
                          "ec2:DeleteSecurityGroup",
                          "ec2:DeleteTags",
                          "ec2:ModifySecurityGroupRules",
                          "ec2:RevokeSecurityGroupEgress",
                          "ec2:RevokeSecurityGroupIngress",
                      ],
                      resources,
                  },
              ]
            : []),
        ...(reach.uses.includes("network")
            ? [
                  {
                      sid: "Network",
                      why:
                          "The network of the stack. Not needed where `slipway:environment` names one that exists: leave `network` out of `uses` then, " +
                          "and no deployment can take a network away.",
                      actions: [
                          "ec2:AllocateAddress",
                          "ec2:AssociateRouteTable",
                          "ec2:AttachInternetGateway",
                          "ec2:CreateInternetGateway",
                          "ec2:CreateNatGateway",
                          "ec2:CreateRoute",
                          "ec2:CreateRouteTable",
                          "ec2:CreateSubnet",
                          "ec2:CreateVpc",
                          "ec2:CreateVpcEndpoint",
                          "ec2:DeleteInternetGateway",
                          "ec2:DeleteNatGateway",
                          "ec2:DeleteRoute",
                          "ec2:DeleteRouteTable",
                          "ec2:DeleteSubnet",
                          "ec2:DeleteVpc",
                          "ec2:DeleteVpcEndpoints",
                          "ec2:DetachInternetGateway",
                          "ec2:DisassociateRouteTable",
                          "ec2:ModifySubnetAttribute",
                          "ec2:ModifyVpcAttribute",
                          "ec2:ModifyVpcEndpoint",
                          "ec2:ReleaseAddress",
                          "ec2:ReplaceRoute",
                          "ec2:ReplaceRouteTableAssociation",
                      ],
                      resources,
                  },
              ]
            : []),
    ];
}

export function networkReads(): Statement[] {
    return [
        {
            sid: "ReadNetwork",
            why: "What is there of a network. None of these questions knows a resource.",
            actions: [
                "ec2:DescribeAddresses",
                "ec2:DescribeAddressesAttribute",
                "ec2:DescribeAvailabilityZones",
                "ec2:DescribeInternetGateways",
                "ec2:DescribeNatGateways",
                "ec2:DescribeNetworkAcls",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribePrefixLists",
                "ec2:DescribeRouteTables",
                "ec2:DescribeSecurityGroupRules",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeSubnets",
                "ec2:DescribeVpcEndpoints",
                "ec2:DescribeVpcs",
            ],
            resources: ["*"],
        },
    ];
}

/** EC2's one question about a network that knows a resource. */
export function attributeReads(reach: Reach): Statement {
    return {
        sid: "ReadAttributes",
        why: "Whether a network resolves names.",
        actions: ["ec2:DescribeVpcAttribute"],
        resources: [arnsOf(reach).regional("ec2", "vpc/*")],
    };
}

const BALANCER = ["loadbalancer/app/slip-*", "targetgroup/slip-*", "listener/app/slip-*", "listener-rule/app/slip-*"];

export function loadBalancerStatements(reach: Reach): Statement[] {
    const { regional } = arnsOf(reach);
    return [
        {
            sid: "LoadBalancer",
            why: "The load balancer and its target groups are named `slip-…` by the provider, as AWS allows only 32 characters.",
            actions: [
                "elasticloadbalancing:AddTags",
                "elasticloadbalancing:CreateListener",
                "elasticloadbalancing:CreateLoadBalancer",
                "elasticloadbalancing:CreateRule",
                "elasticloadbalancing:CreateTargetGroup",
                "elasticloadbalancing:DeleteListener",
                "elasticloadbalancing:DeleteLoadBalancer",
                "elasticloadbalancing:DeleteRule",
                "elasticloadbalancing:DeleteTargetGroup",
                "elasticloadbalancing:ModifyListener",
                "elasticloadbalancing:ModifyListenerAttributes",
                "elasticloadbalancing:ModifyLoadBalancerAttributes",
                "elasticloadbalancing:ModifyRule",
                "elasticloadbalancing:ModifyTargetGroup",
                "elasticloadbalancing:ModifyTargetGroupAttributes",
                "elasticloadbalancing:RemoveTags",
                "elasticloadbalancing:SetRulePriorities",
                "elasticloadbalancing:SetSecurityGroups",
                "elasticloadbalancing:SetSubnets",
            ],
            resources: BALANCER.map((resource) => regional("elasticloadbalancing", resource)),
        },
        {
            sid: "AccessLogBucket",
            why: "The log of requests goes to a bucket of the stack's; Pulumi names it after `shared`.",
            actions: bucketActions(),
            resources: [`arn:${reach.partition}:s3:::shared-*`],
        },
    ];
}

/** A pull request's rules and targets on a load balancer that is another stack's. */
export function sharedLoadBalancer(reach: Reach): Statement {
    const { regional } = arnsOf(reach);
    return {
        sid: "RulesAndTargets",
        why:
            "Rules on the base's listener and the target groups that they lead to; neither the load balancer nor a listener is made, changed " +
            "or deleted. A rule has no name of a stack's, so the base's rules are in reach, too.",
        actions: [
            "elasticloadbalancing:AddTags",
            "elasticloadbalancing:CreateRule",
            "elasticloadbalancing:CreateTargetGroup",
            "elasticloadbalancing:DeleteRule",
            "elasticloadbalancing:DeleteTargetGroup",
            "elasticloadbalancing:ModifyRule",
            "elasticloadbalancing:ModifyTargetGroup",
            "elasticloadbalancing:ModifyTargetGroupAttributes",
            "elasticloadbalancing:RemoveTags",
            "elasticloadbalancing:SetRulePriorities",
        ],
        resources: ["targetgroup/slip-*", "listener/app/slip-*", "listener-rule/app/slip-*"].map((resource) =>
            regional("elasticloadbalancing", resource),
        ),
    };
}

export function loadBalancerReads(reach: Reach): Statement[] {
    return [
        {
            sid: "ReadLoadBalancers",
            why: "What is there of load balancers, and whether targets are healthy: none of these questions knows a resource.",
            actions: [
                "elasticloadbalancing:DescribeListenerAttributes",
                "elasticloadbalancing:DescribeListeners",
                "elasticloadbalancing:DescribeLoadBalancerAttributes",
                "elasticloadbalancing:DescribeLoadBalancers",
                "elasticloadbalancing:DescribeRules",
                "elasticloadbalancing:DescribeTags",
                "elasticloadbalancing:DescribeTargetGroupAttributes",
                "elasticloadbalancing:DescribeTargetGroups",
                "elasticloadbalancing:DescribeTargetHealth",
            ],
            resources: ["*"],
        },
        bucketReads(reach, "ReadAccessLogBucket"),
    ];
}

/** A closed bucket: made, closed, given its lifecycle; never read. */
export function bucketActions(): string[] {
    return [
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:DeleteBucketPolicy",
        "s3:PutBucketPolicy",
        "s3:PutBucketPublicAccessBlock",
        "s3:PutBucketTagging",
        "s3:PutBucketVersioning",
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
    ];
}

/** All that the provider asks about a bucket, whether the stack uses it or not. */
export function bucketReads(reach: Reach, sid: string): Statement {
    return {
        sid,
        why: "The provider asks for every property of a bucket, also for those that nobody sets.",
        actions: [
            "s3:GetAccelerateConfiguration",
            "s3:GetBucketAcl",
            "s3:GetBucketCORS",
            "s3:GetBucketLogging",
            "s3:GetBucketObjectLockConfiguration",
            "s3:GetBucketPolicy",
            "s3:GetBucketPublicAccessBlock",
            "s3:GetBucketRequestPayment",
            "s3:GetBucketTagging",
            "s3:GetBucketVersioning",
            "s3:GetBucketWebsite",
            "s3:GetEncryptionConfiguration",
            "s3:GetLifecycleConfiguration",
            "s3:GetReplicationConfiguration",
            "s3:ListBucket",
        ],
        resources: [`arn:${reach.partition}:s3:::shared-*`],
    };
}

export function domainStatements(reach: Reach): Statement[] {
    const zones = (reach.hostedZones ?? []).map((id) => `arn:${reach.partition}:route53:::hostedzone/${id}`);
    return [
        {
            sid: "Certificates",
            why: "A certificate has an id of AWS's own making; the region and the account are the limit.",
            actions: ["acm:AddTagsToCertificate", "acm:DeleteCertificate", "acm:RemoveTagsFromCertificate"],
            resources: [arnsOf(reach).regional("acm", "certificate/*")],
        },
        {
            sid: "NewCertificate",
            why: "Asking for a certificate knows no resource: there is none yet. It is worth nothing without a record in the zone.",
            actions: ["acm:RequestCertificate"],
            resources: ["*"],
        },
        {
            sid: "Records",
            why: "Addresses of the apps, and the proof of the certificate: in the hosted zones that are named, and no other.",
            actions: ["route53:ChangeResourceRecordSets"],
            resources: zones,
        },
    ];
}

export function domainReads(reach: Reach): Statement[] {
    const zones = (reach.hostedZones ?? []).map((id) => `arn:${reach.partition}:route53:::hostedzone/${id}`);
    return [
        {
            sid: "ReadZones",
            why: "A zone is looked for by its domain: the search knows no resource.",
            actions: ["route53:ListHostedZones"],
            resources: ["*"],
        },
        {
            sid: "ReadRecords",
            why: "What is in the named zones.",
            actions: ["route53:GetHostedZone", "route53:ListResourceRecordSets", "route53:ListTagsForResource"],
            resources: zones,
        },
        {
            sid: "ReadChanges",
            why: "Whether a record has arrived everywhere: a change has an id that is known only then.",
            actions: ["route53:GetChange"],
            resources: [`arn:${reach.partition}:route53:::change/*`],
        },
        {
            sid: "ReadCertificates",
            why: "Whether a certificate has been issued.",
            actions: ["acm:DescribeCertificate", "acm:ListTagsForCertificate"],
            resources: [arnsOf(reach).regional("acm", "certificate/*")],
        },
    ];
}

/** What a preview asks of AWS. Everything else it takes from the state: it neither refreshes nor builds. */
export function previewReads(reach: Reach): Statement[] {
    const has = (use: Reach["uses"][number]) => reach.uses.includes(use);
    return [
        {
            sid: "LookUp",
            why: "In which zones a new network would lie, and in which one a host's subnet does: neither knows a resource.",
            actions: ["ec2:DescribeAvailabilityZones", ...(has("ec2-compose") ? ["ec2:DescribeSubnets"] : [])],
            resources: ["*"],
        },
        ...(has("ec2-compose") ? [newestImage(reach)] : []),
        ...(has("domain") ? domainReads(reach).filter(({ sid }) => sid === "ReadZones" || sid === "ReadRecords") : []),
    ];
}

/** Of Amazon Linux. */
export function newestImage(reach: Reach): Statement {
    return {
        sid: "NewestImage",
        why: "Which image of Amazon Linux is the newest: AWS's public parameters.",
        actions: ["ssm:GetParameter"],
        resources: [`arn:${reach.partition}:ssm:${reach.region}::parameter/aws/service/*`],
    };
}
