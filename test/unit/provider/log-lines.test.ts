import { lastLines } from "../../../provider/aws/log-lines";
import type { LoggedContainer, LogSources } from "../../../provider/aws/log-sources";
import { parseReference } from "../../../provider/aws/task-secrets";

const ARN = "arn:aws:secretsmanager:eu-central-1:1:secret:migrate-abc123";
const deployment: LoggedContainer = {
    region: "eu-central-1",
    container: "migrate",
    taskDefinition: "arn:aws:ecs:eu-central-1:1:task-definition/shop-migrate:2",
    logGroup: "/slipway/shop",
    logStreamPrefix: "migrate",
};
const TASK = "arn:aws:ecs:eu-central-1:1:task/shop/0c4f";
const MORE =
    "log: aws logs tail /slipway/shop --log-stream-names migrate/migrate/0c4f --since 1d --region eu-central-1";

const sources = (given: Partial<LogSources>): LogSources => ({
    lines: async () => [],
    taskDefinition: async () => ({
        containerDefinitions: [
            {
                name: "migrate",
                secrets: [
                    { name: "PASSWORD", valueFrom: `${ARN}:PASSWORD:hmac-1:` },
                    { name: "KEY", valueFrom: "arn:aws:secretsmanager:eu-central-1:1:secret:whole-xyz" },
                ],
            },
        ],
    }),
    secret: async (arn, stage) =>
        arn === ARN && stage === "hmac-1" ? JSON.stringify({ PASSWORD: "first\nsecond" }) : "the whole entry",
    ...given,
});

test.each([
    [`${ARN}:PASSWORD:hmac-1:`, { arn: ARN, key: "PASSWORD", stage: "hmac-1" }],
    [`${ARN}:PASSWORD::`, { arn: ARN, key: "PASSWORD" }],
    [ARN, { arn: ARN }],
])("where %s lies", (reference, parts) => expect(parseReference(reference)).toEqual(parts));

test("a log is shown without the secrets that the task was given, on one line or on two", async () => {
    const asked: unknown[] = [];
    const lines = async (...request: unknown[]) => {
        asked.push(request);
        return ["as the whole entry", "password is first", "second, it says", "done"];
    };
    expect(await lastLines(deployment, TASK, sources({ lines }))).toEqual([
        "  as [secret]",
        "  password is [secret], it says",
        "  done",
        MORE,
    ]);
    expect(asked).toEqual([["migrate/migrate/0c4f", 20]]);
});

test("without knowing the secrets no line is shown", async () => {
    const denied = async () => {
        throw Object.assign(new Error("not authorized"), { name: "AccessDeniedException" });
    };
    const told = [
        "its log is not shown: it, or the secrets to take out of it, could not be read: AccessDeniedException: not authorized",
        MORE,
    ];
    const lines = async () => ["password is first"];
    expect(await lastLines(deployment, TASK, sources({ lines, secret: denied }))).toEqual(told);
    expect(await lastLines(deployment, TASK, sources({ lines, taskDefinition: denied }))).toEqual(told);
    expect(await lastLines(deployment, TASK, sources({ lines: denied }))).toEqual(told);
});

test("the password inside a URL is taken out too, as it stands there and decoded", async () => {
    const lines = async () => ['password "s/e:c r@t" is wrong', "tried s%2Fe%3Ac%20r%40t as app at db:5432"];
    const secret = async (arn: string) =>
        arn === ARN
            ? JSON.stringify({ PASSWORD: "postgresql://app:s%2Fe%3Ac%20r%40t@db:5432/app" })
            : "http://u:100%@host/";
    expect(await lastLines(deployment, TASK, sources({ lines, secret }))).toEqual([
        '  password "[secret]" is wrong',
        "  tried [secret] as app at db:5432",
        MORE,
    ]);
});

test("an entry that is not what its reference says is never quoted", async () => {
    const secret = async () => "hunter2 is no JSON";
    const lines = async () => ["password is first"];
    expect(await lastLines(deployment, TASK, sources({ lines, secret }))).toEqual([
        "its log is not shown: it, or the secrets to take out of it, could not be read: " +
            `Error: the secret ${ARN} is not a JSON object, though its key PASSWORD is asked for`,
        MORE,
    ]);
});

test("lines that come a moment late are waited for; a log that stays empty is called so", async () => {
    let looks = 0;
    const late = async () => (++looks < 2 ? [] : ["at last"]);
    expect(await lastLines(deployment, TASK, sources({ lines: late }), 1)).toEqual(["  at last", MORE]);
    expect(await lastLines(deployment, TASK, sources({}), 1)).toEqual(["  its log is empty", MORE]);
});
