import type { ReleaseContext } from "../../contract";
import { whyDockerIsSilent } from "../../docker/daemon";
import { containersOf, type Container } from "./containers";
import type { LocalEvidence, LocalRecord } from "./deployment";
import { howItEnded } from "./judge";

/** How Docker differs from the record, service by service. Where no daemon answers, inputs are all that is compared. */
export async function drift(recorded: LocalRecord, context: ReleaseContext): Promise<string[]> {
    const silence = await whyDockerIsSilent();
    if (silence !== undefined) {
        context.say(`Docker does not answer (${silence}): compared inputs only, not what runs`, "warning");
        return [];
    }
    const { project, jobs } = recorded.deployment;
    const { services } = recorded.evidence as LocalEvidence;
    const containers = await containersOf(project);
    const strangers = [...new Set(containers.map(({ service }) => service))].filter((name) => !(name in services));
    return [
        ...Object.entries(services)
            .filter(([service]) => !jobs.includes(service))
            .flatMap(([service, { configHash }]) => {
                const own = containers.filter((container) => container.service === service);
                const problem =
                    own.length === 0 ? "its container is gone" : own.map((c) => problemOf(c, configHash)).find(Boolean);
                return problem === undefined ? [] : [`${service}: ${problem}: it is started anew`];
            }),
        ...strangers.map((service) => `${service}: a container that this release does not have: it is removed`),
    ];
}

function problemOf(container: Container, recordedHash: string): string | undefined {
    if (container.configHash !== recordedHash) return "its container runs another configuration than the recorded one";
    if (container.status !== "running") {
        const ended = container.status === "exited" || container.status === "dead";
        return `its container ${ended ? howItEnded(container) : `is ${container.status}`}`;
    }
    return container.health === "unhealthy" ? "its container is unhealthy" : undefined;
}
