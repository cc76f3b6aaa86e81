import { ReleaseError, type Driver, type ReleaseContext, type ReleaseOutcome } from "../../contract";
import { run } from "../../core/run";
import { unnamedVolumesOf, volumesOf } from "../../docker/volumes";
import { compose } from "./compose-command";
import { containersOf, removeContainers } from "./containers";
import type { LocalDeployment, LocalEvidence, LocalInputs, LocalRecord } from "./deployment";
import { drift } from "./drift";
import { preflight, requireDocker } from "./preflight";
import { appReleaseId, serviceReleaseId } from "./release-id";
import { rollOut } from "./rollout";

/** How long the previous release may take to serve again. */
const RESTORE_MS = 120_000;

/** Releases an app on this machine's Docker. */
export const localDriver: Driver<LocalDeployment> = {
    lockName: (inputs) => `local-${inputs.deployment.project}`,

    drift,

    async release(wanted, previous, context) {
        await context.phase("checks", () => preflight(wanted, context));
        const volumes = await volumesOf(wanted.deployment.project);
        try {
            await rollOut(wanted, context, { runJobs: true });
        } catch (error) {
            throw await afterFailure(error, { wanted, previous, volumes }, context);
        }
        return outcomeOf(wanted);
    },

    async remove(recorded, context) {
        await requireDocker();
        const unnamed = await unnamedVolumesOf(recorded.deployment.project);
        const result = await compose(recorded, ["down", "--remove-orphans"], context);
        if (result.code !== 0) throw new ReleaseError(`docker compose down failed: ${result.stderr.trim()}`);
        await volumesAtTheEnd([...(await volumesOf(recorded.deployment.project)), ...unnamed], context);
    },
};

interface Attempt {
    readonly wanted: LocalInputs;
    readonly previous: LocalRecord | undefined;
    /** Those that were there before. */
    readonly volumes: readonly string[];
}

/** Brings the previous release back, or leaves nothing behind where there was none, and tells which it was. */
async function afterFailure(error: unknown, attempt: Attempt, context: ReleaseContext): Promise<ReleaseError> {
    const message = error instanceof Error ? error.message : String(error);
    const details = error instanceof ReleaseError ? error.details : [];
    const outcome = await context.phase("return", () => comeBack(attempt, context));
    return new ReleaseError(message, [...details, outcome]);
}

async function comeBack({ wanted, previous, volumes }: Attempt, context: ReleaseContext): Promise<string> {
    // The user's cancellation ends the release, not the way back.
    const calm: ReleaseContext = {
        ...context,
        deadline: Date.now() + RESTORE_MS,
        signal: AbortSignal.timeout(RESTORE_MS),
    };
    try {
        if (previous === undefined) {
            await compose(wanted, ["down", "--remove-orphans"], calm);
            return await leaveNothing(wanted.deployment.project, volumes);
        }
        const { project, jobs } = wanted.deployment;
        const failedJobs = (await containersOf(project)).filter((c) => jobs.includes(c.service) && c.exitCode !== 0);
        await removeContainers(failedJobs);
        await rollOut(previous, calm, { runJobs: false });
        return `The previous release (${previous.releaseId}) serves again.`;
    } catch (problem) {
        const why = problem instanceof Error ? problem.message : String(problem);
        return previous === undefined
            ? `The containers of this attempt could not be removed: ${why}`
            : `The previous release (${previous.releaseId}) could NOT be brought back: ${why}`;
    }
}

/** No release has ever served from the volumes of a first attempt; those that were there before it hold somebody's data. */
async function leaveNothing(project: string, before: readonly string[]): Promise<string> {
    const own = (await volumesOf(project)).filter((name) => !before.includes(name));
    if (own.length > 0) await run("docker", ["volume", "rm", ...own]);
    const left = await volumesOf(project);
    const removed = `Nothing was released before: the containers${own.length > 0 ? " and volumes" : ""} of this attempt were removed.`;
    return left.length === 0
        ? removed
        : `${removed} Kept, as they were there before: ${left.join(", ")}. To delete: docker volume rm ${left.join(" ")}`;
}

async function outcomeOf(inputs: LocalInputs): Promise<ReleaseOutcome> {
    const containers = await containersOf(inputs.deployment.project);
    const services = Object.keys(inputs.services).flatMap((service) => {
        const container = containers.find((candidate) => candidate.service === service);
        if (container === undefined) return [];
        const { configHash, imageId } = container;
        return [[service, { configHash, imageId, releaseId: serviceReleaseId(inputs, service) }] as const];
    });
    const urls = Object.entries(inputs.deployment.gates).flatMap(([service, { containerPort }]) => {
        const address = containers.find((candidate) => candidate.service === service)?.addresses[containerPort];
        return address === undefined ? [] : [[service, `http://${address}`] as const];
    });
    const evidence: LocalEvidence = { services: Object.fromEntries(services), urls: Object.fromEntries(urls) };
    return { releaseId: appReleaseId(inputs), evidence };
}

/** Volumes stay unless the user says otherwise; those that services of earlier releases left count too, and those without a name. */
async function volumesAtTheEnd(volumes: readonly string[], context: ReleaseContext): Promise<void> {
    if (volumes.length === 0) return;
    const names = volumes.join(" ");
    if (process.env.SLIPWAY_DELETE_VOLUMES !== "1") {
        context.say(`kept with their data: ${volumes.join(", ")}. To delete: docker volume rm ${names}`);
        return;
    }
    const removed = await run("docker", ["volume", "rm", ...volumes]);
    if (removed.code !== 0) throw new ReleaseError(`cannot delete volumes: ${removed.stderr.trim()}`);
    context.say(`deleted with their data: ${volumes.join(", ")}`);
}
