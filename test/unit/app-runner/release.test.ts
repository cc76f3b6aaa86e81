/** The driver of app-runner against a STAND-IN for App Runner's API that keeps state: how each kind of operation is judged. */
import { ReleaseError, type ReleaseContext } from "../../../provider/contract";
import { connect } from "../../../provider/drivers/app-runner/client";
import { wantedConfiguration } from "../../../provider/drivers/app-runner/configuration";
import type { AppRunnerInputs, AppRunnerRecord } from "../../../provider/drivers/app-runner/deployment";
import { drift } from "../../../provider/drivers/app-runner/drift";
import { lastLines } from "../../../provider/drivers/app-runner/log";
import { rollOut } from "../../../provider/drivers/app-runner/rollout";
import { secretReferences } from "../../../provider/drivers/app-runner/configuration";
import { ACCOUNT, REGION } from "../../support/aws-stand-in/account";
import type { AppRunnerService } from "../../support/aws-stand-in/app-runner-service";
import { InProcess } from "../../support/aws-stand-in/in-process";
import { InProcessAppRunner } from "../../support/aws-stand-in/in-process-app-runner";
import type { Faults } from "../../support/aws-stand-in/state";
import { keep } from "../../support/kept";
import { contextFor, type Circumstances } from "../../support/release-context";

const deployments = (["fail", "hang"] as const).map((outcome) => ({ containing: `:${outcome}-`, outcome }));
const log = ["listening", "the token is ${TOKEN}", "Error: no such table"];
const HOUR = 3_600_000;

let aws: InProcess;
let appRunner: InProcessAppRunner;
const faults = (more: Faults = {}) => aws.faults({ deployments, log, ...more });

beforeAll(async () => {
    aws = await new InProcess().start();
    appRunner = new InProcessAppRunner(aws);
    // The first question takes longer than the stand-in's operations: credentials are looked for.
    faults();
    await release(appRunner.made("warm").first);
});
beforeEach(() => faults());
afterAll(() => aws.stop());

async function release(
    of: AppRunnerInputs,
    circumstances: Circumstances & { readonly previous?: AppRunnerRecord } = {},
) {
    const { previous, seconds = 20 } = circumstances;
    const said: string[] = [];
    const context = contextFor(said, circumstances);
    const access = of.deployment;
    const secrets = secretReferences(wantedConfiguration(of));
    try {
        const passed = await rollOut({
            wanted: { ...of, deadlineSeconds: seconds },
            previous,
            context,
            appRunner: connect(of.deployment, context.signal),
            log: (service, operation) => lastLines({ access, service, operation, secrets }),
            runningMs: HOUR,
            pauses: { look: [10, 40], confirm: 20 },
        });
        return { passed, said, message: "", details: [] as readonly string[] };
    } catch (error) {
        if (!(error instanceof ReleaseError)) throw error;
        keep(expect.getState().currentTestName ?? "", [...said, error.message, ...error.details].join("\n"));
        return { passed: undefined, said, message: error.message, details: error.details };
    }
}

const recorded = (inputs: AppRunnerInputs, operation: string): AppRunnerRecord => ({
    ...inputs,
    releaseId: "r",
    evidence: { operation },
});

/** The operation is not over before the first look, on a busy machine either. */
function lasts({ operations: [operation] }: AppRunnerService): void {
    Object.assign(operation!, { startedAt: Date.now() + 500 });
}

/** A service whose first version serves and is recorded. */
async function serving(name: string) {
    const { service, first } = appRunner.made(name);
    const { passed } = await release(first);
    appRunner.ages(service);
    return { service, first, previous: recorded(first, passed!) };
}

const id = ({ operations: [operation] }: AppRunnerService) => operation!.id;
const OWN_LOG = (service: AppRunnerService) => [
    "last lines of App Runner's own log:",
    "  [AppRunner] Performing health check on protocol `HTTP` [Path: '/health'], [Port: '8080'].",
    "  [AppRunner] Health check failed.",
    `log: aws logs tail /aws/apprunner/${service.name}/${service.id}/service --since 1d --region eu-central-1`,
];
const LOG = (service: AppRunnerService) => [
    ...OWN_LOG(service),
    "last lines of the program's log:",
    "  listening",
    "  the token is [secret]",
    "  Error: no such table",
    `log: aws logs tail /aws/apprunner/${service.name}/${service.id}/application --since 1d --region eu-central-1`,
];

test("success: only the operation that was asked for, succeeded; while it is at work, it is waited for", async () => {
    const { service, first } = appRunner.made("success");
    lasts(service);
    const { passed, said } = await release(first);
    expect(passed).toBe(id(service));
    expect(said).toEqual([`web: CREATE_SERVICE ${passed} is IN_PROGRESS`]);
});

test.each([false, true])(
    "a rollback reported as RUNNING: red with the cause, red again, repaired by a good version (failed configuration shown: %s)",
    async (keepsFailedConfiguration) => {
        faults({ keepsFailedConfiguration });
        const { service, previous } = await serving(`rollback-${keepsFailedConfiguration}`);
        const bad = appRunner.point(service, "fail");
        appRunner.waited(service);
        expect(service.status).toBe("RUNNING");

        const first = await release(bad, { previous });
        const tag = `web:fail-${appRunner.versions}`;
        const rolledBack = (operation: string) =>
            `App Runner rolled it back (${operation} ended as ROLLBACK_SUCCEEDED)`;
        expect(first.message).toBe(`web: ${tag} does not serve: ${rolledBack(`UPDATE_SERVICE ${id(service)}`)}`);
        expect(first.details).toEqual([`meanwhile web:good-${appRunner.versions - 1} serves`, ...LOG(service)]);
        expect(service.operations).toHaveLength(2);

        // The next `pulumi up`: the attempt is an earlier run's, so it is made once more, and once only.
        const failed = id(service);
        appRunner.ages(service);
        const second = await release(bad, { previous });
        const kind = keepsFailedConfiguration ? "START_DEPLOYMENT" : "UPDATE_SERVICE";
        expect(second.said[0]).toBe(
            `web: the last attempt failed (${rolledBack(`UPDATE_SERVICE ${failed}`)}); asking App Runner for it once more`,
        );
        expect(second.message).toBe(`web: ${tag} does not serve: ${rolledBack(`${kind} ${id(service)}`)}`);
        expect(service.operations).toHaveLength(3);

        const good = appRunner.point(service);
        appRunner.waited(service);
        expect((await release(good, { previous })).passed).toBe(id(service));
    },
);

test("a failed create: the cause, and that the next up makes a new service", async () => {
    const { service, first } = appRunner.made("create", "fail");
    appRunner.waited(service);
    const { message, details } = await release(first);
    expect(message).toBe(
        `web: web:fail-${appRunner.versions} does not serve: App Runner could not create the service, and a service in CREATE_FAILED can only be replaced`,
    );
    expect(details).toEqual(['the next "pulumi up" makes a new service in its place', ...LOG(service)]);
});

test("a stuck operation ends at the release's own deadline, with what can be done", async () => {
    const { service, previous } = await serving("stuck");
    const stuck = appRunner.point(service, "hang");
    const { message, details } = await release(stuck, { previous, seconds: 0.2 });
    expect(message).toBe(
        `web: web:hang-${appRunner.versions} does not serve: UPDATE_SERVICE ${id(service)} is IN_PROGRESS (not ended within 0.2 s). App Runner takes ` +
            'nothing else for the service until it has ended, and nobody can stop it; the next "pulumi up" judges it. If it is ' +
            "still there after an hour, only AWS Support can end it",
    );
    expect(details).toEqual(LOG(service));
});

test("the previous deployment is never read as the new one, not even where App Runner's answers lag", async () => {
    const { service, previous } = await serving("lag");
    // The new configuration is shown, the service as RUNNING, and of its operations only the last release's.
    const bad = appRunner.point(service, "fail");
    faults({ lagMs: 150 });
    const outcome = await release(bad, { previous });
    expect(outcome.passed).toBeUndefined();
    expect(outcome.message).toContain(`UPDATE_SERVICE ${id(service)} ended as ROLLBACK_SUCCEEDED`);
});

test("negative control: without the record of the last release its operation would be taken for the new one", async () => {
    const { service } = await serving("control");
    const bad = appRunner.point(service, "fail");
    faults({ lagMs: 60_000 });
    expect((await release(bad)).passed).toBeDefined();
});

test("an operation of somebody else's is waited for; what it leaves behind is undone with one request", async () => {
    const { service, first, previous } = await serving("console");
    const other = appRunner.point(service);
    lasts(service);
    const { passed, said } = await release(first, { previous });
    expect(said[0]).toBe(`web: waiting for UPDATE_SERVICE ${service.operations[1]!.id} to end`);
    expect(said).toContain(
        "web: the service is another one than asked for (SourceConfiguration.ImageRepository.ImageIdentifier); asking App Runner for it once more",
    );
    expect(passed).toBe(id(service));
    expect(service.configuration).toEqual(wantedConfiguration(first));
    expect(service.configuration).not.toEqual(wantedConfiguration(other));
});

test("a cancelled release says so, and App Runner goes on", async () => {
    const { first } = appRunner.made("cancelled", "hang");
    const controller = new AbortController();
    const heard = () => controller.abort();
    expect((await release(first, { signal: controller.signal, heard })).message).toBe(
        'web: cancelled. App Runner goes on with the operation; the next "pulumi up" judges it.',
    );
});

test("without its secrets no line of a log is shown", async () => {
    const { service, first } = appRunner.made("hidden", "fail");
    appRunner.waited(service);
    aws.state.secretValues.delete(`arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:hidden:v1`);
    const { details } = await release(first);
    expect(details.join("\n")).not.toContain("listening");
    expect(details[1]).toBe(
        "the logs are not shown: they, or the secrets to take out of them, could not be read: ResourceNotFoundException: Secrets Manager can't find it.",
    );
});

describe("drift", () => {
    const told = async (record: AppRunnerRecord) => {
        const said: string[] = [];
        const context = { say: (line: string) => said.push(line), signal: new AbortController().signal };
        return [...(await drift(record, context as unknown as ReleaseContext)), ...said];
    };

    test("none where the released version serves", async () => {
        const { previous } = await serving("still");
        expect(await told(previous)).toEqual([]);
    });

    test("another image, a failed operation, a paused and a missing service", async () => {
        const { service, previous } = await serving("drifting");
        appRunner.point(service);
        appRunner.waited(service);
        expect(await told(previous)).toEqual([
            "web: the service is another one than released (SourceConfiguration.ImageRepository.ImageIdentifier)",
        ]);
        appRunner.point(service, "fail");
        service.lastGood = wantedConfiguration(previous);
        appRunner.waited(service);
        expect(await told(previous)).toEqual([`web: UPDATE_SERVICE ${id(service)} ended as ROLLBACK_SUCCEEDED`]);
        service.status = "PAUSED";
        expect(await told(previous)).toEqual(["web: the service is paused"]);
        delete aws.state.stored.appRunner[service.arn];
        expect(await told(previous)).toEqual(["web: the service does not exist any more"]);
    });
});
