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

describe("the lifecycle policy of a repository", () => {
    interface Rule {
        readonly rulePriority: number;
        readonly selection: { tagStatus: string; tagPrefixList?: string[]; countType: string; countNumber: number };
    }
    interface Image {
        readonly name: string;
        readonly released: boolean;
    }

    /**
     * STAND-IN for ECR's evaluation of the rules about tags, as AWS documents it: a rule takes those of its images that are older than its newest
     * so many, and an image that fits a rule is not expired by one of lower priority.
     *
     * @param images the newest first, by when they were pushed
     */
    function left(images: readonly Image[], keep: number): string[] {
        const { rules } = JSON.parse(repositoryLifecyclePolicy(keep)) as { rules: Rule[] };
        const spokenFor = new Set<Image>();
        const expired = new Set<Image>();
        for (const { selection } of [...rules].sort((a, b) => a.rulePriority - b.rulePriority)) {
            if (selection.tagStatus === "untagged") continue;
            const prefixes = selection.tagPrefixList ?? [""];
            const fits = images.filter(({ name, released }) =>
                prefixes.every(
                    (prefix) => name.startsWith(prefix) || (released && `released-${name}`.startsWith(prefix)),
                ),
            );
            const old = fits.slice(selection.countNumber);
            for (const image of old) if (!spokenFor.has(image)) expired.add(image);
            for (const image of fits) spokenFor.add(image);
        }
        return images.filter((image) => !expired.has(image)).map(({ name }) => name);
    }

    const images = (count: number, released: boolean, prefix: string): Image[] =>
        Array.from({ length: count }, (_, index) => ({ name: `${prefix}${count - index}`, released }));

    test("what serves stays, however many are pushed that never do", () => {
        const kept = left([...images(40, false, "red"), { name: "serves", released: true }], 15);
        expect(kept).toEqual([...images(15, false, "red").map((_, index) => `red${40 - index}`), "serves"]);
    });

    test("of those that have served the newest stay, so that one may go back to them", () => {
        expect(left(images(20, true, "v"), 15)).toEqual(
            images(20, true, "v")
                .slice(0, 15)
                .map(({ name }) => name),
        );
    });

    test("what was not tagged yet, by an earlier Slipway, counts among the newest that were pushed", () => {
        expect(left([...images(3, true, "new"), ...images(15, false, "old")], 15)).toHaveLength(15);
    });

    test("its rule for all comes last, as ECR demands, and untagged layers go after a day", () => {
        const { rules } = JSON.parse(repositoryLifecyclePolicy(15)) as { rules: Rule[] };
        expect(rules.map(({ selection }) => [selection.tagStatus, selection.countType, selection.countNumber])).toEqual(
            [
                ["untagged", "sinceImagePushed", 1],
                ["tagged", "imageCountMoreThan", 15],
                ["any", "imageCountMoreThan", 15],
            ],
        );
    });
});
