/**
 * `action-spec` on app-runner at a host name of its own, calling out through the stack's network, through the real engine and the
 * real docker-build provider. STAND-INS take the places of aws, awsx and of App Runner's API.
 */
import { awsStack } from "../support/aws-stack";
import type { StandIns } from "../support/aws-stand-in/start";
import { ALL_TOLD, destroyed } from "../support/destroyed";
import { keep } from "../support/kept";
import { predictions, unannounced } from "../support/predicted";
import type { TestStack } from "../support/stack";
import { steps } from "../support/steps";
import { typeOf } from "../../tools/urn";

const NO_DOCKER = { DOCKER_HOST: "tcp://127.0.0.1:9" };
const HOST = "specs.example.com";
let standIns: StandIns;
let stack: TestStack;
let end: () => Promise<void>;

beforeAll(async () => {
    ({ stack, standIns, end } = await awsStack("runner-domain"));
    stack.setSecret("slipway:labelKey", "a key that only the tests use 0123456789");
    stack.setSecret("action-spec:GH_TOKEN", "a token of the test's");
    configure();
}, 600_000);
afterAll(() => end?.());

function configure({ vpc = true }: { vpc?: boolean } = {}): void {
    stack.configure({
        "aws:region": "eu-central-1",
        "slipway:profile": "dev",
        "slipway:environment": { domain: "example.com", network: { tasks: "private", nat: "single" } },
        "slipway:apps": {
            "action-spec": {
                target: "app-runner",
                secrets: ["GH_TOKEN"],
                domain: HOST,
                services: { web: { vpc } },
            },
        },
    });
}

const stepsFrom = (from = 0) => steps(standIns.requests().slice(from));
const inputsOf = (end: string) =>
    standIns.requests().findLast(({ operation, urn }) => operation !== "read" && urn?.endsWith(end))?.inputs;

const SERVICE = "aws:apprunner/service:Service::action-spec-web";
const NAME = `aws:route53/record:Record::shared-${HOST}`;
let announced: ReturnType<typeof predictions>;

test("a preview without Docker lists a connector, a network, a domain with its proofs, and no load balancer", async () => {
    const { code, output } = await stack.preview(["--json"], NO_DOCKER);
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    announced = predictions(output);
    const types = announced.map(({ urn }) => typeOf(urn));
    for (const [type, count] of [
        ["aws:apprunner/service:Service", 1],
        ["aws:apprunner/vpcConnector:VpcConnector", 1],
        ["aws:apprunner/customDomainAssociation:CustomDomainAssociation", 1],
        ["slipway:index:AppRunnerCertificate", 1],
        ["aws:route53/record:Record", 4], // three proofs, and what leads there
        ["awsx:ec2:Vpc", 1],
        ["aws:ec2/natGateway:NatGateway", 1],
        ["aws:acm/certificate:Certificate", 0],
        ["aws:lb/loadBalancer:LoadBalancer", 0],
        ["aws:ecs/cluster:Cluster", 0],
    ] as const)
        expect([type, types.filter((one) => one === type).length]).toEqual([type, count]);
    expect(output).not.toContain("not estimated");
}, 600_000);

test("a certificate that App Runner does not make: red, and the name leads nowhere", async () => {
    standIns.faults({ domainFails: true });
    const { code, output } = await stack.up();
    keep("app-runner-domain: no certificate", output);
    standIns.faults({});
    expect([code === 0, output]).toEqual([
        false,
        expect.stringContaining(`${HOST}: App Runner made no certificate for it (CREATE_FAILED)`),
    ]);
    expect(unannounced(announced, standIns.requests())).toEqual([]);
    expect(stepsFrom().filter((step) => step.endsWith(NAME))).toEqual([]);
}, 600_000);

test("asked anew as the message says: the name leads there once service and certificate are good; a second preview is empty", async () => {
    const [association] = announced.filter(({ urn }) => urn.includes(":CustomDomainAssociation::"));
    const before = standIns.requests().length;
    const { code, output } = await stack.up(["--replace", association!.urn]);
    keep("app-runner-domain: mended", output);
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    expect(output).toContain(`${HOST}: waiting for App Runner's certificate (BINDING_CERTIFICATE)`);
    // The name is what is left of that preview.
    const sent = standIns.requests().slice(before);
    expect(
        unannounced(
            announced,
            sent.filter(({ urn }) => urn?.endsWith(NAME)),
        ),
    ).toEqual([]);
    const done = stepsFrom();
    const order = [
        done.indexOf(`create ${SERVICE}`),
        done.lastIndexOf("ListOperations", done.indexOf(`create ${NAME}`)),
        done.lastIndexOf("DescribeCustomDomains"),
        done.indexOf(`create ${NAME}`),
    ];
    expect(order.every((at) => at >= 0)).toBe(true);
    expect(Math.max(...order.slice(0, 3))).toBeLessThan(order[3]!);
    expect(stack.outputs().urls).toEqual({ "action-spec": { web: `https://${HOST}` } });

    const again = await stack.preview(["--expect-no-changes"], NO_DOCKER);
    expect([again.code, again.output]).toEqual([0, expect.stringMatching(/\d+ unchanged/)]);
}, 600_000);

test("the service calls out through the connector, which has the private subnets; the name leads to App Runner", () => {
    const connector = inputsOf("VpcConnector::action-spec-web");
    expect(connector).toMatchObject({ subnets: [expect.any(String), expect.any(String)] });
    expect(inputsOf(SERVICE)).toMatchObject({
        networkConfiguration: {
            egressConfiguration: { egressType: "VPC", vpcConnectorArn: expect.stringMatching(/:vpcconnector\//) },
        },
    });
    expect(inputsOf(NAME)).toMatchObject({
        name: HOST,
        type: "A",
        aliases: [{ name: expect.stringMatching(/\.awsapprunner\.com$/) }],
    });
});

test("without the connector the network goes, after the service calls out by itself; the name stays as it is", async () => {
    configure({ vpc: false });
    const preview = await stack.preview(["--json"], NO_DOCKER);
    expect(preview.code).toBe(0);
    const before = standIns.requests().length;
    const { code, output } = await stack.up();
    expect([code, output]).toEqual([0, expect.stringContaining("action-spec-web: done in")]);
    expect(unannounced(predictions(preview.output), standIns.requests().slice(before), ["create", "update"])).toEqual(
        [],
    );
    const done = stepsFrom(before);
    expect(done.indexOf(`update ${SERVICE}`)).toBeGreaterThanOrEqual(0);
    for (const gone of ["vpcConnector:VpcConnector::action-spec-web", "ec2/natGateway:NatGateway::"])
        expect(done.findIndex((step) => step.startsWith("delete ") && step.includes(gone))).toBeGreaterThan(
            done.lastIndexOf("ListOperations"),
        );
    expect(done.filter((step) => step.includes("Record::"))).toEqual([]);
}, 600_000);

test("destroy leaves what the receipt told: App Runner's own logs", async () => {
    configure();
    const up = await stack.up();
    expect([up.code, up.code === 0 ? "" : up.output]).toEqual([0, ""]);
    const { receipt, ...outcome } = await destroyed({ stack, standIns });
    expect(outcome).toEqual(ALL_TOLD);
    expect(receipt.left.map(({ kind }) => kind)).toEqual(["log groups"]);
    expect([receipt.obstacles, receipt.unknown]).toEqual([[], []]);
}, 600_000);
