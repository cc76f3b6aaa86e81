import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { DescribeServicesCommand, ECSClient } from "@aws-sdk/client-ecs";
import { clientConfiguration } from "../../../provider/aws/access";
import { explained } from "../../../provider/aws/explained";
import { ReleaseError } from "../../../provider/contract";

/** STAND-IN for STS and ECS: hands out one key a role and notes who asked. */
let server: Server;
const asked: { form: URLSearchParams; key: string | undefined }[] = [];
const own = { ...process.env };

beforeAll(async () => {
    server = createServer((request, response) => {
        let body = "";
        request.on("data", (chunk: Buffer) => (body += chunk.toString()));
        request.on("end", () => {
            const form = new URLSearchParams(body);
            const key = /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1];
            asked.push({ form, key });
            if (form.get("Action") !== "AssumeRole") {
                response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end('{"services":[]}');
                return;
            }
            const role = form.get("RoleArn")?.split("/").pop();
            response.writeHead(200, { "content-type": "text/xml" }).end(
                `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
                <AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/${role}/s</Arn><AssumedRoleId>A:s</AssumedRoleId></AssumedRoleUser>
                <Credentials><AccessKeyId>ASIA${role}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
                <SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
                </AssumeRoleResult></AssumeRoleResponse>`,
            );
        });
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    Object.assign(process.env, {
        AWS_ENDPOINT_URL_STS: endpoint,
        AWS_ENDPOINT_URL_ECS: endpoint,
        AWS_ACCESS_KEY_ID: "AKIAOWN",
        AWS_SECRET_ACCESS_KEY: "own",
    });
});
afterAll(() => {
    process.env = own;
    server.close();
});
beforeEach(() => void asked.splice(0));

const ask = (access: Parameters<typeof clientConfiguration>[0]) =>
    new ECSClient(clientConfiguration(access)).send(new DescribeServicesCommand({ services: ["web"] }));

test("without roles: the caller's own credentials", async () => {
    await ask({ region: "eu-central-1" });
    expect(asked.map(({ key }) => key)).toEqual(["AKIAOWN"]);
});

test("roles are taken on one after the other, and the last one asks", async () => {
    const assumeRoles = [
        { roleArn: "arn:aws:iam::1:role/first", externalId: "shared-word" },
        { roleArn: "arn:aws:iam::2:role/second", sessionName: "ci", durationSeconds: 900 },
    ];
    await ask({ region: "eu-central-1", assumeRoles });
    expect(asked.map(({ form, key }) => [key, form.get("RoleArn")])).toEqual([
        ["AKIAOWN", "arn:aws:iam::1:role/first"],
        ["ASIAfirst", "arn:aws:iam::2:role/second"],
        ["ASIAsecond", null],
    ]);
    const [first, second] = asked.map(({ form }) => form);
    expect([first!.get("ExternalId"), first!.get("RoleSessionName"), first!.get("DurationSeconds")]).toEqual([
        "shared-word",
        "slipway",
        "3600",
    ]);
    expect([second!.get("ExternalId"), second!.get("RoleSessionName"), second!.get("DurationSeconds")]).toEqual([
        null,
        "ci",
        "900",
    ]);
});

const question = {
    region: "eu-central-1",
    profile: "shop",
    assumeRoles: [{ roleArn: "arn:aws:iam::2:role/second" }],
    operation: "DescribeServices",
    service: "ECS",
    subject: "web",
    actions: ["ecs:DescribeServices", "ecs:UpdateService"],
};

test("a refusal tells who asked what, where, as whom, and the way out", () => {
    const denied = Object.assign(new Error("not authorized"), { name: "AccessDeniedException" });
    const told = explained(denied, question) as ReleaseError;
    expect(told.message).toBe(
        "ECS did not answer DescribeServices for web in eu-central-1 with profile shop as arn:aws:iam::2:role/second: " +
            "AccessDeniedException: not authorized",
    );
    expect(told.details).toEqual(["these credentials may not: allow ecs:DescribeServices, ecs:UpdateService"]);
});

test("our own errors and a cancellation stay as they are", () => {
    const ours = new ReleaseError("web: does not serve");
    const cancelled = Object.assign(new Error("stop"), { name: "AbortError" });
    expect([explained(ours, question), explained(cancelled, question)]).toEqual([ours, cancelled]);
});
