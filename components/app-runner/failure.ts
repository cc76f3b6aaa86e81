import { setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccess } from "../../provider/aws/access";

/** Whose App Runner is asked. */
export interface FailureAccess extends Omit<AwsAccess, "region"> {
    readonly region: pulumi.Input<string>;
}

/**
 * A role that was made a moment ago: App Runner cannot take it on yet, and has made nothing. The aws provider asks again where it is the
 * instance's role, and gives up where it is the one that fetches the image (pulumi-aws, issue 1697).
 */
const ROLE_SETTLING = /Error in assuming (access|instance) role/;
const [SETTLING_ATTEMPTS, SETTLING_PAUSE_MS] = [12, 5_000];

/**
 * Hooks for an `aws.apprunner.Service` that tell, in the very run in which App Runner could not bring it about, what App Runner and the
 * program have to say. The aws provider waits for the service itself and reports its state alone, and no release starts after it.
 *
 * They have nothing tried again but a request that App Runner refused as its role was too young: see
 * `provider/functions/app-runner-failure.ts`.
 */
export function tellsFailure(name: string, access: FailureAccess): pulumi.ResourceHookBinding {
    // A preview fails nothing, and under Pulumi's mocks nobody calls.
    if (pulumi.runtime.isDryRun() || !pulumi.runtime.hasEngine()) return {};
    const hook = new pulumi.ErrorHook(
        `${name}-app-runner-failure`,
        async ({ urn, failedOperation, newInputs, errors }) => {
            if (failedOperation === "delete") return false;
            if (errors.length < SETTLING_ATTEMPTS && ROLE_SETTLING.test(errors[0] ?? "")) {
                await pulumi.log.info(`${name}: App Runner cannot take on its role yet; asking once more`);
                await sleep(SETTLING_PAUSE_MS);
                return true;
            }
            const serviceName: unknown = newInputs?.serviceName;
            await pulumi.runtime.invoke("slipway:index:appRunnerFailure", { ...access, name, urn, serviceName });
            return false;
        },
    );
    return { onError: [hook] };
}
