import { inOtherAccount, refuseOtherAccount } from "../../../provider/aws/account";
import { explained } from "../../../provider/aws/explained";
import type { ReleaseContext, ReleaseError } from "../../../provider/contract";
import { runOnEcs } from "../../../provider/drivers/ecs-run-task/driver";
import type { JobInputs } from "../../../provider/drivers/ecs-run-task/job";

const CLUSTER = "arn:aws:ecs:eu-central-1:111111111111:cluster/main";
const region = "eu-central-1";
const of = (accountId?: string) => () => Promise.resolve(accountId === undefined ? {} : { accountId });

test.each([
    [
        "a profile",
        { region, profile: "play" },
        "profile play is of account 222222222222, but arn:aws:ecs:eu-central-1:111111111111:cluster/main is in account " +
            "111111111111: set aws:profile (or AWS_PROFILE) to one of 111111111111",
    ],
    [
        "the environment",
        { region },
        "the AWS credentials are of account 222222222222, but arn:aws:ecs:eu-central-1:111111111111:cluster/main is in " +
            "account 111111111111: set aws:profile (or AWS_PROFILE) to one of 111111111111",
    ],
    [
        "an assumed role",
        { region, profile: "play", assumeRoles: [{ roleArn: "arn:aws:iam::222222222222:role/deploy" }] },
        "arn:aws:iam::222222222222:role/deploy is of account 222222222222, but " +
            "arn:aws:ecs:eu-central-1:111111111111:cluster/main is in account 111111111111: " +
            "set the role in aws:assumeRoles to one of 111111111111",
    ],
])("credentials of another account, from %s", async (_, access, remedy) => {
    await expect(refuseOtherAccount(of("222222222222"), CLUSTER, access)).rejects.toThrow(
        `nothing was asked of AWS: ${remedy}`,
    );
});

test.each([
    ["the stack's own account", of("111111111111")],
    ["an account that the SDK does not know", of()],
    ["no credentials at all: the first question says so", () => Promise.reject(new Error("none"))],
])("%s is not refused", async (_, identity) => {
    await expect(refuseOtherAccount(identity, CLUSTER, { region })).resolves.toBeUndefined();
});

test("AWS's own refusal names who asked: another account is told before a missing right", () => {
    const who = "arn:aws:sts::222222222222:assumed-role/ci/run";
    const denied = Object.assign(new Error(`User: ${who} is not authorized to perform: ecs:DescribeServices`), {
        name: "AccessDeniedException",
    });
    const question = { region, operation: "DescribeServices", service: "ECS", subject: CLUSTER, actions: ["ecs:X"] };
    expect((explained(denied, question) as ReleaseError).details).toEqual([
        expect.stringMatching(/^the AWS credentials are of account 222222222222, but .* is in account 111111111111: /),
    ]);
    expect(inOtherAccount(denied.message.replace("222222222222", "111111111111"), CLUSTER, { region })).toBeUndefined();
    expect(inOtherAccount("not authorized", CLUSTER, { region })).toBeUndefined();
});

test("a job is refused too, before anything is asked", async () => {
    Object.assign(process.env, {
        AWS_ACCOUNT_ID: "222222222222",
        AWS_ACCESS_KEY_ID: "a",
        AWS_SECRET_ACCESS_KEY: "b",
        // Nobody answers there: a question would end otherwise.
        AWS_ENDPOINT_URL_ECS: "http://127.0.0.1:9",
    });
    const deployment = { region, cluster: CLUSTER, taskDefinition: "arn:aws:ecs:eu-central-1:1:task-definition/job:1" };
    const context = {} as ReleaseContext;
    await expect(runOnEcs({ name: "job", deployment } as JobInputs, context)).rejects.toThrow(
        "nothing was asked of AWS",
    );
    delete process.env.AWS_ACCOUNT_ID;
});
