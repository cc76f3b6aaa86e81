/** What is told of an App Runner service that could not be brought about, against a STAND-IN for App Runner's API that keeps state. */
import { tellAppRunnerFailure } from "../../../provider/functions/app-runner-failure";
import { REGION } from "../../support/aws-stand-in/account";
import { InProcess } from "../../support/aws-stand-in/in-process";
import { InProcessAppRunner } from "../../support/aws-stand-in/in-process-app-runner";

const deployments = (["fail", "hang"] as const).map((outcome) => ({ containing: `:${outcome}-`, outcome }));

let aws: InProcess;
let appRunner: InProcessAppRunner;

beforeAll(async () => {
    aws = await new InProcess().start();
    appRunner = new InProcessAppRunner(aws);
});
beforeEach(() => aws.faults({ deployments, log: ["the token is ${TOKEN}"] }));
afterAll(() => aws.stop());

async function told(
    serviceName: string,
    signal = new AbortController().signal,
): Promise<[string, string | undefined][]> {
    const said: [string, string | undefined][] = [];
    const call = { urn: "urn", signal, say: (line: string, kind?: string) => void said.push([line, kind]) };
    await tellAppRunnerFailure({ name: "shop-web", serviceName, region: REGION }, call);
    return said;
}

const logOf = ({ name, id }: { name: string; id: string }) => [
    "last lines of App Runner's own log:",
    "  [AppRunner] Performing health check on protocol `HTTP` [Path: '/health'], [Port: '8080'].",
    "  [AppRunner] Health check failed.",
    `log: aws logs tail /aws/apprunner/${name}/${id}/service --since 1d --region eu-central-1`,
    "last lines of the program's log:",
    "  the token is [secret]",
    `log: aws logs tail /aws/apprunner/${name}/${id}/application --since 1d --region eu-central-1`,
];

test("a failed create: the operation, what comes next, and both logs without secrets", async () => {
    const { service } = appRunner.made("create", "fail");
    appRunner.waited(service);
    const cause =
        `shop-web: web:fail-${appRunner.versions} does not serve: App Runner could not create the service, and a service in ` +
        `CREATE_FAILED can only be replaced (CREATE_SERVICE ${service.operations[0]!.id} ended as FAILED)`;
    const next = 'the next "pulumi up" makes a new service in its place';
    expect(await told("create")).toEqual([[[cause, next, ...logOf(service)].join("\n"), "error"]]);
});

test("one that the aws provider has given up while App Runner is still at it", async () => {
    const { service } = appRunner.made("stuck", "hang");
    const cause = `shop-web: web:hang-${appRunner.versions} does not serve: CREATE_SERVICE ${service.operations[0]!.id} is IN_PROGRESS`;
    expect(await told("stuck")).toEqual([[[cause, ...logOf(service)].join("\n"), "error"]]);
});

test("a service that serves, one that App Runner does not have, a cancelled run: nothing", async () => {
    const { service } = appRunner.made("good");
    appRunner.waited(service);
    expect(await told("good")).toEqual([]);
    expect(await told("never")).toEqual([]);
    const failed = appRunner.made("cancelled", "fail");
    appRunner.waited(failed.service);
    expect(await told("cancelled", AbortSignal.abort())).toEqual([]);
});

test("App Runner does not answer: a warning says so", async () => {
    aws.faults({ appRunnerClosed: true });
    expect(await told("create")).toEqual([
        [
            "shop-web: App Runner could not be asked why: The AWS Access Key Id needs a subscription for the service",
            "warning",
        ],
    ]);
});
