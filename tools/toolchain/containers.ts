import { join } from "node:path";
import { homeDirectory } from "../paths";
import { baseImages } from "./base-images";
import { buildkit } from "./buildkit";
import { docker } from "./docker";
import { registry } from "./registry";

/** What runs and builds containers. */
export interface Containers {
    readonly path: readonly string[];
    readonly dockerConfig?: string;
    readonly buildxConfig?: string;
    readonly registry?: string;
    readonly standInBases: boolean;
}

/** Makes Docker usable, and the base images where no container registry answers. */
export async function prepareContainers(app?: string): Promise<Containers> {
    const { path, dockerConfig, client } = await docker();
    const bases = await baseImages(client, app);
    if (bases.toMirror.length === 0) return { path, dockerConfig, standInBases: false };
    // A builder in a container would have to be pulled and cannot see local images; ours reads them from a mirror.
    const address = await registry(client, bases.toMirror);
    const buildxConfig = join(homeDirectory(), "buildx");
    await buildkit(address, buildxConfig);
    return { path, dockerConfig, buildxConfig, registry: address, standInBases: bases.standIns.length > 0 };
}
