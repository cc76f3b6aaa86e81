import { chmodSync, copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { versions } from "../../versions";
import { unpackPackages } from "../debian";
import type { DockerClient } from "../docker";
import type { Family } from "./family";
import { npmNode } from "./node";
import { buildImage, pinnedFor } from "./workshop";

/** What Node needs to start, of the Debian release that the image is named after. */
const PACKAGES = ["libc6", "libgcc-s1", "libstdc++6", "netbase", "tzdata"];
const SUITES: Readonly<Record<string, string>> = { "12": "bookworm" };
/** Of those packages, what neither Node nor the upstream image has a use for. */
const LEFT_OUT = [
    "usr/share/doc",
    "usr/share/lintian",
    "usr/share/bug",
    "usr/lib/systemd",
    "usr/share/gdb",
    "usr/bin",
    "usr/sbin",
];

/**
 * `gcr.io/distroless/nodejs<major>-debian<release>`: Node and the libraries that it needs, without a shell, a package
 * manager, or any other program. Its entrypoint is Node, as upstream.
 */
export const distroless: Family = {
    images: /^gcr\.io\/distroless\/nodejs\d+-debian\d+(:(latest|nonroot))?$/,
    needs: [],
    async make(image: string, client: DockerClient): Promise<void> {
        const [, major, release] = /nodejs(\d+)-debian(\d+)/.exec(image) ?? [];
        const version = pinnedFor(image, major, versions.node);
        const suite = pinnedFor(image, release, SUITES);
        const fill = async (root: string, work: string): Promise<void> => {
            mkdirSync(root, { recursive: true });
            await unpackPackages(suite, PACKAGES, root);
            for (const folder of LEFT_OUT) rmSync(join(root, folder), { recursive: true, force: true });
            const programs = join(root, "nodejs", "bin");
            mkdirSync(programs, { recursive: true });
            copyFileSync(await npmNode(version, work), join(programs, "node"));
            chmodSync(join(programs, "node"), 0o755);
            // The certificates that this machine trusts, or nothing could be asked from inside.
            mkdirSync(join(root, "etc", "ssl", "certs"), { recursive: true });
            const certificates = "/etc/ssl/certs/ca-certificates.crt";
            copyFileSync(certificates, join(root, certificates));
        };
        const buildArguments = { RUNTIME_USER: image.endsWith(":nonroot") ? "65532" : "0" };
        await buildImage({ image, recipe: "distroless", buildArguments, fill }, client);
    },
};
