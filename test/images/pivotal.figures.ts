/** What the Compose file of docker/pivotal asks for, and what its images and containers measure. */
import { docker, inspect, seconds, until } from "../support/docker-command";
import { BUILT, containerOf, mustCompose } from "./pivotal.support";

const MB = 1e6;
const MiB = 2 ** 20;
const KEEPING = ["postgres", "redis"];
/** Each service that stays, those first that others wait for. */
export const SERVICES = [...KEEPING, ...Object.keys(BUILT)];

interface Service {
    restart: string;
    networks: Record<string, unknown>;
    healthcheck?: { interval: string; start_period: string };
    depends_on?: Record<string, { condition: string }>;
    deploy?: { resources: Record<"limits" | "reservations", { cpus: number; memory: string }> };
}
interface Model {
    services: Record<string, Service>;
    volumes: Record<string, unknown>;
}
/** CPUs and MiB at most, CPUs and MiB reserved, the check's interval and start period. */
type Fact = [number, number, number, number, string, string];

export async function composeFacts(): Promise<{ model: Model; facts: Record<string, Fact> }> {
    const model = JSON.parse(await mustCompose("config", "--format", "json")) as Model;
    const facts = Object.entries(model.services).flatMap(([name, { deploy, healthcheck }]): [string, Fact][] => {
        const { limits, reservations } = deploy?.resources ?? {};
        if (!limits || !reservations || !healthcheck) return [];
        const [most, reserved] = [Number(limits.memory) / MiB, Number(reservations.memory) / MiB];
        const { interval, start_period: start } = healthcheck;
        return [[name, [limits.cpus, most, reservations.cpus, reserved, interval, start]]];
    });
    return { model, facts: Object.fromEntries(facts) };
}

export interface Row {
    readonly service: string;
    readonly totalMB: number;
    readonly aboveMB: number;
    readonly layers: number;
    readonly user: string;
    readonly stopSeconds: number;
    /** How it ended when it was stopped. */
    readonly code: number;
    readonly healthySeconds: number;
}

/** Stops each container and starts it again; those that keep data come back first. */
export async function measured(): Promise<{ rows: Row[]; memoryMiB: number }> {
    let memoryMiB = 0;
    const stopped = new Map<string, { id: string; stopSeconds: number; code: number }>();
    for (const service of [...SERVICES].reverse()) {
        const id = await containerOf(service);
        memoryMiB += inMiB(await docker("stats", "--no-stream", "--format", "{{.MemUsage}}", id));
        const since = performance.now();
        await docker("stop", id);
        const code = Number(await docker("inspect", "--format", "{{.State.ExitCode}}", id));
        stopped.set(service, { id, stopSeconds: seconds(since), code });
    }
    const rows: Row[] = [];
    for (const together of [KEEPING, Object.keys(BUILT)]) {
        rows.push(
            ...(await Promise.all(
                together.map(async (service) => {
                    const { id, ...ended } = stopped.get(service)!;
                    return { service, ...(await sizes(service, id)), ...ended, healthySeconds: await healthy(id) };
                }),
            )),
        );
    }
    return { rows, memoryMiB };
}

async function healthy(id: string): Promise<number> {
    const since = performance.now();
    await docker("start", id);
    await until(`${id} healthy`, async () =>
        (await docker("inspect", "--format", "{{.State.Health.Status}}", id)) === "healthy" ? true : undefined,
    );
    return seconds(since);
}

async function sizes(service: string, id: string): Promise<Pick<Row, "totalMB" | "aboveMB" | "layers" | "user">> {
    const image = await inspect(await docker("inspect", "--format", "{{.Config.Image}}", id));
    const base = BUILT[service as keyof typeof BUILT] as string | undefined;
    const below = base === undefined ? image : await inspect(base);
    return {
        totalMB: image.Size / MB,
        aboveMB: (image.Size - below.Size) / MB,
        layers: image.RootFS.Layers.length - below.RootFS.Layers.length,
        user: (await docker("inspect", "--format", "{{.Config.User}}", id)) || "the image's own",
    };
}

function inMiB(shown: string): number {
    const [, number = "0", unit] = /^([\d.]+)(\w+)/.exec(shown) ?? [];
    return Number(number) * (unit === "GiB" ? 1024 : unit === "KiB" ? 1 / 1024 : 1);
}

export function table(rows: readonly Row[]): string {
    const head = "image | MB | MB over base | layers over base | user | stop s | start to healthy s";
    const lines = rows.map((row) =>
        [
            row.service,
            row.totalMB.toFixed(1),
            row.aboveMB.toFixed(1),
            row.layers,
            row.user,
            row.stopSeconds.toFixed(1),
            row.healthySeconds.toFixed(1),
        ].join(" | "),
    );
    return [head, ...lines].join("\n");
}
