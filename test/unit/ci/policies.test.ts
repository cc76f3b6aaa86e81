/** What the pipeline's roles may do, request by request. What the committed stacks make, and what drivers ask, stands in their own tests. */
import { BUILD_CACHE } from "../../../components/aws/build-cache";
import { policyTexts, POLICY_LIMIT, statementsFor } from "../../../components/ci/policies";
import type { Task } from "../../../components/ci/subjects";
import { CiRoles } from "../../../components/ci-roles";
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
