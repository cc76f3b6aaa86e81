/** The name of an App Runner service, against a STAND-IN for its API: closed accounts, and services that could not be created. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Call, State } from "../../../provider/engine/resource";
import { unknown } from "../../../provider/engine/property-values";
import { AppRunnerNameResource } from "../../../provider/resources/app-runner-name";
import { createService } from "../../support/aws-stand-in/app-runner-service";
import { InProcess } from "../../support/aws-stand-in/in-process";

const resource = new AppRunnerNameResource();
const NEWS = { prefix: "web", region: "eu-central-1" };
let aws: InProcess;
let said: string[];
const call = (): Call => ({ urn: "urn", say: (line) => void said.push(line), signal: new AbortController().signal });

beforeAll(async () => {
    aws = await new InProcess().start();
});
beforeEach(() => {
    aws.faults({});
    said = [];
});
afterAll(() => aws.stop());

const state = (serviceName: string): State => ({ id: serviceName, inputs: NEWS, outputs: { ...NEWS, serviceName } });

test("a name of the prefix and seven digits, which a preview does not know", async () => {
    expect((await resource.create(NEWS, true, call())).outputs).toEqual({ ...NEWS, serviceName: unknown });
    const { id, outputs } = await resource.create(NEWS, false, call());
    expect(id).toMatch(/^web-[0-9a-f]{7}$/);
    expect(outputs).toEqual({ ...NEWS, serviceName: id });
    expect((await resource.diff(state(id), NEWS, call())).changes).toEqual([]);
    expect(said).toEqual([]);
});

test.each([true, false])(
    "an account that App Runner is closed to, with the way to ecs-express (preview: %s)",
    async (preview) => {
        aws.faults({ appRunnerClosed: true });
        await expect(resource.create(NEWS, preview, call())).rejects.toMatchObject({
            message:
                "web: App Runner is closed to this account in eu-central-1: it has taken no new customers since 2026-04-30 " +
                "(SubscriptionRequiredException: The AWS Access Key Id needs a subscription for the service)",
            details: [
                "nothing was created. ECS Express Mode is what AWS recommends instead, and takes the same app: " +
                    "`pulumi config set --path 'slipway:apps.<app>.target' ecs-express`",
            ],
        });
    },
);

test("where it may not be asked it says so and goes on: creating the service tells", async () => {
    const server = createServer((_, response) => {
        const message =
            "User: arn:aws:sts::123456789012:assumed-role/ci/x is not authorized to perform: apprunner:ListServices";
        response.writeHead(400).end(JSON.stringify({ __type: "AccessDeniedException", message }));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const own = process.env.AWS_ENDPOINT_URL_APPRUNNER;
    process.env.AWS_ENDPOINT_URL_APPRUNNER = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { id } = await resource.create(NEWS, false, call());
    process.env.AWS_ENDPOINT_URL_APPRUNNER = own;
    server.close();
    expect(id).toMatch(/^web-/);
    expect(said).toEqual([
        "web: whether App Runner is open to this account could not be checked: App Runner did not answer ListServices for web in " +
            "eu-central-1: AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/ci/x is not authorized to perform: " +
            "apprunner:ListServices",
    ]);
});

test("a service that could not be created gets a new name, in a preview too; any other keeps its own", async () => {
    const service = createService("web-1234567", {});
    aws.state.stored.appRunner[service.arn] = service;
    const recorded = state("web-1234567");
    expect((await resource.diff(recorded, NEWS, call())).changes).toEqual([]);
    expect(await resource.update(recorded, NEWS, false, call())).toEqual(recorded.outputs);

    service.status = "CREATE_FAILED";
    expect((await resource.diff(recorded, NEWS, call())).changes).toEqual([{ path: "serviceName", kind: "update" }]);
    expect(said).toEqual([
        "web-1234567 could not be created (CREATE_FAILED), and only a new service can take its place",
    ]);
    expect(await resource.update(recorded, NEWS, true, call())).toEqual({ ...NEWS, serviceName: unknown });
    const { serviceName } = await resource.update(recorded, NEWS, false, call());
    expect(serviceName).toMatch(/^web-[0-9a-f]{7}$/);
    expect(serviceName).not.toBe("web-1234567");
});
