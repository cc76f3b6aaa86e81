import type { Driver } from "../../contract";
import { connect } from "./client";
import { releaseIdOf, secretReferences, wantedConfiguration } from "./configuration";
import type { AppRunnerDeployment } from "./deployment";
import { drift } from "./drift";
import { lastLines } from "./log";
import { rollOut } from "./rollout";

/**
 * Releases one App Runner service.
 *
 * The service resource has asked App Runner for the version already, and has waited until the service is RUNNING again, which says
 * nothing: this looks at the operation, and at what the service is made of now.
 */
export const appRunnerDriver: Driver<AppRunnerDeployment> = {
    lockName: ({ deployment }) => `app-runner-${deployment.service}`.replaceAll(/[^A-Za-z0-9.-]+/g, "-"),

    drift,

    async release(wanted, previous, context) {
        const { deployment } = wanted;
        const configuration = wantedConfiguration(wanted);
        const operation = await context.phase("rollout", () =>
            rollOut({
                wanted,
                previous,
                context,
                appRunner: connect(deployment, context.signal),
                log: (service, failed) =>
                    lastLines({
                        access: deployment,
                        service,
                        operation: failed,
                        secrets: secretReferences(configuration),
                    }),
                // The engine starts this process before it makes the service: `AppRunnerName` comes first.
                runningMs: process.uptime() * 1000,
            }),
        );
        return { releaseId: releaseIdOf(configuration), evidence: { operation } };
    },

    // The service is a resource of its own, which Pulumi deletes next; there is nothing else to take away.
    async remove() {},
};
