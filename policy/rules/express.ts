import * as ecs from "@pulumi/aws/ecs";
import { resourceRule, type Rule } from "../rule";
import { plainSecrets } from "./containers";

export const expressRules: readonly Rule[] = [
    resourceRule(
        ecs.ExpressGatewayService,
        {
            name: "express-three-roles",
            controls: ["CKV_AWS_249"],
            requirement:
                "What starts an Express service's tasks, what runs in them and what makes its load balancer have different roles.",
        },
        ({ executionRoleArn, taskRoleArn, infrastructureRoleArn }) => {
            const roles = [executionRoleArn, taskRoleArn, infrastructureRoleArn];
            if (taskRoleArn === undefined) return ["has no taskRoleArn: give it a role of its own."];
            const twice = roles.find((role, index) => roles.indexOf(role) !== index);
            return twice === undefined ? [] : [`${twice} has two tasks: make a role for each.`];
        },
    ),
    resourceRule(
        ecs.ExpressGatewayService,
        {
            name: "express-own-place",
            controls: [],
            requirement:
                "An Express service is in a cluster, subnets and security groups of the stack, not in the account's defaults.",
        },
        ({ cluster, networkConfigurations }) => {
            const [network] = networkConfigurations ?? [];
            return [
                ...(cluster === undefined || cluster === "default"
                    ? ["is in the cluster default: give it one of the stack."]
                    : []),
                ...((network?.subnets ?? []).length < 2 ? ["has no subnets of its own: name two or more."] : []),
                ...((network?.securityGroups ?? []).length === 0
                    ? ["has no security group of its own: name one."]
                    : []),
            ];
        },
    ),
    resourceRule(
        ecs.ExpressGatewayService,
        {
            name: "express-logs",
            controls: ["ECS.9", "CT.ECS.PR.5"],
            requirement: "An Express service writes its log into a group of the stack, which has a retention.",
        },
        ({ primaryContainer }) =>
            (primaryContainer.awsLogsConfigurations ?? []).length > 0
                ? []
                : ["writes into a log group that AWS makes and keeps for ever: give it awsLogsConfigurations."],
    ),
    resourceRule(
        ecs.ExpressGatewayService,
        {
            name: "express-no-plain-secret",
            controls: ["ECS.8", "CT.ECS.PR.12", "AWS-0036"],
            requirement: "No variable of an Express service holds a secret in plain text.",
        },
        ({ primaryContainer }) => plainSecrets(primaryContainer.environments ?? []),
    ),
];
