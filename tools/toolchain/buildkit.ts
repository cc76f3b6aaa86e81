import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { cached } from "../cache";
import { which } from "../command";
import { ensureDaemon, type Daemon } from "../daemons";
import { homeDirectory } from "../paths";
import { versions } from "../versions";
import { ensureInstalled } from "./debian";
import { buildGoProgram } from "./go";

const BUILDER = "slipway";
const PATIENCE_MS = 60_000;
/** The registries whose images the local mirror stands in for. */
const MIRRORED = ["docker.io", "gcr.io"];

/**
 * Runs BuildKit on this machine, for a builder that the docker-build provider finds by itself: it cannot use Docker's own, and
 * the one it would start is a privileged container of an image that cannot be pulled here.
 */
export async function buildkit(mirror: string, buildxConfig: string): Promise<void> {
    const folder = join(homeDirectory(), "buildkit");
    writeBuilder(buildxConfig, endpointIn(folder));
    const isReady = (): Promise<boolean> => listens(socketIn(folder));
    if (await isReady()) return;

    await ensureDaemon({
        name: "buildkitd",
        ...(await buildkitdIn(folder, mirror)),
        isReady,
        patienceMs: PATIENCE_MS,
    });
}

/** A BuildKit that keeps everything in that folder: what to start. */
export async function buildkitdIn(folder: string, mirror: string): Promise<Pick<Daemon, "command" | "args" | "env">> {
    await ensureInstalled({ runc: "runc" });
    mkdirSync(join(folder, "bin"), { recursive: true, mode: 0o711 });
    const runc = join(folder, "bin", "buildkit-runc"); // the name that buildkitd looks for
    rmSync(runc, { force: true });
    symlinkSync(which("runc") ?? "/usr/sbin/runc", runc);
    const config = join(folder, "buildkitd.toml");
    writeFileSync(config, configuration(mirror, join(folder, "data")));
    return {
        command: await buildkitd(),
        args: ["--config", config, "--addr", endpointIn(folder)],
        env: { PATH: `${join(folder, "bin")}:${process.env.PATH ?? ""}` },
    };
}

export const socketIn = (folder: string): string => join(folder, "buildkitd.sock");
export const endpointIn = (folder: string): string => `unix://${socketIn(folder)}`;

/** Whether a process listens; a socket file alone may be left from one that was killed. */
export function listens(socket: string): Promise<boolean> {
    return new Promise((resolve) => {
        const connection = connect(socket);
        connection.once("connect", () => resolve(connection.destroy() !== undefined));
        connection.once("error", () => resolve(false));
    });
}

/** BuildKit's settings: base images from the mirror, nothing else. */
export function configuration(mirror: string, root: string): string {
    const registries = MIRRORED.map((name) => `[registry."${name}"]\n  mirrors = ["${mirror}"]\n`);
    return [`root = "${root}"\n`, ...registries, `[registry."${mirror}"]\n  http = true\n`].join("\n");
}

/** Leads buildx, and with it the docker-build provider, to that BuildKit and no other. */
export function writeBuilder(buildxConfig: string, endpoint: string): void {
    const instances = join(buildxConfig, "instances");
    mkdirSync(instances, { recursive: true, mode: 0o700 });
    const builder = { Name: BUILDER, Driver: "remote", Nodes: [{ Name: `${BUILDER}0`, Endpoint: endpoint }] };
    writeFileSync(join(instances, BUILDER), JSON.stringify(builder));
}

async function buildkitd(): Promise<string> {
    const onPath = which("buildkitd");
    if (onPath) return onPath;
    const version = versions.buildkit;
    const folder = await cached({ name: "buildkit", version }, (target) => build(target, version));
    return join(folder, "buildkitd");
}

function build(folder: string, version: string): Promise<void> {
    const module = "github.com/moby/buildkit";
    return buildGoProgram({
        title: `buildkitd ${version}`,
        modules: [`${module}@v${version}`],
        program: `${module}/cmd/buildkitd`,
        variables: { [`${module}/version.Version`]: `v${version}` },
        output: join(folder, "buildkitd"),
    });
}
