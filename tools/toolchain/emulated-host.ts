import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../paths";
import { versions } from "../versions";
import { ensureImage } from "./base-images";
import { DEBIAN_SLIM } from "./base-images/debian";
import { buildImage } from "./base-images/workshop";
import { docker } from "./docker";
import { dockerFolders, unpackedDocker } from "./docker-packages";
import { pythonWith } from "./python";
import { registry } from "./registry";

const RECIPE = join(__dirname, "base-images", "emulated-host");

/**
 * The variables with which test/host finds its emulated EC2 host: a STAND-IN of an Amazon Linux 2023 instance (Debian with
 * systemd, a Docker of its own, the AWS CLI), the proxy's image, and a Python with moto, the stand-in for S3 and Secrets
 * Manager, and the linters of `host/`. Where they cannot be made the reason takes their place: the rung then fails with it.
 *
 * @param mirrored whether builders have their base images from the mirror on this machine
 */
export async function prepareEmulatedHost(mirrored: boolean): Promise<Record<string, string>> {
    try {
        return {
            SLIPWAY_PYTHON_HOST: await pythonWith(join(repositoryRoot, "test", "host", "python", "tools.txt")),
            SLIPWAY_HOST_IMAGE: await hostImage(),
            SLIPWAY_PROXY_IMAGE: await proxyImage(mirrored),
        };
    } catch (error) {
        return { SLIPWAY_HOST_MISSING: error instanceof Error ? error.message : String(error) };
    }
}

async function hostImage(): Promise<string> {
    const { client } = await docker();
    await ensureImage(DEBIAN_SLIM, client);
    const image = `slipway-test/emulated-host:${hashOf(RECIPE)}`;
    if ((await client.ask(["image", "inspect", image])) !== undefined) return image;
    const { plugins } = dockerFolders(await unpackedDocker());
    // The Compose of Debian's package; install.sh is given its checksum in the place of the pinned one.
    const fill = async (root: string): Promise<void> => {
        const folder = join(root, "opt", "emulated-download");
        mkdirSync(folder, { recursive: true });
        cpSync(join(plugins, "docker-compose"), join(folder, "docker-compose-linux-x86_64"), { dereference: true });
    };
    await buildImage({ image, recipe: "emulated-host", buildArguments: { BASE: DEBIAN_SLIM }, fill }, client);
    return image;
}

async function proxyImage(mirrored: boolean): Promise<string> {
    const { client } = await docker();
    const image = `caddy:${versions.caddy}`;
    await ensureImage(image, client);
    if (mirrored) await registry(client, [image]);
    return image;
}

function hashOf(folder: string): string {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const hash = createHash("sha256");
    for (const file of files.map(({ parentPath, name }) => join(parentPath, name)).sort()) {
        hash.update(file.slice(folder.length)).update(readFileSync(file));
    }
    return hash.digest("hex").slice(0, 12);
}
