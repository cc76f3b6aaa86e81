import { chmodSync, cpSync } from "node:fs";
import { join } from "node:path";
import type { DockerClient } from "../docker";
import { DEBIAN_SLIM } from "./debian";
import type { Family } from "./family";
import { buildImage } from "./workshop";

/**
 * `nginx:alpine` and `nginx:<major.minor>-alpine`: Debian's nginx (1.26) behind the part of the upstream image's entry point
 * that apps rely on. It is Debian inside: nothing that runs Alpine's package manager works in it.
 */
export const nginx: Family = {
    images: /^nginx:((\d+\.\d+(\.\d+)?|stable)-)?alpine$/,
    needs: [DEBIAN_SLIM],
    async make(image: string, client: DockerClient): Promise<void> {
        await buildImage({ image, recipe: "nginx", buildArguments: { BASE: DEBIAN_SLIM }, fill }, client);
    },
};

/** Scripts keep their right to run however this repository was checked out. */
async function fill(root: string): Promise<void> {
    for (const name of ["docker-entrypoint.sh", "docker-entrypoint.d"]) {
        cpSync(join(__dirname, "nginx", name), join(root, name), { recursive: true });
    }
    chmodSync(join(root, "docker-entrypoint.sh"), 0o755);
    chmodSync(join(root, "docker-entrypoint.d", "20-envsubst-on-templates.sh"), 0o755);
}
