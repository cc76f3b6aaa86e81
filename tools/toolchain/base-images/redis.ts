import { rmSync } from "node:fs";
import { join } from "node:path";
import { versions } from "../../versions";
import { type DockerClient } from "../docker";
import { unpackPackages } from "../debian";
import { DEBIAN_SLIM } from "./debian";
import type { Family } from "./family";
import { buildImage, pinnedFor } from "./workshop";

/** What the server and its client need beyond what the base installs; the libraries are of the same release as they. */
const PACKAGES = ["redis-server", "redis-tools", "libhiredis0.14", "libjemalloc2", "liblua5.1-0", "liblzf1"];
const LUA_MODULES = ["lua-cjson", "lua-bitop"];

/** `redis:<major>` and `redis:<major>-alpine`: the server as the last Debian that had this major version packaged it. */
export const redis: Family = {
    images: /^redis:\d+(-alpine)?$/,
    needs: [DEBIAN_SLIM],
    async make(image: string, client: DockerClient): Promise<void> {
        const suite = pinnedFor(image, /:(\d+)/.exec(image)?.[1], versions.redisSuite);
        const fill = async (root: string): Promise<void> => {
            await unpackPackages(suite, [...PACKAGES, ...LUA_MODULES], root);
            // Services, logs and documents of Debian's, none of which the upstream image has. /lib is a link in the base.
            for (const folder of ["etc", "lib", "usr/share", "var"])
                rmSync(join(root, folder), { recursive: true, force: true });
        };
        await buildImage({ image, recipe: "redis", buildArguments: { BASE: DEBIAN_SLIM }, fill }, client);
    },
};
