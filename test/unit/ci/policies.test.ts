/** What the pipeline's roles may do, request by request. What the committed stacks make, and what drivers ask, stands in their own tests. */
import { BUILD_CACHE } from "../../../components/aws/build-cache";
import { repositoryNameOf } from "../../../components/aws/image-repository";
import { policyTexts, POLICY_LIMIT, statementsFor } from "../../../components/ci/policies";
import type { Task } from "../../../components/ci/subjects";
import { CiRoles } from "../../../components/ci-roles";
import { identifierWords } from "../../../components/managed/identifier";
import { ACCOUNT, REGION } from "../../support/aws-stand-in/account";
import { policiesOf, reachOf, SIGN_IN_SECRET } from "../../support/ci-policies";
import { allowedBy, list } from "../../support/iam-evaluator";
import { mockedProgram } from "../../support/mocked-stack";
import { violations } from "../../support/policy-check";
import { RULES } from "../../../policy/rules";

const TASKS: readonly Task[] = ["preview", "drift", "images", "deploy", "pull-request"];
const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const passed = (service: string) => ({ "iam:PassedToService": service });

test.each([
    ["another app's role", "deploy", { action: "iam:PutRolePolicy", resource: role("billing-worker-1234567") }],
    ["the pipeline's own role", "deploy", { action: "iam:PutRolePolicy", resource: role("slipway-ci-deploy-1234567") }],
    ["a user", "deploy", { action: "iam:CreateUser" }],
    ["a key", "deploy", { action: "iam:CreateAccessKey" }],
    [
        "an administrator's policy on a role of its own",
        "deploy",
        {
            action: "iam:AttachRolePolicy",
            resource: role("task-api-api-task-1"),
            context: { "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess" },
        },
    ],
    [
        "a role handed to Lambda",
        "deploy",
        { action: "iam:PassRole", resource: role("task-api-api-task-1"), context: passed("lambda.amazonaws.com") },
    ],
    [
        "another stack's repository",
        "deploy",
        { action: "ecr:PutImage", resource: arn("ecr", "repository/slipway-prod/a") },
    ],
    [
        "another stack's database",
        "deploy",
        { action: "rds:DeleteDBInstance", resource: arn("rds", "db:slipway-prod-a-1") },
    ],
    ["another region", "deploy", { action: "ec2:CreateVpc", resource: `arn:aws:ec2:us-east-1:${ACCOUNT}:vpc/vpc-1` }],
    [
        "a command to another's host",
        "deploy",
        {
            action: "ssm:SendCommand",
            resource: arn("ec2", "instance/i-1"),
            context: { "ssm:resourceTag/Name": "bastion" },
        },
    ],
    [
        "another zone",
        "deploy",
        { action: "route53:ChangeResourceRecordSets", resource: "arn:aws:route53:::hostedzone/Z9" },
    ],
    [
        "the build cache, in a pull request",
        "preview",
        { action: "ecr:PutImage", resource: arn("ecr", `repository/slipway-dev/${BUILD_CACHE}`) },
    ],
    ["a service, by the images' role", "images", { action: "ecs:UpdateService" }],
    ["a role handed on, by the images' role", "images", { action: "iam:PassRole" }],
    [
        "an app's secret, in a pull request",
        "preview",
        { action: "secretsmanager:GetSecretValue", resource: arn("secretsmanager", "secret:task-api-api-1-AbCdEf") },
    ],
    [
        "an app's secret, by the images' role",
        "images",
        { action: "secretsmanager:GetSecretValue", resource: arn("secretsmanager", "secret:task-api-api-1-AbCdEf") },
    ],
    ["another client's secret", "deploy", { action: "secretsmanager:GetSecretValue", resource: `${SIGN_IN_SECRET}-2` }],
    ["the sign-in's secret changed", "deploy", { action: "secretsmanager:PutSecretValue", resource: SIGN_IN_SECRET }],
    ["the state written, in a pull request", "preview", { action: "s3:PutObject" }],
] as const)("refused: %s", (_title, task, request) => {
    expect(allowedBy(policiesOf(task), request)).toBeUndefined();
});

test.each([
    ["deploy", { action: "iam:PutRolePolicy", resource: role("task-api-api-task-1") }, "Roles"],
    [
        "deploy",
        { action: "iam:PassRole", resource: role("task-api-api-task-1"), context: passed("ecs-tasks.amazonaws.com") },
        "PassRoles",
    ],
    ["deploy", { action: "ecr:PutImage", resource: arn("ecr", "repository/slipway-dev/a") }, "Push"],
    ["images", { action: "ecr:PutImage", resource: arn("ecr", "repository/slipway-dev/a") }, "Push"],
    ["images", { action: "ecr:PutImage", resource: arn("ecr", `repository/slipway-dev/${BUILD_CACHE}`) }, "Push"],
    ["images", { action: "ecr:BatchGetImage", resource: arn("ecr", `repository/slipway-dev/${BUILD_CACHE}`) }, "Push"],
    [
        "drift",
        { action: "secretsmanager:GetSecretValue", resource: arn("secretsmanager", "secret:task-api-a") },
        "ReadSecretValues",
    ],
    ["preview", { action: "ecs:DescribeServices", resource: arn("ecs", "service/shared-1/task-api-1") }, "ReadEcs"],
] as const)("allowed, so that a refusal above means something: %s %j", (task, request, sid) => {
    expect(allowedBy(policiesOf(task), request)).toBe(sid);
});

/** What AWS checks, or the provider asks, besides what a request names: nobody sees it without an account. */
test.each([
    [
        "a database has AWS's own options, which AWS checks by name",
        { action: "rds:CreateDBInstance", resource: arn("rds", "og:default:postgres-16") },
    ],
    [
        "so has one that begins with a snapshot",
        { action: "rds:RestoreDBInstanceFromDBSnapshot", resource: arn("rds", "og:default:postgres-16") },
    ],
    [
        "another path or domain is another place among the rules",
        {
            action: "elasticloadbalancing:SetRulePriorities",
            resource: arn("elasticloadbalancing", "listener-rule/app/slip-1/2/3/4"),
        },
    ],
    ["a name is deleted with what it leads to", { action: "servicediscovery:DeregisterInstance" }],
    ["which is looked for first", { action: "servicediscovery:ListInstances" }],
    ["a private zone is looked for by its name", { action: "route53:ListHostedZonesByName" }],
    ["and looked at", { action: "route53:GetHostedZone", resource: "arn:aws:route53:::hostedzone/ZPRIVATE" }],
    ["in a network of a region", { action: "ec2:DescribeRegions" }],
    [
        "the first volume of an account",
        {
            action: "iam:CreateServiceLinkedRole",
            resource: role("aws-service-role/elasticfilesystem.amazonaws.com/AWSServiceRoleForAmazonElasticFileSystem"),
            context: { "iam:AWSServiceName": "elasticfilesystem.amazonaws.com" },
        },
    ],
    [
        "what scales has alarms of AWS's naming",
        {
            action: "cloudwatch:PutMetricAlarm",
            resource: arn("cloudwatch", "alarm:TargetTracking-service/shared-1/shop-api-1-AlarmHigh-1"),
        },
    ],
] as const)("a deployment may: %s", (_title, request) => {
    expect(allowedBy(policiesOf("deploy"), request)).toBeDefined();
});

test("a pull request's rule changes its place, too", () => {
    const request = {
        action: "elasticloadbalancing:SetRulePriorities",
        resource: arn("elasticloadbalancing", "listener-rule/app/slip-1/2/3/4"),
    };
    expect(allowedBy(policiesOf("pull-request"), request)).toBe("RulesAndTargets");
});

test("in a network that exists already, security groups can be made, and so looked at", () => {
    for (const task of ["deploy", "drift"] as const) {
        const policies = policiesOf(task, { uses: ["load-balancer", "ecs-fargate"] });
        expect(allowedBy(policies, { action: "ec2:CreateVpc" })).toBeUndefined();
        for (const what of ["SecurityGroups", "SecurityGroupRules", "Subnets", "NetworkInterfaces"])
            expect([what, allowedBy(policies, { action: `ec2:Describe${what}` })]).toEqual([what, "ReadNetwork"]);
    }
});

test.each([
    ["slipway", "dev"],
    ["My_Shop", "Prod"],
    ["a-project-whose-name-is-rather-long", "production"],
])("databases, caches and images of %s/%s are allowed by the names that AWS knows them by", (project, stack) => {
    const policies = policiesOf("deploy", { project, stack, apps: ["my_shop"] });
    const whole = `${project}-${stack}-shop-db`;
    const [database, cache] = [63, 40].map((limit) => `${identifierWords(whole, limit)}-0123ab`);
    const requests = [
        ["rds:CreateDBInstance", "rds", `db:${database}`],
        ["rds:CreateDBSnapshot", "rds", `snapshot:${database}-final-sg-1`],
        ["logs:CreateLogGroup", "logs", `log-group:/aws/rds/instance/${database}/postgresql`],
        ["elasticache:CreateReplicationGroup", "elasticache", `replicationgroup:${cache}`],
        ["rds:CreateDBParameterGroup", "rds", "pg:my-shop-my-db-1234567"],
        ["rds:CreateDBSubnetGroup", "rds", "subgrp:my-shop-my-db-1234567"],
        ["elasticache:CreateCacheSubnetGroup", "elasticache", "subnetgroup:my-shop-my-cache-1234567"],
        ["ecr:PutImage", "ecr", `repository/${repositoryNameOf(project, stack, "shop-api")}`],
    ] as const;
    const refused = requests.filter(
        ([action, service, rest]) => allowedBy(policies, { action, resource: arn(service, rest) }) === undefined,
    );
    expect(refused).toEqual([]);
});

test("preview and drift only look", () => {
    const LOOKS = /^[\w-]+:(Describe|Get|List|BatchGet)|^kms:Decrypt$/;
    for (const task of ["preview", "drift"] as const)
        for (const { sid, actions } of statementsFor(task, reachOf()))
            expect([task, sid, actions.filter((action) => !LOOKS.test(action))]).toEqual([task, sid, []]);
});

test("no action is a pattern, `*` stands for no list of resources, no statement lacks its reason, every policy fits", () => {
    for (const task of TASKS) {
        const statements = statementsFor(task, reachOf());
        expect(new Set(statements.map(({ sid }) => sid)).size).toBe(statements.length);
        for (const { sid, why, actions, resources } of statements) {
            expect([sid, actions.filter((action) => /[*?]/.test(action))]).toEqual([sid, []]);
            expect([sid, actions]).toEqual([sid, [...new Set(actions)]]);
            expect([sid, list(resources).includes("*") && resources.length > 1]).toEqual([sid, false]);
            expect([sid, resources.length > 0]).toEqual([sid, true]);
            expect([sid, why.endsWith(".")]).toEqual([sid, true]);
        }
        const policies = policiesOf(task);
        for (const text of policies) expect(text.length).toBeLessThanOrEqual(POLICY_LIMIT);
        // AWS attaches ten to a role.
        expect(policies.length).toBeLessThanOrEqual(10);
    }
});

test("the policy pack finds nothing in the roles of a stack that uses everything", async () => {
    const { partition: _, region: _region, accountId: _account, ...names } = reachOf();
    const resources = await mockedProgram("dev", {}, async () => {
        new CiRoles("slipway-ci-dev", {
            ...names,
            github: { repository: "acme/shop", environment: "dev", pullRequests: "pull-requests" },
            pulumiDeployments: { organization: "acme", project: "slipway", stack: "dev" },
        });
    });
    const count = (type: string) => resources.filter((resource) => resource.type === type).length;
    const policies = TASKS.flatMap((task) => policyTexts(task, reachOf()));
    expect([count("aws:iam/role:Role"), count("aws:iam/policy:Policy")]).toEqual([5, policies.length]);
    for (const rule of RULES) {
        // What a whole stack must have, such as a closed default group, is no business of this one.
        if (rule.name.startsWith("default-")) continue;
        expect([rule.name, await violations(rule, resources)]).toEqual([rule.name, []]);
    }
});

test("more apps than a role's policies can name are refused", () => {
    const apps = Array.from({ length: 80 }, (_, index) => `an-app-with-a-long-name-${index}`);
    expect(() => policiesOf("deploy", { apps })).toThrow(
        /^apps, uses: they make \d+ policies, and AWS attaches 10 to a role: give some apps a stack of their own\.$/,
    );
});
