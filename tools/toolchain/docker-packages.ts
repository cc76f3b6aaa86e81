import { join } from "node:path";
import { cached } from "../cache";
import { versions } from "../versions";
import { unpackPackages } from "./debian";

/** Docker Engine, client, buildx and Compose out of a newer Debian's packages, unpacked in the cache. */
export function unpackedDocker(): Promise<string> {
    const packages = ["docker.io", "docker-cli", "containerd", "docker-buildx", "docker-compose"];
    return cached({ name: "docker", version: versions.dockerSuite }, (folder) =>
        unpackPackages(versions.dockerSuite, packages, folder),
    );
}

/** Where things are in the unpacked packages. */
export function dockerFolders(root: string): { client: string; daemon: string; plugins: string } {
    return {
        client: join(root, "usr", "bin"),
        daemon: join(root, "usr", "sbin"),
        plugins: join(root, "usr", "libexec", "docker", "cli-plugins"),
    };
}
