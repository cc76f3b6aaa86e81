import { existsSync } from "node:fs";
import { join } from "node:path";
import { cached } from "../../cache";
import { run } from "../../command";
import { versions } from "../../versions";
import { debianMirror, ensureInstalled } from "../debian";
import type { DockerClient } from "../docker";
import type { Family } from "./family";
import { STAND_IN_LABEL } from "./workshop";

const SUITE = versions.baseSuite;
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** The image that all other stand-ins start from. */
export const DEBIAN_SLIM = `debian:${SUITE}-slim`;

/** `debian:<suite>-slim`: the minimal Debian that mmdebstrap installs, without documentation and translations. */
export const debian: Family = {
    images: new RegExp(`^${DEBIAN_SLIM}$`),
    needs: [],
    async make(image: string, client: DockerClient): Promise<void> {
        const archive = join(await cached({ name: "debian-root", version: SUITE }, installRoot), "root.tar");
        const changes = [`ENV PATH=${PATH}`, 'CMD ["bash"]', `LABEL ${STAND_IN_LABEL}=true`];
        await client.run(["import", ...changes.flatMap((change) => ["--change", change]), archive, image]);
    },
};

async function installRoot(folder: string): Promise<void> {
    await ensureInstalled({ mmdebstrap: "mmdebstrap" });
    const mirror = debianMirror();
    const left = ["/usr/share/man/*", "/usr/share/locale/*", "/usr/share/doc/*"].map((path) => `path-exclude=${path}`);
    const options = [
        ...["--quiet", "--variant=minbase", "--include=ca-certificates,netbase,tzdata"],
        "--hook-dir=/usr/share/mmdebstrap/hooks/maybe-merged-usr",
        ...['Acquire::Languages "none"', 'Apt::AutoRemove::SuggestsImportant "false"'].map(
            (line) => `--aptopt=${line}`,
        ),
        ...["force-unsafe-io", ...left, "path-include=/usr/share/doc/*/copyright"].map((line) => `--dpkgopt=${line}`),
        `--customize-hook=${join(__dirname, "debian", "customize.sh")}`,
    ];
    const sources = [`${mirror} ${SUITE}`, `${mirror} ${SUITE}-updates`, `${mirror}-security ${SUITE}-security`];
    await run(
        "mmdebstrap",
        [...options, SUITE, join(folder, "root.tar"), ...sources.map((line) => `deb ${line} main`)],
        {
            title: `installing a minimal Debian ${SUITE}`,
            env: {
                SOURCE_DATE_EPOCH: "1735689600", // the same file times whenever it is made
                ...(existsSync("/dev/shm") ? { TMPDIR: "/dev/shm" } : {}), // thousands of small files: in memory where possible
            },
        },
    );
}
