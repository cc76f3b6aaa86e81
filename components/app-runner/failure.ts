import * as pulumi from "@pulumi/pulumi";
import type { AwsAccess } from "../../provider/aws/access";

/** Whose App Runner is asked. */
export interface FailureAccess extends Omit<AwsAccess, "region"> {
    readonly region: pulumi.Input<string>;
}

/**
 * Hooks for an `aws.apprunner.Service` that tell, in the very run in which App Runner could not bring it about, what App Runner and the
 * program have to say. The aws provider waits for the service itself and reports its state alone, and no release starts after it.
 *
 * They never have anything tried again: see `provider/functions/app-runner-failure.ts`.
 */
export function tellsFailure(name: string, access: FailureAccess): pulumi.ResourceHookBinding {
    // A preview fails nothing, and under Pulumi's mocks nobody calls.
    if (pulumi.runtime.isDryRun() || !pulumi.runtime.hasEngine()) return {};
    const hook = new pulumi.ErrorHook(`${name}-app-runner-failure`, async ({ urn, failedOperation, newInputs }) => {
        if (failedOperation === "delete") return false;
        const serviceName: unknown = newInputs?.serviceName;
        await pulumi.runtime.invoke("slipway:index:appRunnerFailure", { ...access, name, urn, serviceName });
        return false;
    });
    return { onError: [hook] };
}
