import { run } from "../../core/run";

/** What Docker says of one container of a Compose project. */
export interface Container {
    readonly id: string;
    readonly name: string;
    readonly service: string;
    readonly configHash: string;
    readonly imageId: string;
    readonly status: "created" | "running" | "paused" | "restarting" | "removing" | "exited" | "dead";
    readonly exitCode: number;
    readonly outOfMemory: boolean;
    readonly error: string;
    readonly restarts: number;
    /** Milliseconds since 1970. */
    readonly createdAt: number;
    readonly startedAt: number;
    /** `none` where neither the Compose file nor the image has a check. */
    readonly health: "none" | "starting" | "healthy" | "unhealthy";
    readonly lastCheckOutput: string;
    readonly failedChecks: number;
    readonly memoryLimitBytes: number;
    /** Address of a TCP port from this machine, by container port. */
    readonly addresses: Readonly<Record<number, string>>;
}

/** All containers of a project, running or not. */
export async function containersOf(project: string, signal?: AbortSignal): Promise<Container[]> {
    const filter = `label=com.docker.compose.project=${project}`;
    const options = signal === undefined ? {} : { signal };
    const list = await run("docker", ["ps", "--all", "--quiet", "--no-trunc", "--filter", filter], options);
    if (list.code !== 0) throw new Error(`docker ps failed: ${list.stderr.trim()}`);
    const ids = list.stdout.split("\n").filter((id) => id !== "");
    if (ids.length === 0) return [];
    const details = await run("docker", ["container", "inspect", ...ids], options);
    // A container that ended between the two calls is missing from the answer; the rest is still there.
    const parsed = JSON.parse(details.stdout === "" ? "[]" : details.stdout) as InspectedContainer[];
    return parsed.map(toContainer).filter(({ oneOff }) => !oneOff);
}

interface InspectedContainer {
    Id: string;
    Name: string;
    Created: string;
    Image: string;
    RestartCount: number;
    HostConfig: { Memory: number };
    NetworkSettings: { Ports: Record<string, { HostIp: string; HostPort: string }[] | null> };
    Config: { Labels: Record<string, string> };
    State: {
        Status: Container["status"];
        ExitCode: number;
        OOMKilled: boolean;
        Error: string;
        StartedAt: string;
        Health?: { Status: Container["health"]; FailingStreak: number; Log: { Output: string }[] | null };
    };
}

function toContainer(inspected: InspectedContainer): Container & { oneOff: boolean } {
    const { State: state, Config: config } = inspected;
    return {
        id: inspected.Id,
        name: inspected.Name.replace(/^\//, ""),
        service: config.Labels["com.docker.compose.service"] ?? "",
        oneOff: config.Labels["com.docker.compose.oneoff"] === "True",
        configHash: config.Labels["com.docker.compose.config-hash"] ?? "",
        imageId: inspected.Image,
        status: state.Status,
        exitCode: state.ExitCode,
        outOfMemory: state.OOMKilled,
        error: state.Error,
        restarts: inspected.RestartCount,
        createdAt: Date.parse(inspected.Created),
        startedAt: Date.parse(state.StartedAt),
        health: state.Health?.Status ?? "none",
        lastCheckOutput: state.Health?.Log?.at(-1)?.Output.trim() ?? "",
        failedChecks: state.Health?.FailingStreak ?? 0,
        memoryLimitBytes: inspected.HostConfig.Memory,
        addresses: addressesOf(inspected.NetworkSettings.Ports),
    };
}

function addressesOf(ports: InspectedContainer["NetworkSettings"]["Ports"]): Record<number, string> {
    const published = Object.entries(ports).flatMap(([port, bindings]) => {
        const [number, protocol] = port.split("/");
        const binding = bindings?.find(({ HostIp }) => !HostIp.includes(":")) ?? bindings?.[0];
        if (binding === undefined || protocol !== "tcp") return [];
        const everywhere = ["", "0.0.0.0", "::"].includes(binding.HostIp);
        return [[Number(number), `${everywhere ? "127.0.0.1" : binding.HostIp}:${binding.HostPort}`] as const];
    });
    return Object.fromEntries(published);
}

/**
 * How a container's program ended the last time, also where it has been started again since: Docker's own record of a
 * container says 0 as soon as it runs. `undefined` where Docker no longer knows: it remembers its last few hundred events.
 */
export async function lastEnd(container: Container): Promise<Pick<Container, "exitCode" | "outOfMemory"> | undefined> {
    const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);
    const period = ["--since", seconds(container.createdAt), "--until", seconds(Date.now())];
    const which = ["--filter", `container=${container.id}`, "--filter", "event=die", "--filter", "event=oom"];
    const events = await run("docker", ["events", ...period, ...which, "--format", "{{json .}}"]);
    const lines = events.stdout.split("\n").filter((line) => line !== "");
    const parsed = lines.map(
        (line) => JSON.parse(line) as { Action: string; Actor: { Attributes: { exitCode?: string } } },
    );
    const died = parsed.findLastIndex(({ Action }) => Action === "die");
    if (died < 0) return undefined;
    return {
        exitCode: Number(parsed[died]?.Actor.Attributes.exitCode),
        outOfMemory: parsed[died - 1]?.Action === "oom",
    };
}

/** The last log lines of a container, both streams, oldest first. */
export async function lastLogLines(container: Container, count = 20): Promise<string[]> {
    const logs = await run("docker", ["logs", "--tail", String(count), container.id]);
    return `${logs.stdout}${logs.stderr}`
        .split("\n")
        .filter((line) => line.trim() !== "")
        .slice(-count);
}

/** What Compose calls a container until the one that it replaces has gone: by that one's id. */
const MAKESHIFT = /^[0-9a-f]{12}_(.+)$/;

/** Gives containers of a project their own names, where a Compose that was killed could not; where the name is still taken, they keep theirs. */
export async function nameContainers(project: string): Promise<void> {
    const containers = await containersOf(project);
    for (const { id, name } of containers) {
        const own = MAKESHIFT.exec(name)?.[1];
        if (own === undefined || containers.some((other) => other.name === own)) continue;
        const renamed = await run("docker", ["rename", id, own]);
        if (renamed.code !== 0) throw new Error(`cannot rename container ${name} to ${own}: ${renamed.stderr.trim()}`);
    }
}

export async function removeContainers(containers: readonly Container[]): Promise<void> {
    if (containers.length === 0) return;
    const ids = containers.map(({ id }) => id);
    // Stopping first gives the programs their grace period.
    await run("docker", ["stop", ...ids]);
    const removed = await run("docker", ["rm", "--force", ...ids]);
    if (removed.code !== 0) throw new Error(`cannot remove containers: ${removed.stderr.trim()}`);
}
