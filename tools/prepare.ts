import { mkdirSync } from "node:fs";
import { environment, type Toolchain } from "./environment";
import { phase, say } from "./log";
import { stateDirectory } from "./paths";
import { type Containers, prepareContainers } from "./toolchain/containers";
import { type Engine, prepareEngine } from "./toolchain/engine";

/** A machine on which `pulumi` and `docker` work. */
export interface Prepared {
    readonly toolchain: Toolchain;
    /** What to add to the environment of every command. */
    readonly variables: Record<string, string>;
}

/** Uses what is there, gets what is missing, and says what it did. Base images: those of one app, or of all. */
export async function prepare(stack: string, app?: string): Promise<Prepared> {
    const [engine, containers] = await Promise.all([
        phase("pulumi engine", prepareEngine),
        phase("docker and base images", () => prepareContainers(app)),
    ]);
    const toolchain = combine(engine, containers);
    const state = stateDirectory();
    mkdirSync(state, { recursive: true, mode: 0o700 });
    if (toolchain.standInBases) {
        say("base images are STAND-INS made on this machine (label io.slipway.stand-in): not the upstream images");
    }
    return { toolchain, variables: environment(process.env, toolchain, state, stack) };
}

function combine(engine: Engine, containers: Containers): Toolchain {
    const { path, ...rest } = containers;
    return { ...rest, path: [...engine.path, ...path], downloadsRefused: engine.downloadsRefused };
}
