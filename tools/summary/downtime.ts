import type { ReleaseInputs } from "../../provider/contract";
import { describeService } from "../../provider/core/describe";
import type { LocalInputs } from "../../provider/drivers/local/deployment";
import { serviceReleaseId } from "../../provider/drivers/local/release-id";
import { nameOf, typeOf } from "../urn";
import { code } from "./escape";
import type { PreviewStep } from "./preview";

/** Which services are away for a while when a step is taken, as lines of Markdown. A service that comes or goes is none. */
export function downtime(step: PreviewStep): string[] {
    if (step.op !== "update" && step.op !== "replace") return [];
    const type = typeOf(step.urn);
    if (type === "aws:ecs/service:Service") return onEcs(step);
    if (type !== "slipway:index:Release") return [];
    const [before, after] = [step.oldState?.inputs, step.newState?.inputs] as unknown[];
    const driver = (after as Partial<ReleaseInputs> | undefined)?.driver;
    if ((before as Partial<ReleaseInputs> | undefined)?.driver !== driver) return [];
    if (driver === "ec2-compose") return onHost(before as ReleaseInputs, after as ReleaseInputs);
    return driver === "local" ? onThisMachine(before as LocalInputs, after as LocalInputs) : [];
}

/** A service with a writable volume: its only task stops before the next one starts. */
function onEcs({ urn, newState }: PreviewStep): string[] {
    if (newState?.inputs?.deploymentMinimumHealthyPercent !== 0) return [];
    return [
        `**downtime**: ${code(nameOf(urn))} has data that one task may write to: it stops before the next one starts`,
    ];
}

/** The host leaves containers alone that hold a writable volume and are as they were. */
function onHost(before: ReleaseInputs, after: ReleaseInputs): string[] {
    return both(before, after).flatMap((name) => {
        const [old, now] = [before.services[name]!, after.services[name]!];
        if (now.stopsFirst === undefined) return [];
        // A release of an earlier Slipway told none: then the words alone tell.
        const { stopsFirst = now.stopsFirst } = old;
        if (stopsFirst === now.stopsFirst && describeService(old, now).length === 0) return [];
        return [
            `**downtime**: ${code(name)} has data that one container may write to: it stops before the next one starts`,
        ];
    });
}

/** Docker makes anew what differs, one container a service: the old one leaves first, whether it has data or not. */
function onThisMachine(before: LocalInputs, after: LocalInputs): string[] {
    return both(before, after).flatMap((name) => {
        if (after.deployment.jobs.includes(name)) return [];
        if (serviceReleaseId(before, name) === serviceReleaseId(after, name)) return [];
        return [`**downtime**: ${code(name)}: on this machine its container stops before the next one starts`];
    });
}

function both(before: Pick<ReleaseInputs, "services">, after: Pick<ReleaseInputs, "services">): string[] {
    return Object.keys(after.services)
        .filter((name) => name in before.services)
        .sort();
}
