/** Room for labels, against a STAND-IN for Secrets Manager with AWS's limit of 20 labels an entry. */
import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { told } from "../../../provider/contract";
import { SecretLabelsResource } from "../../../provider/resources/secret-labels";
import { ecsApi } from "../../support/aws-stand-in/ecs-api";
import { putVersion } from "../../support/aws-stand-in/secret-store";
import { StandInState } from "../../support/aws-stand-in/state";

const ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:web-abcdef";
const own = { ...process.env };
let directory: string;
let state: StandInState;
let server: Server;
const said: string[] = [];
const call = { urn: "", signal: new AbortController().signal, say: (line: string) => void said.push(line) };
const resource = new SecretLabelsResource();

const label = (number: number): string => `hmac-${number.toString(16).padStart(24, "0")}`;
const inputs = (number: number) => ({ region: "eu-central-1", secretId: ARN, label: label(number), keep: 15 });
const put = (number: number) =>
    putVersion(state.stored.secrets, ARN, { id: `v${number}`, labels: ["AWSCURRENT", label(number)] });
const labels = () => (state.stored.secrets[ARN] ?? []).flatMap((version) => version.labels);

beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), "slipway-labels-"));
    state = new StandInState(directory);
    server = ecsApi(state);
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    Object.assign(process.env, {
        AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        AWS_ACCESS_KEY_ID: "stand-in",
        AWS_SECRET_ACCESS_KEY: "stand-in",
    });
    said.splice(0);
});
afterEach(() => {
    process.env = { ...own };
    server.close();
    rmSync(directory, { recursive: true, force: true });
});

test("forty contents, one after the other: the newest fifteen can be gone back to", async () => {
    await resource.create(inputs(1), false, call);
    put(1);
    for (let number = 2; number <= 40; number++) {
        const before = { id: ARN, inputs: inputs(number - 1), outputs: {} };
        await resource.update(before, inputs(number), false, call);
        put(number);
    }
    const kept = labels().filter((one) => one.startsWith("hmac-"));
    expect(kept.sort()).toEqual(Array.from({ length: 15 }, (_, index) => label(26 + index)).sort());
    expect(said[0]).toBe("1 of the oldest contents gave up their labels: the newest 15 stay");
});

test("negative control: without it the limit is met", () => {
    expect(() => {
        for (let number = 1; number <= 20; number++) put(number);
    }).toThrow("LimitExceededException");
});

test("going back to an old content keeps the others", async () => {
    for (let number = 1; number <= 15; number++) put(number);
    await resource.update({ id: ARN, inputs: inputs(15), outputs: {} }, inputs(1), false, call);
    put(1);
    expect(labels().filter((one) => one.startsWith("hmac-"))).toHaveLength(15);
    expect(labels().filter((one) => one === label(1))).toHaveLength(1);
});

test("a preview asks nothing and takes nothing away", async () => {
    for (let number = 1; number <= 17; number++) put(number);
    const before = labels();
    server.close();
    await resource.update({ id: ARN, inputs: inputs(17), outputs: {} }, inputs(18), true, call);
    expect(labels()).toEqual(before);
});

test("a refusal says what must be allowed", async () => {
    server.close();
    process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER = await refusing();
    const seen = resource
        .create(inputs(1), false, call)
        .catch((error: unknown) => Promise.reject(new Error(told(error))));
    await expect(seen).rejects.toThrow(
        `Secrets Manager did not answer ListSecretVersionIds for ${ARN} in eu-central-1: AccessDeniedException: no\n` +
            "these credentials may not: allow secretsmanager:ListSecretVersionIds, secretsmanager:UpdateSecretVersionStage",
    );
});

async function refusing(): Promise<string> {
    server = (await import("node:http")).createServer((_request, response) => {
        response.writeHead(400, { "content-type": "application/x-amz-json-1.1" });
        response.end('{"__type":"AccessDeniedException","message":"no"}');
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
