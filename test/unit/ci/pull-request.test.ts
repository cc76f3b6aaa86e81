/** The role `pull-request`: all that a stack of `slipway pr` makes and asks, and nothing of what it stands on. */
import { policiesOf, refusals, unanswered } from "../../support/ci-policies";
import { ACCOUNT, REGION } from "../../support/aws-stand-in/account";
import { allowedBy } from "../../support/iam-evaluator";
import { mockedProgram, type MadeResource, type Question } from "../../support/mocked-stack";

const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const ELB = "loadbalancer/app/slip-shared/1";
/** As `slipway pr up 7 --from dev` writes them. */
const SETTINGS = {
    "aws:region": REGION,
    "slipway:profile": "dev",
    "slipway:environment": {
        domain: "example.com",
        hostedZone: "Z0STANDIN",
        vpc: { id: "vpc-1", publicSubnetIds: ["subnet-a", "subnet-b"] },
        cluster: arn("ecs", "cluster/shared-1"),
        loadBalancer: {
            arn: arn("elasticloadbalancing", ELB),
            securityGroup: "sg-1",
            httpsListener: arn("elasticloadbalancing", "listener/app/slip-shared/1/443"),
        },
        logRetentionDays: 7,
    },
    "slipway:apps": {
        full: {
            target: "ecs-fargate",
            compose: "test/support/full-app/compose.yaml",
            secrets: ["TOKEN", "DB_PASSWORD"],
            domain: "pr-7-full.example.com",
            services: { web: { spot: true }, worker: { spot: true } },
        },
    },
};
const STATE = "arn:aws:s3:::acme-state/.pulumi";
const policies = policiesOf("pull-request");
const questions: Question[] = [];
let resources: readonly MadeResource[];

beforeAll(async () => {
    const quiet = (["warn", "log"] as const).map((say) => jest.spyOn(console, say).mockImplementation());
    const run = async () => {
        const program = (await import("../../../index")) as unknown as { default: () => Promise<unknown> };
        await program.default();
    };
    resources = await mockedProgram("pr-7", SETTINGS, run, questions);
    for (const spy of quiet) spy.mockRestore();
});

test("it may make all that the stack consists of, and ask what its program asks", () => {
    expect(resources.length).toBeGreaterThan(20);
    expect(refusals(policies, { resources })).toEqual([]);
    expect(questions.map(({ token }) => token)).toContain("aws:lb/getLoadBalancer:getLoadBalancer");
    expect(unanswered(policies, { questions })).toEqual([]);
});

test.each([
    ["the base's network", { action: "ec2:CreateVpc" }],
    ["the base's network gone", { action: "ec2:DeleteVpc" }],
    ["the base's cluster", { action: "ecs:DeleteCluster" }],
    ["the base's load balancer", { action: "elasticloadbalancing:DeleteLoadBalancer" }],
    ["the base's listener", { action: "elasticloadbalancing:ModifyListener" }],
    ["a certificate", { action: "acm:DeleteCertificate" }],
    ["the base's images", { action: "ecr:PutImage", resource: arn("ecr", "repository/slipway-dev/full-web") }],
    ["the base's build cache", { action: "ecr:PutImage", resource: arn("ecr", "repository/slipway-dev/build_cache") }],
    ["the base's jobs", { action: "ecs:RunTask", resource: arn("ecs", "task-definition/slipway-dev-full-job:1") }],
    ["the base's logs", { action: "logs:DeleteLogGroup", resource: arn("logs", "log-group:/slipway/slipway/dev/a") }],
    ["the base's state", { action: "s3:PutObject", resource: `${STATE}/stacks/slipway/dev.json` }],
    ["a database", { action: "rds:CreateDBInstance" }],
    ["another zone", { action: "route53:ChangeResourceRecordSets", resource: "arn:aws:route53:::hostedzone/Z9" }],
])("refused: %s", (_title, request) => {
    expect(allowedBy(policies, request)).toBeUndefined();
});

test.each([
    [{ action: "ecr:PutImage", resource: arn("ecr", "repository/slipway-pr-7/full-web") }, "Push"],
    [{ action: "s3:PutObject", resource: `${STATE}/stacks/slipway/pr-7.json` }, "PullRequestState"],
    [{ action: "s3:PutObject", resource: `${STATE}/locks/organization/slipway/pr-7/1.json` }, "PullRequestState"],
    [{ action: "s3:GetObject", resource: `${STATE}/stacks/slipway/dev.json` }, "State"],
] as const)("allowed, so that a refusal above means something: %j", (request, sid) => {
    expect(allowedBy(policies, request)).toBe(sid);
});
