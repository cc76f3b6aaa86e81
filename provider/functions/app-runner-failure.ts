import type { AwsAccess } from "../aws/access";
import { connect, listServices } from "../drivers/app-runner/client";
import { imageOf, secretReferences } from "../drivers/app-runner/configuration";
import { whatIsLeft } from "../drivers/app-runner/failure";
import { whyNot } from "../drivers/app-runner/judge";
import { lastLines } from "../drivers/app-runner/log";
import { deploys } from "../drivers/app-runner/view";
import type { Call } from "../engine/resource";

/** Whose service has failed. */
export interface FailedService extends AwsAccess {
    /** In people's words. */
    readonly name: string;
    /** In App Runner. */
    readonly serviceName: string;
}

/**
 * `slipway:index:appRunnerFailure`: tells why App Runner could not bring a service about, in the words of a failed release. It says nothing
 * where App Runner has no such service, or nothing of it has failed: then the error itself is the cause. Never throws: it explains one.
 */
export async function tellAppRunnerFailure(failed: FailedService, { say, signal }: Call): Promise<void> {
    const { name, serviceName, ...access } = failed;
    try {
        const services = await listServices(access, signal);
        const arn = services.find((one) => one.ServiceName === serviceName && one.Status !== "DELETED")?.ServiceArn;
        if (arn === undefined) return;
        const appRunner = connect({ ...access, service: arn, configuration: {} }, signal);
        const operation = (await appRunner.operations()).find(deploys);
        const service = await appRunner.service();
        const cause = service && whyNot(service, operation);
        if (service === undefined || cause === undefined) return;
        const secrets = secretReferences(service.configuration);
        const log = await lastLines({ access, service, operation, secrets });
        const image = imageOf(service.configuration).split("/").pop();
        say([`${name}: ${image} does not serve: ${cause}`, ...whatIsLeft(service), ...log].join("\n"), "error");
    } catch (error) {
        if (signal.aborted) return;
        const why = error instanceof Error ? error.message : String(error);
        say(`${name}: App Runner could not be asked why: ${why}`, "warning");
    }
}
