/** What the release and the name ask of App Runner, through AWS's own client, against a server of the test's. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ReleaseError } from "../../../provider/contract";
import { connect, listServices } from "../../../provider/drivers/app-runner/client";

const SERVICE = "arn:aws:apprunner:eu-central-1:123456789012:service/web/1";
const access = { region: "eu-central-1" };
const own = { ...process.env };

let server: Server;
let answers: [status: number, body: object][] = [];
const asked: { target: unknown; body: string }[] = [];

beforeAll(async () => {
    server = createServer((request, response) => {
        let body = "";
        request.setEncoding("utf8").on("data", (text: string) => (body += text));
        request.on("end", () => {
            asked.push({ target: request.headers["x-amz-target"], body });
            const [status, answer] = answers.shift() ?? [200, {}];
            // Two minutes are no skew to the SDK.
            const date = new Date(Date.now() + 120_000).toUTCString();
            response.writeHead(status, { date }).end(JSON.stringify(answer));
        });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const keys = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
    Object.assign(process.env, { AWS_ENDPOINT_URL_APPRUNNER: endpoint, ...keys });
});
beforeEach(() => {
    answers = [];
    asked.length = 0;
});
afterAll(() => {
    process.env = own;
    server.closeAllConnections();
    server.close();
});

const connected = () => connect({ ...access, service: SERVICE, configuration: {} }, new AbortController().signal);
const ahead = (now: number) => Math.round((now - Date.now()) / 10_000) * 10 + 0; // + 0: never -0

test("all pages of the account's services", async () => {
    const page = (name: string, more: object) =>
        [200, { ServiceSummaryList: [{ ServiceName: name }], ...more }] as const;
    answers = [[...page("one", { NextToken: "t" })], [...page("two", {})]];
    expect(await listServices(access, new AbortController().signal)).toMatchObject([
        { ServiceName: "one" },
        { ServiceName: "two" },
    ]);
    expect(asked).toEqual([
        { target: "AppRunner.ListServices", body: "{}" },
        { target: "AppRunner.ListServices", body: '{"NextToken":"t"}' },
    ]);
});

test("the time is AWS's own from its first answer on, and each operation's start is in milliseconds", async () => {
    const appRunner = connected();
    expect(ahead(appRunner.now())).toBe(0);
    answers = [
        [200, { OperationSummaryList: [{ Id: "1", Type: "CREATE_SERVICE", Status: "FAILED", StartedAt: 1.5 }] }],
    ];
    expect(await appRunner.operations()).toEqual([
        { id: "1", type: "CREATE_SERVICE", status: "FAILED", startedAt: 1500 },
    ]);
    expect(ahead(appRunner.now())).toBe(120);
});

test("throttling and a server's fault pass; a refusal does not, and tells the time and AWS's name for it", async () => {
    answers = [
        [400, { __type: "com.amazonaws#ThrottlingException", message: "Rate exceeded" }],
        [503, {}],
        [400, { __type: "com.amazonaws.apprunner#InvalidStateException", Message: "busy" }],
    ];
    const appRunner = connected();
    const refused: unknown = await appRunner.update({}).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ReleaseError);
    expect((refused as ReleaseError).message).toBe(
        `App Runner did not answer UpdateService for ${SERVICE} in eu-central-1: InvalidStateException: busy`,
    );
    expect(asked).toHaveLength(3);
    expect(ahead(appRunner.now())).toBe(120);
});

test.each(["SubscriptionRequiredException", "OptInRequired"])(
    "%s, which App Runner's model does not have, keeps its name",
    async (name) => {
        answers = [[400, { __type: name, message: "needs a subscription for the service" }]];
        await expect(listServices(access, new AbortController().signal)).rejects.toMatchObject({
            name,
            message: "needs a subscription for the service",
        });
    },
);

test("a service that is not there is none; a cancelled question is not asked", async () => {
    answers = [[400, { __type: "ResourceNotFoundException", Message: "not found" }]];
    expect(await connected().service()).toBeUndefined();
    await expect(listServices(access, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
    expect(asked).toHaveLength(1);
});
