import { createServer } from "node:net";
import { ReleaseError, type ReleaseContext } from "../../contract";
import { run } from "../../core/run";
import { imageExists, whyDockerIsSilent } from "../../docker/daemon";
import { images, type LocalInputs } from "./deployment";

/**
 * What can be known before anything is touched: Docker answers, images are there, ports are free.
 *
 * @throws ReleaseError naming all that is wrong with the ports at once.
 */
export async function preflight(inputs: LocalInputs, context: ReleaseContext): Promise<void> {
    await requireDocker();
    await requireImages(inputs, context);
    await requirePorts(inputs);
}

export async function requireDocker(): Promise<void> {
    const silence = await whyDockerIsSilent();
    if (silence === undefined) return;
    throw new ReleaseError(`Docker does not answer: ${silence}. Start Docker and run again; nothing was changed`);
}

async function requireImages(inputs: LocalInputs, context: ReleaseContext): Promise<void> {
    const { built } = inputs.deployment;
    for (const [service, image] of images(inputs)) {
        if (await imageExists(image)) continue;
        if (built.includes(service)) {
            throw new ReleaseError(
                `${service}: its image ${image} is not in Docker although it was built; run again to build it anew`,
            );
        }
        context.say(`${service}: pulling ${image}`);
        const pulled = await run("docker", ["pull", "--quiet", image], { signal: context.signal });
        if (pulled.code !== 0) {
            throw new ReleaseError(`${service}: cannot pull ${image}: ${pulled.stderr.trim().split("\n").pop() ?? ""}`);
        }
    }
}

async function requirePorts(inputs: LocalInputs): Promise<void> {
    const { project } = inputs.deployment;
    const taken: string[] = [];
    for (const wish of publishedPorts(inputs)) {
        const holder = await containerPublishing(wish.port);
        if (holder?.project === project) continue;
        if (holder !== undefined) taken.push(`${explain(wish)} is taken by the container ${holder.name}`);
        else if (!(await isFree(wish.port, wish.host))) taken.push(`${explain(wish)} is taken by another program`);
    }
    if (taken.length === 0) return;
    const [first] = publishedPorts(inputs);
    const app = inputs.name;
    throw new ReleaseError(taken.join("; "), [
        "Free the port, or publish another one, for example:",
        `  pulumi config set --path 'slipway:apps.${app}.publish.${first?.service ?? "SERVICE"}' ${(first?.port ?? 8000) + 10_000}`,
    ]);
}

interface PortWish {
    readonly service: string;
    readonly port: number;
    readonly host: string;
}

function explain(wish: PortWish): string {
    return `${wish.service}: port ${wish.port} of this machine`;
}

/** The TCP ports that the model publishes on fixed numbers. */
export function publishedPorts(inputs: LocalInputs): PortWish[] {
    return Object.entries(inputs.deployment.model.services).flatMap(([service, definition]) => {
        const ports = (definition.ports ?? []) as { published?: string; protocol?: string; host_ip?: string }[];
        return ports
            .filter(({ published, protocol }) => /^\d+$/.test(published ?? "") && (protocol ?? "tcp") === "tcp")
            .map(({ published, host_ip }) => ({ service, port: Number(published), host: host_ip ?? "0.0.0.0" }));
    });
}

async function containerPublishing(port: number): Promise<{ name: string; project: string } | undefined> {
    const format = '{{.Names}}\t{{.Label "com.docker.compose.project"}}';
    const result = await run("docker", ["ps", "--filter", `publish=${port}`, "--format", format]);
    const [name, project] = result.stdout.trim().split("\n")[0]?.split("\t") ?? [];
    return name === undefined || name === "" ? undefined : { name, project: project ?? "" };
}

function isFree(port: number, host: string): Promise<boolean> {
    return new Promise((done) => {
        const probe = createServer();
        probe.once("error", (error: NodeJS.ErrnoException) => done(error.code !== "EADDRINUSE"));
        probe.listen({ port, host, exclusive: true }, () => probe.close(() => done(true)));
    });
}
