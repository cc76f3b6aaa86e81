import type { DockerClient } from "../docker";
import { DEBIAN_SLIM } from "./debian";
import type { Family } from "./family";
import { buildImage } from "./workshop";

/**
 * `caddy:<version>` and `caddy:<version>-alpine`: the proxy of EC2 hosts, as Debian packages it. That is an OLDER Caddy (2.6)
 * than the image that it stands for: a build of the same one from its Go module takes longer than all other stand-ins together.
 */
export const caddy: Family = {
    images: /^caddy:\d+\.\d+\.\d+(-alpine)?$/,
    needs: [DEBIAN_SLIM],
    async make(image: string, client: DockerClient): Promise<void> {
        const build = { image, recipe: "caddy", buildArguments: { BASE: DEBIAN_SLIM } };
        await buildImage({ ...build, fill: async () => undefined }, client);
    },
};
