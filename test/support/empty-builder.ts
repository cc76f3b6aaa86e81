import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildkitdIn, endpointIn, listens, socketIn, writeBuilder } from "../../tools/toolchain/buildkit";
import { REGISTRY } from "./aws-stack";

const PATIENCE_MS = 60_000;

/** A builder that has built nothing yet, as a CI job's has not. */
export interface EmptyBuilder {
    /** With it the docker-build provider builds there. */
    readonly env: Readonly<Record<string, string>>;
    readonly stop: () => Promise<void>;
}

/** Another BuildKit of the toolchain where that has one, else a container that Docker makes of BuildKit's image. */
export async function emptyBuilder(): Promise<EmptyBuilder> {
    const folder = mkdtempSync(join(tmpdir(), "slipway-empty-builder-"));
    const env = { BUILDX_CONFIG: join(folder, "buildx") };
    const ofToolchain = existsSync(join(process.env.BUILDX_CONFIG ?? "/nonexistent", "instances", "slipway"));
    const end = ofToolchain ? await ownBuildkit(folder, env.BUILDX_CONFIG) : ownContainer(env);
    const stop = async (): Promise<void> => {
        await end();
        rmSync(folder, { recursive: true, force: true });
    };
    return { env, stop };
}

async function ownBuildkit(folder: string, buildxConfig: string): Promise<() => Promise<void>> {
    writeBuilder(buildxConfig, endpointIn(folder));
    const { command, args, env } = await buildkitdIn(folder, REGISTRY);
    const daemon = spawn(command, args, { env: { ...process.env, ...env }, stdio: "ignore" });
    const ended = once(daemon, "exit");
    for (const since = Date.now(); !(await listens(socketIn(folder))); await sleep(100)) {
        if (daemon.exitCode !== null || Date.now() - since > PATIENCE_MS) throw new Error("buildkitd did not start");
    }
    return async () => {
        daemon.kill();
        await ended;
    };
}

function ownContainer(env: Readonly<Record<string, string>>): () => Promise<void> {
    const buildx = (...args: string[]): unknown =>
        execFileSync("docker", ["buildx", ...args], { env: { ...process.env, ...env }, stdio: "pipe" });
    // On the machine's own network, where the registry is.
    const kind = ["--driver", "docker-container", "--driver-opt", "network=host"];
    buildx("create", "--name", "slipway-empty", ...kind, "--bootstrap", "--use");
    return async () => void buildx("rm", "slipway-empty");
}
