import { ReleaseError, type ReleaseContext } from "../../contract";
import { compose } from "./compose-command";
import { containersOf, nameContainers, removeContainers, type Container } from "./containers";
import type { LocalInputs } from "./deployment";
import { awaitAnswer } from "./http-gate";
import { awaitHealthy, awaitSuccess } from "./judge";
import { serviceReleaseId } from "./release-id";

/**
 * Starts what differs, layer by layer, and waits until all of it is healthy. Compose leaves a container alone whose
 * configuration, variables and image are unchanged.
 */
export async function rollOut(
    inputs: LocalInputs,
    context: ReleaseContext,
    options: { runJobs: boolean },
): Promise<void> {
    const { project, layers, jobs, gates } = inputs.deployment;
    await removeStrangers(inputs, context);
    const hashes = await configHashes(inputs, context);
    for (const layer of layers) {
        const services = layer.filter((name) => !jobs.includes(name));
        for (const job of layer.filter((name) => jobs.includes(name))) {
            if (options.runJobs) await context.phase(job, () => runJob(inputs, job, hashes.get(job), context));
        }
        if (services.length === 0) continue;
        await context.phase(services.join("+"), async () => {
            await removeSick(project, services, hashes);
            await up(inputs, services, context);
            await nameContainers(project);
            await awaitHealthy(project, services, context);
        });
    }
    const containers = await containersOf(project);
    await context.phase("health", async () => {
        for (const [service, gate] of Object.entries(gates)) {
            const container = containers.find((candidate) => candidate.service === service);
            const address = container?.addresses[gate.containerPort];
            if (address === undefined) {
                throw new ReleaseError(`${service}: Docker publishes no address for its port ${gate.containerPort}`);
            }
            await awaitAnswer(service, `http://${address}${gate.path}`, serviceReleaseId(inputs, service), context);
        }
    });
}

async function up(inputs: LocalInputs, services: readonly string[], context: ReleaseContext): Promise<void> {
    const result = await compose(
        inputs,
        ["up", "--detach", "--no-deps", "--no-build", "--quiet-pull", ...services],
        context,
    );
    if (result.code === 0) return;
    throw new ReleaseError(`${services.join(", ")}: ${composeComplaint(result.stderr)}`);
}

/** Runs a one-shot service unless this very configuration of it has already ended well. */
async function runJob(
    inputs: LocalInputs,
    job: string,
    wantedHash: string | undefined,
    context: ReleaseContext,
): Promise<void> {
    const { project } = inputs.deployment;
    const before = (await containersOf(project)).find(({ service }) => service === job);
    if (before?.status === "exited" && before.exitCode === 0 && before.configHash === wantedHash) return;
    const result = await compose(
        inputs,
        ["up", "--detach", "--no-deps", "--no-build", "--force-recreate", job],
        context,
    );
    if (result.code !== 0) throw new ReleaseError(`${job}: ${composeComplaint(result.stderr)}`);
    await awaitSuccess(project, job, context);
}

/** Containers of services that this release no longer has. Their volumes stay. */
async function removeStrangers(inputs: LocalInputs, context: ReleaseContext): Promise<void> {
    const { project, model } = inputs.deployment;
    const strangers = (await containersOf(project)).filter(({ service }) => !(service in model.services));
    for (const { service } of strangers) context.say(`${service}: removed`);
    await removeContainers(strangers);
}

/** Compose leaves an unhealthy container of the right configuration running; a release makes it anew. */
async function removeSick(
    project: string,
    services: readonly string[],
    hashes: ReadonlyMap<string, string>,
): Promise<void> {
    const isSick = (container: Container) =>
        services.includes(container.service) &&
        hashes.get(container.service) === container.configHash &&
        (container.health === "unhealthy" || ["restarting", "dead", "paused"].includes(container.status));
    await removeContainers((await containersOf(project)).filter(isSick));
}

async function configHashes(inputs: LocalInputs, context: ReleaseContext): Promise<Map<string, string>> {
    const result = await compose(inputs, ["config", "--hash", "*"], context);
    if (result.code !== 0) throw new ReleaseError(composeComplaint(result.stderr));
    const lines = result.stdout.trim().split("\n");
    return new Map(lines.map((line) => line.split(" ") as [string, string]));
}

/** Compose's own words without its progress lines (` Container x  Starting`). */
function composeComplaint(stderr: string): string {
    const lines = stderr.split("\n").map((line) => line.trim());
    const words = lines.filter((line) => line !== "" && !/^(Container|Network|Volume|Image|time=)\b/.test(line));
    return words.slice(-5).join("; ") || "docker compose failed without a message";
}
