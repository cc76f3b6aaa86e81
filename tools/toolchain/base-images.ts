import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../lock";
import { say } from "../log";
import { DOCKER_HUB, isReachable } from "../network";
import { homeDirectory, repositoryRoot } from "../paths";
import { FAMILIES } from "./base-images/families";
import type { Family } from "./base-images/family";
import { STAND_IN_LABEL } from "./base-images/workshop";
import { baseImagesOf, type SourceFile } from "./base-images/scan";
import { isDebianAsRoot } from "./debian";
import type { DockerClient } from "./docker";

/** Where the base images of this repository's apps come from here. */
export interface BaseImages {
    /** Those that are stand-ins: none where a registry answers. */
    readonly standIns: readonly string[];
    /** Those that builds must find in a mirror on this machine, because nothing beyond it answers. */
    readonly toMirror: readonly string[];
}

/** The image of the builder that the docker-build provider starts by itself. */
const BUILDER_IMAGE = "moby/buildkit:buildx-stable-1";

type Origin = "missing" | "real" | "stand-in";

/** Makes the base images that no registry gives; where one answers, builders pull them by themselves and nothing is done. */
export async function baseImages(client: DockerClient, app = ""): Promise<BaseImages> {
    const wanted = baseImagesOf(sourcesBelow(join(repositoryRoot, "docker", app)));
    const origins = await Promise.all(wanted.map(async (image) => [image, await originOf(image, client)] as const));
    const missing = origins.filter(([, origin]) => origin === "missing").map(([image]) => image);
    const standIns = origins.filter(([, origin]) => origin === "stand-in").map(([image]) => image);
    if (missing.length === 0) {
        const needed = standIns.length > 0 || (await noBuilderToBeHad(client));
        return { standIns, toMirror: needed ? wanted : [] };
    }
    if (standIns.length === 0 && (await isReachable(DOCKER_HUB))) return { standIns: [], toMirror: [] };
    if (!isDebianAsRoot()) {
        const images = missing.join(", ");
        say(`base images: no container registry answers, and ${images} cannot be made here (only on Debian, as root)`);
        return { standIns, toMirror: [] };
    }
    for (const image of missing) await makeStandIn(image, client);
    return { standIns: [...standIns, ...missing], toMirror: wanted };
}

/** Images that somebody loaded by hand are of no use to a builder that cannot be pulled. */
async function noBuilderToBeHad(client: DockerClient): Promise<boolean> {
    if (!isDebianAsRoot() || (await client.ask(["image", "inspect", BUILDER_IMAGE])) !== undefined) return false;
    return !(await isReachable(DOCKER_HUB));
}

/** The Dockerfiles and Compose files of an app, or of all: in its folder, and in folders of that where it builds several images. */
function sourcesBelow(folder: string): SourceFile[] {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return entry.name === "node_modules" ? [] : sourcesBelow(path);
        const counts = /^(Dockerfile.*|compose\.ya?ml)$/.test(entry.name) && !entry.name.endsWith(".dockerignore");
        return counts ? [{ name: entry.name, text: readFileSync(path, "utf8") }] : [];
    });
}

async function originOf(image: string, client: DockerClient): Promise<Origin> {
    const format = `{{index .Config.Labels "${STAND_IN_LABEL}"}}`;
    const label = await client.ask(["image", "inspect", "--format", format, image]);
    if (label === undefined) return "missing";
    return label === "true" ? "stand-in" : "real";
}

/** Sees to it that an image is there that no Dockerfile names: a stand-in where no registry gives it. */
export async function ensureImage(image: string, client: DockerClient): Promise<void> {
    if ((await originOf(image, client)) !== "missing") return;
    if (await isReachable(DOCKER_HUB)) await client.run(["pull", "--quiet", image], `pulling ${image}`);
    else await makeStandIn(image, client);
}

async function makeStandIn(image: string, client: DockerClient): Promise<void> {
    const family = familyOf(image);
    for (const needed of family.needs) {
        if ((await originOf(needed, client)) === "missing") await makeStandIn(needed, client);
    }
    await withLock(
        join(homeDirectory(), "locks", `image-${image.replaceAll(/[^a-z0-9.-]/g, "_")}`),
        image,
        async () => {
            if ((await originOf(image, client)) !== "missing") return; // made by another run meanwhile
            const since = Date.now();
            say(`${image}: no container registry answers, making a stand-in from packages`);
            await family.make(image, client);
            say(`${image}: stand-in made in ${((Date.now() - since) / 1000).toFixed(1)} s`);
        },
    );
}

function familyOf(image: string): Family {
    const family = FAMILIES.find(({ images }) => images.test(image));
    if (family) return family;
    throw new Error(
        `no container registry answers, and there is no recipe for a stand-in of ${image}: ` +
            `pull or load that image, or add a recipe to tools/toolchain/base-images/`,
    );
}
