import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "../cache";
import { which } from "../command";
import { ensureDaemon } from "../daemons";
import { say } from "../log";
import { homeDirectory } from "../paths";
import { debianSuite, unpackPackages } from "./debian";
import type { DockerClient } from "./docker";

const DEFAULT_ADDRESS = "127.0.0.1:5000";
const PATIENCE_MS = 15_000;

/** Runs a registry on this machine as the mirror that our BuildKit reads the stand-in base images from. */
export async function registry(client: DockerClient, images: readonly string[]): Promise<string> {
    const address = process.env.SLIPWAY_REGISTRY || DEFAULT_ADDRESS;
    if (!(await answers(address))) await start(address);
    for (const image of images) await publish(image, address, client);
    return address;
}

/** The reference of an image in the mirror: Docker Hub's short names live under `library/`. */
export function mirrored(image: string, address: string): string {
    const [first = "", ...rest] = image.split("/");
    const onOtherRegistry = rest.length > 0 && /[.:]|^localhost$/.test(first);
    if (onOtherRegistry) return `${address}/${rest.join("/")}`;
    return `${address}/${rest.length > 0 ? image : `library/${image}`}`;
}

async function publish(image: string, address: string, client: DockerClient): Promise<void> {
    const copy = mirrored(image, address);
    const [wanted, there] = await Promise.all(
        [image, copy].map((name) => client.ask(["image", "inspect", "--format", "{{.Id}}", name])),
    );
    if (wanted === there && (await hasManifest(copy, address))) return;
    await client.run(["tag", image, copy]);
    await client.run(["push", "--quiet", copy], `publishing ${image} in the local mirror`);
    say(`${image}: published in the local mirror at ${address}`);
}

async function hasManifest(copy: string, address: string): Promise<boolean> {
    const [name, tag = "latest"] = copy.slice(address.length + 1).split(":");
    const accept = ["application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json"];
    const docker = "application/vnd.docker.distribution.manifest.v2+json";
    const headers = { accept: [...accept, docker].join(", ") };
    const response = await fetch(`http://${address}/v2/${name}/manifests/${tag}`, { method: "HEAD", headers });
    return response.ok;
}

async function answers(address: string): Promise<boolean> {
    try {
        return (await fetch(`http://${address}/v2/`, { signal: AbortSignal.timeout(2000) })).ok;
    } catch {
        return false;
    }
}

async function start(address: string): Promise<void> {
    const folder = join(homeDirectory(), "registry");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const config = join(folder, "config.json"); // JSON is YAML too
    const storage = { filesystem: { rootdirectory: join(folder, "data") }, delete: { enabled: true } };
    writeFileSync(config, JSON.stringify({ version: "0.1", log: { level: "warn" }, storage, http: { addr: address } }));
    const command = which("docker-registry") ?? join(await unpackedRegistry(), "usr", "bin", "docker-registry");
    await ensureDaemon({
        name: "registry",
        command,
        args: ["serve", config],
        isReady: () => answers(address),
        patienceMs: PATIENCE_MS,
    });
}

/** Unpacked, not installed: as a system package it would start a registry of its own on the same port. */
function unpackedRegistry(): Promise<string> {
    const suite = debianSuite();
    return cached({ name: "docker-registry", version: suite }, (folder) =>
        unpackPackages(suite, ["docker-registry"], folder),
    );
}
