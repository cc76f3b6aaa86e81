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
    "ecr:GetAuthorizationToken",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
];

/** Services that send neither `aws:SourceAccount` nor `aws:SourceArn` when they take on a role. */
const WITHOUT_SOURCE = ["ec2.amazonaws.com"];

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
            controls: ["IAM.1", "IAM.21", "KMS.1", "KMS.2", "CKV_AWS_289", "CKV_AWS_290", "CKV_AWS_355", "AWS-0057"],
            requirement: "A policy names actions and resources; `*` stands only where an action knows no resource.",
        },
        ({ policy }) =>
            statements(policy)
                .filter(({ Effect }) => Effect === "Allow")
                .flatMap((statement) => {
                    const name = statement.Sid ?? "a statement";
                    const actions = list(statement.Action);
                    const wide = actions.filter((action) => action.includes("*"));
                    const loose = list(statement.Resource).includes("*")
                        ? actions.filter((action) => !WITHOUT_RESOURCE.includes(action))
                        : [];
                    return [
                        ...(statement.NotAction === undefined
                            ? []
                            : [`${name} allows all but some: name the actions.`]),
                        ...wide.map((action) => `${name} allows ${action}: name the actions.`),
                        ...loose.map((action) => `${name} allows ${action} on every resource: name the resources.`),
                    ];
                }),
    ),
];

function statements(document: unknown): readonly Statement[] {
    const { Statement: found } = (typeof document === "string" ? JSON.parse(document) : document) as {
        Statement: Statement | readonly Statement[];
    };
    return Array.isArray(found) ? (found as readonly Statement[]) : [found as Statement];
}

function list(value: string | readonly string[] | undefined): readonly string[] {
    return value === undefined ? [] : typeof value === "string" ? [value] : value;
}
