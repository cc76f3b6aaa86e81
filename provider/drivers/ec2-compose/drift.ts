import { knownDrift } from "../../aws/known-drift";
import type { ReleaseContext } from "../../contract";
import { connect, type HostCommand, type Ssm } from "./client";
import { releaseIn } from "./command";
import type { Ec2ComposeEvidence, Ec2ComposeRecord } from "./deployment";

/**
 * How the world differs from the record, by two questions to Systems Manager and none to the host: it costs nothing, changes
 * nothing, and needs no right on the host. Where AWS cannot be asked, it says so and compares inputs only.
 */
export async function drift(
    recorded: Ec2ComposeRecord,
    context: ReleaseContext,
    ssm: Ssm | undefined = undefined,
): Promise<string[]> {
    return knownDrift(recorded, context, async () => {
        const asked = ssm ?? connect(recorded.deployment);
        const since = (recorded.evidence as unknown as Ec2ComposeEvidence).requestedAt;
        const [reach, commands] = await Promise.all([asked.reach(), asked.commands(since)]);
        return differences(recorded, reach, commands);
    });
}

/** Sentences; none: what was released serves, as far as Systems Manager knows. */
export function differences(
    { name, deployment }: Ec2ComposeRecord,
    reach: string | undefined,
    /** Since the release, newest first. */
    commands: readonly HostCommand[],
): string[] {
    const { app, instanceId, release } = deployment;
    if (reach !== "Online") {
        const how = reach === undefined ? "is not known to Systems Manager" : `is not in touch (${reach})`;
        return [`${name}: the host ${instanceId} ${how}`];
    }
    // A `pulumi up` that was killed: the host ended what it had begun, and nobody wrote it down.
    const newest = commands.find(({ comment, status }) => status === "Success" && releaseIn(comment)?.app === app);
    const serves = newest && releaseIn(newest.comment)?.release;
    return serves === undefined || serves === release ? [] : [`${name}: release ${serves} serves, not ${release}`];
}
