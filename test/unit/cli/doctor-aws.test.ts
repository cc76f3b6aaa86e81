import type { Server } from "node:http";
import { asked, AWS_LIMIT_MS } from "../../../cli/doctor/aws/asked";
import { DOCKER, found } from "./findings";
import { awsApi, Machine, pulumiAnswers } from "./stand-ins";

let machine: Machine;
beforeEach(() => (machine = new Machine()));
afterEach(() => machine.close());

describe("AWS, by a stand-in for its APIs", () => {
    const own = { ...process.env };
    let api: { url: string; server: Server } | undefined;

    beforeEach(() => {
        Object.assign(process.env, { AWS_ACCESS_KEY_ID: "stand-in", AWS_SECRET_ACCESS_KEY: "stand-in" });
        machine.program("docker", DOCKER);
        machine.program(
            "pulumi",
            pulumiAnswers({ web: { target: "app-runner" } }, { "aws:region": { value: "eu-central-1" } }),
        );
    });
    afterEach(() => {
        api?.server.closeAllConnections();
        api?.server.close();
        for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"]) {
            if (own[name] === undefined) delete process.env[name];
            else process.env[name] = own[name];
        }
    });

    async function answers(answer: Parameters<typeof awsApi>[0]): Promise<void> {
        api = await awsApi(answer);
        process.env.AWS_ENDPOINT_URL = api.url;
    }

    const json = (status: number, body: unknown) => ({
        status,
        body: JSON.stringify(body),
        type: "application/x-amz-json-1.0",
    });
    const xml = (status: number, body: string) => ({ status, body, type: "text/xml" });
    const WHO = xml(
        200,
        `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
        <Arn>arn:aws:iam::123456789012:user/ada</Arn><UserId>A</UserId><Account>123456789012</Account>
        </GetCallerIdentityResult></GetCallerIdentityResponse>`,
    );

    it("who you are, and that App Runner is open", async () => {
        await answers((target) => (target === "AppRunner.ListServices" ? json(200, { ServiceSummaryList: [] }) : WHO));
        const { code, by } = await found(machine);
        expect(code).toBe(0);
        expect(by("AWS identity")).toEqual([
            { result: "ok", what: "arn:aws:iam::123456789012:user/ada, account 123456789012, region eu-central-1" },
        ]);
        expect(by("App Runner")).toEqual([{ result: "ok", what: "open to this account in eu-central-1, 0 services" }]);
    });

    it("credentials that have expired, and an App Runner that is closed", async () => {
        const expired = `<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredTokenException</Code><Message>The security token included in the request is expired</Message></Error></ErrorResponse>`;
        const closed = {
            __type: "SubscriptionRequiredException",
            message: "The AWS Access Key Id needs a subscription for the service",
        };
        await answers((target) => (target === "AppRunner.ListServices" ? json(400, closed) : xml(403, expired)));
        const { code, by } = await found(machine);
        expect(code).toBe(1);
        expect(by("AWS identity")).toEqual([
            {
                result: "wrong",
                what:
                    "STS did not answer GetCallerIdentity for this account in eu-central-1: ExpiredTokenException: " +
                    "The security token included in the request is expired",
                todo: "the AWS credentials have expired: sign in again",
            },
        ]);
        expect(by("App Runner")).toEqual([
            {
                result: "wrong",
                what: "closed to this account in eu-central-1 (SubscriptionRequiredException: The AWS Access Key Id needs a subscription for the service)",
                todo: "ECS Express Mode is what AWS recommends instead, and takes the same app: `pulumi config set --path 'slipway:apps.<app>.target' ecs-express`",
            },
        ]);
    });

    it("nobody listens: at once", async () => {
        const region = { "aws:region": { value: "eu-central-1" } };
        machine.program("pulumi", pulumiAnswers({ web: { target: "ecs-fargate" } }, region));
        process.env.AWS_ENDPOINT_URL = "http://127.0.0.1:9";
        expect((await found(machine)).by("AWS identity")).toEqual([
            {
                result: "wrong",
                what: expect.stringMatching(
                    /^STS did not answer GetCallerIdentity for this account in eu-central-1: .*connect ECONNREFUSED 127\.0\.0\.1:9$/,
                ),
                todo: "check the network, a proxy (HTTPS_PROXY is not read) and the region eu-central-1",
            },
        ]);
    });

    it("nobody answers: in less than 5 seconds", async () => {
        expect(AWS_LIMIT_MS).toBeLessThan(5_000);
        await answers(() => undefined);
        const question = { service: "STS", operation: "GetCallerIdentity", actions: [], limitMs: 50 };
        const never = () =>
            fetch(process.env.AWS_ENDPOINT_URL!).then((): never => {
                throw new Error("it answered");
            });
        expect(await asked({ region: "eu-central-1" }, question, never)).toEqual([
            {
                result: "wrong",
                what: "AWS gave no answer to GetCallerIdentity of STS within 0.05 s",
                todo: "check the network, a proxy (HTTPS_PROXY is not read) and the region eu-central-1",
            },
        ]);
    });

    it("no region", async () => {
        machine.program("pulumi", pulumiAnswers({ web: { target: "app-runner" } }));
        const { by, names } = await found(machine);
        expect(by("AWS identity")).toEqual([
            {
                result: "wrong",
                what: "no region: neither aws:region of the stack nor AWS_REGION names one",
                todo: "`pulumi config set aws:region eu-central-1 --stack dev`",
            },
        ]);
        expect(names).not.toContain("App Runner");
    });

    it("is asked nothing for a stack on this machine alone", async () => {
        machine.program("pulumi", pulumiAnswers({ web: { target: "local" } }));
        expect((await found(machine)).names).not.toContain("AWS identity");
    });
});
