import { executionPolicy, repositoryLifecyclePolicy, taskTrustPolicy } from "../../../components/aws/policies";

interface Statement {
    readonly Sid?: string;
    readonly Action: string | string[];
    readonly Resource: string | string[];
    readonly Condition?: unknown;
}

const statements = (policy: string) => (JSON.parse(policy) as { Statement: Statement[] }).Statement;
const access = {
    repositoryArns: ["arn:aws:ecr:eu-central-1:1:repository/api"],
    secretArns: ["arn:secret:b", "arn:secret:a", "arn:secret:b"],
    logGroupArn: "arn:aws:logs:eu-central-1:1:log-group:/slipway/x",
    logStreamPrefix: "api",
};

test("a task's roles serve ECS in this account and region only", () => {
    const [statement] = statements(
        taskTrustPolicy({ partition: "aws", region: "eu-central-1", accountId: "123456789012" }),
    );
    expect(statement?.Condition).toEqual({
        StringEquals: { "aws:SourceAccount": "123456789012" },
        ArnLike: { "aws:SourceArn": "arn:aws:ecs:eu-central-1:123456789012:*" },
    });
});

test("starting a task may read its own image, secrets and log, nothing else", () => {
    const wildcards = statements(executionPolicy(access)).filter(({ Resource }) => Resource === "*");
    expect(wildcards.map(({ Action }) => Action)).toEqual(["ecr:GetAuthorizationToken"]);
    const secrets = statements(executionPolicy(access)).find(({ Sid }) => Sid === "ReadSecrets");
    expect(secrets).toMatchObject({
        Action: "secretsmanager:GetSecretValue",
        Resource: ["arn:secret:a", "arn:secret:b"],
    });
    const log = statements(executionPolicy(access)).find(({ Sid }) => Sid === "WriteLog");
    expect(log?.Resource).toBe("arn:aws:logs:eu-central-1:1:log-group:/slipway/x:log-stream:api/*");
    expect(executionPolicy(access)).not.toContain("CreateLogGroup");
});

test("without an image of ours and without secrets, only the log is left", () => {
    const sids = statements(executionPolicy({ ...access, repositoryArns: [], secretArns: [] })).map(({ Sid }) => Sid);
    expect(sids).toEqual(["WriteLog"]);
});

test("the lifecycle policy keeps releases to go back to", () => {
    const { rules } = JSON.parse(repositoryLifecyclePolicy(20)) as { rules: { selection: Record<string, unknown> }[] };
    expect(rules.map(({ selection }) => [selection.tagStatus, selection.countType, selection.countNumber])).toEqual([
        ["untagged", "sinceImagePushed", 1],
        ["any", "imageCountMoreThan", 20],
    ]);
});
