import * as iam from "@pulumi/aws/iam";
import { resourceRule, type Rule } from "../rule";

interface Statement {
    readonly Sid?: string;
    readonly Effect?: string;
    readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
    readonly Action?: string | readonly string[];
    readonly NotAction?: unknown;
    readonly Resource?: string | readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Actions that know no resource, so that `*` is all that can stand there (Service Authorization Reference). */
const WITHOUT_RESOURCE = [
    "acm:RequestCertificate",
    "application-autoscaling:DescribeScalableTargets",
    "application-autoscaling:DescribeScalingPolicies",
    "apprunner:ListServices",
    "cloudwatch:PutMetricData",
    "dlm:CreateLifecyclePolicy",
    "ec2:DescribeAddresses",
    "ec2:DescribeAddressesAttribute",
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeInstanceCreditSpecifications",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeInstances",
    "ec2:DescribeInternetGateways",
    "ec2:DescribeNatGateways",
    "ec2:DescribeNetworkAcls",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribePrefixLists",
    "ec2:DescribeRegions",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroupRules",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeTags",
    "ec2:DescribeVolumes",
    "ec2:DescribeVolumesModifications",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeVpcs",
    "ec2messages:AcknowledgeMessage",
    "ec2messages:DeleteMessage",
    "ec2messages:FailMessage",
    "ec2messages:GetEndpoint",
    "ec2messages:GetMessages",
    "ec2messages:SendReply",
    "ecr:GetAuthorizationToken",
    "ecs:DeregisterTaskDefinition",
    "ecs:DescribeTaskDefinition",
    "ecs:ListTasks",
    "ecs:RegisterTaskDefinition",
    "elasticfilesystem:CreateFileSystem",
    "elasticloadbalancing:DescribeListenerAttributes",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeTargetGroupAttributes",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
    "logs:DescribeLogGroups",
    "route53:CreateHostedZone",
    "route53:ListHostedZones",
    "route53:ListHostedZonesByName",
    "servicediscovery:CreateHttpNamespace",
    "servicediscovery:CreatePrivateDnsNamespace",
    "servicediscovery:GetOperation",
    "servicediscovery:ListInstances",
    "servicediscovery:ListNamespaces",
    "servicediscovery:ListTagsForResource",
    "servicediscovery:TagResource",
    "servicediscovery:UntagResource",
    "sns:GetSubscriptionAttributes",
    "sns:Unsubscribe",
    "ssm:DescribeInstanceInformation",
    "ssm:GetCommandInvocation",
    "ssm:ListCommandInvocations",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
];

/**
 * Services that send neither `aws:SourceAccount` nor `aws:SourceArn` when they take on a role; ECS with an infrastructure role is
 * documented without, and of App Runner no document of AWS says that it does: a condition on what is not sent lets nobody in.
 */
const WITHOUT_SOURCE = [
    "ec2.amazonaws.com",
    "ecs.amazonaws.com",
    "build.apprunner.amazonaws.com",
    "tasks.apprunner.amazonaws.com",
];

const LEAST_PRIVILEGE = ["IAM.1", "IAM.21", "KMS.1", "KMS.2", "CKV_AWS_289", "CKV_AWS_290", "CKV_AWS_355", "AWS-0057"];

export const iamRules: readonly Rule[] = [
    resourceRule(
        iam.Role,
        {
            name: "role-confused-deputy",
            controls: [],
            requirement: "A service takes on a role on behalf of this account only.",
        },
        ({ assumeRolePolicy }) =>
            statements(assumeRolePolicy).flatMap(({ Principal, Condition }) => {
                if (Principal === "*" || list((Principal as Record<string, string>)?.AWS).includes("*"))
                    return ['everybody ("*") may take it on: name a service or an account.'];
                const services = typeof Principal === "object" ? list(Principal.Service) : [];
                const conditions = Object.values(Condition ?? {}).flatMap((keys) => Object.keys(keys));
                const guarded = conditions.includes("aws:SourceAccount") || conditions.includes("aws:SourceArn");
                return guarded
                    ? []
                    : services
                          .filter((service) => !WITHOUT_SOURCE.includes(service))
                          .map((service) => `${service} may take it on for any account: add aws:SourceAccount.`);
            }),
    ),
    resourceRule(
        iam.RolePolicy,
        {
            name: "policy-least-privilege",
            controls: LEAST_PRIVILEGE,
            requirement: "A policy names actions and resources; `*` stands only where an action knows no resource.",
        },
        ({ policy }) => tooWide(policy),
    ),
    resourceRule(
        iam.Policy,
        {
            name: "managed-policy-least-privilege",
            controls: LEAST_PRIVILEGE,
            requirement: "The same for a policy that roles are given by its ARN.",
        },
        ({ policy }) => tooWide(policy),
    ),
    resourceRule(
        iam.Role,
        {
            name: "role-exact-identity",
            controls: ["CKV_AWS_358"],
            requirement: "A role that tokens open names whom they are for and whom they are about, by equality.",
        },
        ({ assumeRolePolicy }) =>
            statements(assumeRolePolicy).flatMap(({ Principal, Condition }) => {
                if (typeof Principal !== "object" || list(Principal.Federated).length === 0) return [];
                const equal = Object.entries(Condition?.StringEquals ?? {});
                return ["aud", "sub"].flatMap((claim) => {
                    const values = equal.flatMap(([key, value]) =>
                        key.endsWith(`:${claim}`) ? list(value as string | readonly string[]) : [],
                    );
                    if (values.length === 0)
                        return [`tokens open it whatever their ${claim}: compare it by StringEquals.`];
                    return values
                        .filter((value) => value === "" || /[*?]/.test(value))
                        .map((value) => `its ${claim} is "${value}": name one.`);
                });
            }),
    ),
];

/** What allows more than it names. */
function tooWide(policy: unknown): string[] {
    return statements(policy)
        .filter(({ Effect }) => Effect === "Allow")
        .flatMap((statement) => {
            const name = statement.Sid ?? "a statement";
            const actions = list(statement.Action);
            const wide = actions.filter((action) => action.includes("*"));
            const loose = list(statement.Resource).includes("*")
                ? actions.filter((action) => !WITHOUT_RESOURCE.includes(action))
                : [];
            return [
                ...(statement.NotAction === undefined ? [] : [`${name} allows all but some: name the actions.`]),
                ...wide.map((action) => `${name} allows ${action}: name the actions.`),
                ...loose.map((action) => `${name} allows ${action} on every resource: name the resources.`),
            ];
        });
}

function statements(document: unknown): readonly Statement[] {
    const { Statement: found } = (typeof document === "string" ? JSON.parse(document) : document) as {
        Statement: Statement | readonly Statement[];
    };
    return Array.isArray(found) ? (found as readonly Statement[]) : [found as Statement];
}

function list(value: string | readonly string[] | undefined): readonly string[] {
    return value === undefined ? [] : typeof value === "string" ? [value] : value;
}
