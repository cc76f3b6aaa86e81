import type { Driver } from "../../contract";
import { connect } from "./client";
import type { Ec2ComposeDeployment, Ec2ComposeEvidence } from "./deployment";
import { drift } from "./drift";
import { rollOut, takeDown } from "./rollout";

/**
 * Releases one app on a host with Docker Compose.
 *
 * The bundle lies in S3 already, a resource of its own; this has the host fetch it, and waits for the host's own word on
 * whether it serves. Nobody else can tell: the app's ports may be open to a few addresses only, this one not among them.
 */
export const ec2ComposeDriver: Driver<Ec2ComposeDeployment> = {
    lockName: ({ deployment }) => `ec2-compose-${deployment.instanceId}-${deployment.app}`,

    drift: (recorded, context) => drift(recorded, context),

    async release(wanted, _previous, context) {
        const command = await rollOut({ wanted, ssm: connect(wanted.deployment), context });
        const { instanceId, release } = wanted.deployment;
        const evidence: Ec2ComposeEvidence = { instanceId, commandId: command.id, requestedAt: command.requestedAt };
        return { releaseId: release, evidence: { ...evidence } };
    },

    async remove(recorded, context) {
        await takeDown({ wanted: recorded, ssm: connect(recorded.deployment), context });
    },
};
