import { of, type RuleCase } from "./case";

const EXPRESS = "aws:ecs/expressGatewayService:ExpressGatewayService";

/** Of ECS Express Mode. */
export const EXPRESS_CASES: Readonly<Record<string, RuleCase>> = {
    "express-three-roles": of(
        EXPRESS,
        { executionRoleArn: "arn:1", taskRoleArn: "arn:2", infrastructureRoleArn: "arn:3" },
        [{ taskRoleArn: undefined }, "has no taskRoleArn: give it a role of its own."],
        [{ taskRoleArn: "arn:1" }, "arn:1 has two tasks: make a role for each."],
        [{ infrastructureRoleArn: "arn:2" }, "arn:2 has two tasks: make a role for each."],
    ),
    "express-own-place": of(
        EXPRESS,
        { cluster: "arn:c", networkConfigurations: [{ subnets: ["a", "b"], securityGroups: ["sg"] }] },
        [{ cluster: undefined }, "is in the cluster default: give it one of the stack."],
        [{ cluster: "default" }, "is in the cluster default: give it one of the stack."],
        [
            { networkConfigurations: undefined },
            "has no subnets of its own: name two or more.",
            "has no security group of its own: name one.",
        ],
        [
            { networkConfigurations: [{ subnets: ["a", "b"], securityGroups: [] }] },
            "has no security group of its own: name one.",
        ],
    ),
    "express-logs": of(
        EXPRESS,
        { primaryContainer: { awsLogsConfigurations: [{ logGroup: "g", logStreamPrefix: "p" }] } },
        [
            { primaryContainer: {} },
            "writes into a log group that AWS makes and keeps for ever: give it awsLogsConfigurations.",
        ],
    ),
    "express-no-plain-secret": of(
        EXPRESS,
        { primaryContainer: { environments: [{ name: "LOG_LEVEL", value: "info" }] } },
        [
            { primaryContainer: { environments: [{ name: "URL", value: "postgres://app:secret@db/app" }] } },
            "the variable URL holds a URL with a password: make it a secret.",
        ],
    ),
};
