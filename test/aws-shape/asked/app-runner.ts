import { connect } from "../../../provider/drivers/app-runner/client";
import { secretReferences, wantedConfiguration } from "../../../provider/drivers/app-runner/configuration";
import type { AppRunnerInputs } from "../../../provider/drivers/app-runner/deployment";
import { lastLines } from "../../../provider/drivers/app-runner/log";
import { rollOut } from "../../../provider/drivers/app-runner/rollout";
import { AppRunnerCertificateResource } from "../../../provider/resources/app-runner-certificate";
import { AppRunnerNameResource } from "../../../provider/resources/app-runner-name";
import { REGION } from "../../support/aws-stand-in/account";
import { associateDomain } from "../../support/aws-stand-in/app-runner-domain";
import type { InProcess } from "../../support/aws-stand-in/in-process";
import { InProcessAppRunner } from "../../support/aws-stand-in/in-process-app-runner";
import { contextFor } from "../../support/release-context";
import { tried } from "./tried";

const HOUR_MS = 3_600_000;

/** A name, a domain, and releases on app-runner: one that passes, one that fails, one to be asked for, one to be deployed once more. */
export async function askAppRunner(aws: InProcess): Promise<void> {
    const appRunner = new InProcessAppRunner(aws);
    aws.faults({ deployments: [{ containing: ":fail-", outcome: "fail" }], log: ["a line"] });
    const call = { urn: "", say: () => undefined, signal: new AbortController().signal };
    await new AppRunnerNameResource().create({ region: REGION, prefix: "web" }, false, call);
    const { service, first } = appRunner.made("web");
    await tried(() => release(first));
    associateDomain(
        { serviceArn: service.arn, domainName: "a.example.com" },
        { certificateValidationRecords: [] },
        aws.state,
    );
    const served = { region: REGION, service: service.arn, domain: "a.example.com", deadlineSeconds: 10 };
    await new AppRunnerCertificateResource([10, 10]).create(served, false, call);
    const bad = appRunner.point(service, "fail");
    await tried(() => release(bad));
    appRunner.ages(service);
    await tried(() => release(appRunner.wanted(service)));
    aws.faults({ deployments: [{ containing: ":fail-", outcome: "fail" }], keepsFailedConfiguration: true });
    const worse = appRunner.point(service, "fail");
    appRunner.waited(service);
    appRunner.ages(service);
    await tried(() => release(worse));
}

function release(wanted: AppRunnerInputs): Promise<unknown> {
    const context = contextFor([], { seconds: 10 });
    const { deployment } = wanted;
    return rollOut({
        wanted,
        previous: undefined,
        context,
        appRunner: connect(deployment, context.signal),
        log: (service, operation) =>
            lastLines({
                access: deployment,
                service,
                operation,
                secrets: secretReferences(wantedConfiguration(wanted)),
            }),
        runningMs: HOUR_MS,
        pauses: { look: [10, 40], confirm: 20 },
    });
}
