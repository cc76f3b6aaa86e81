import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { cached } from "../../cache";
import type { DockerClient } from "../docker";
import { buildGoProgram } from "../go";
import { DEBIAN_SLIM } from "./debian";
import type { Family } from "./family";
import { buildImage } from "./workshop";

const MODULE = "github.com/caddyserver/caddy/v2";
const IMAGES = /^caddy:(\d+\.\d+\.\d+)(-alpine)?$/;

/** `caddy:<version>` and `caddy:<version>-alpine`: the proxy of EC2 hosts, the same version built from its Go module, on Debian. */
export const caddy: Family = {
    images: IMAGES,
    needs: [DEBIAN_SLIM],
    async make(image: string, client: DockerClient): Promise<void> {
        const version = IMAGES.exec(image)?.[1] ?? "";
        const program = await built(version);
        const fill = (root: string): Promise<void> => {
            mkdirSync(join(root, "usr", "bin"), { recursive: true });
            copyFileSync(program, join(root, "usr", "bin", "caddy"));
            return Promise.resolve();
        };
        await buildImage({ image, recipe: "caddy", buildArguments: { BASE: DEBIAN_SLIM }, fill }, client);
    },
};

async function built(version: string): Promise<string> {
    const folder = await cached({ name: "caddy", version }, (making) =>
        buildGoProgram({
            title: `Caddy ${version}`,
            modules: [`${MODULE}@v${version}`],
            program: `${MODULE}/cmd/caddy`,
            variables: { [`${MODULE}.CustomVersion`]: `v${version}` },
            output: join(making, "caddy"),
        }),
    );
    return join(folder, "caddy");
}
