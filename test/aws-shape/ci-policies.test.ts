/** The policies of the pipeline's roles against AWS's own definitions of actions, resources and condition keys, which come with Checkov. */
import { policyTexts } from "../../components/ci/policies";
import type { Task } from "../../components/ci/subjects";
import { USES } from "../../components/ci/statement";
import { pythonNamed, runPython, script } from "./python";

const REACH = {
    ...{ partition: "aws", region: "eu-central-1", accountId: "123456789012", project: "slipway", stack: "dev" },
    ...{ apps: ["shop"], uses: USES, hostedZones: ["Z1"], stateBucket: "acme-state" },
    signInSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:sign-in-AbCdEf",
    secretsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/1",
};

/** Younger than the definitions that are at hand; botocore's models know the operations. */
const YOUNGER = ["Create", "Delete", "Describe", "Update"].map((verb) => `ecs:${verb}ExpressGatewayService`);

interface Verdict {
    readonly checked: number;
    readonly problems: readonly string[];
}

function check(policies: readonly (readonly [title: string, policy: unknown])[]): Verdict {
    const { code, output, errors } = runPython(
        pythonNamed("CHECKOV"),
        [script("check_policies.py")],
        JSON.stringify(policies),
    );
    if (code !== 0) throw new Error(errors);
    return JSON.parse(output) as Verdict;
}

test("every action exists, knows the resources and conditions that it is allowed by, and `*` stands for none that could be named", () => {
    const tasks: readonly Task[] = ["preview", "drift", "images", "deploy", "pull-request"];
    const policies = tasks.map((task) => {
        const texts = policyTexts(task, REACH);
        const Statement = texts.flatMap((text) => (JSON.parse(text) as { Statement: unknown[] }).Statement);
        return [task, { Statement }] as const;
    });
    const { checked, problems } = check(policies);
    const unknown = YOUNGER.map((action) => `${action}: AWS knows no such action`);
    expect(problems.filter((line) => !unknown.some((one) => line.endsWith(one)))).toEqual([]);
    expect(checked).toBeGreaterThan(300);
});

test.each([
    ["ec2:DescribeVpc", "*", {}, "ec2:DescribeVpc: AWS knows no such action"],
    ["s3:PutObject", "*", {}, "s3:PutObject: is allowed on every resource, and knows object"],
    [
        "ecr:GetAuthorizationToken",
        "arn:aws:ecr:eu-central-1:1:repository/a",
        {},
        "ecr:GetAuthorizationToken: knows no resource, so it is never allowed on arn:aws:ecr:eu-central-1:1:repository/a",
    ],
    [
        "iam:PassRole",
        "arn:aws:iam::1:policy/a",
        {},
        "iam:PassRole: none of its resources (role) is among arn:aws:iam::1:policy/a …",
    ],
    [
        "iam:PassRole",
        "arn:aws:iam::1:role/a",
        { StringEquals: { "iam:PassedTo": "ecs-tasks.amazonaws.com" } },
        "iam:PassRole: AWS tells it no iam:PassedTo",
    ],
])("negative control: %s on %s", (Action, Resource, Condition, says) => {
    expect(check([["control", { Statement: [{ Action, Resource, Condition }] }]]).problems).toEqual([
        `control: ${says}`,
    ]);
});
