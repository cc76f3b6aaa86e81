import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached } from "../../cache";
import { run } from "../../command";
import { ensureInstalled } from "../debian";
import type { DockerClient } from "../docker";

/** On every image that takes the place of one from a registry. */
export const STAND_IN_LABEL = "io.slipway.stand-in";

/** One image to build. `fill` puts the files of its root file system into the folder `root` of the build context. */
export interface ImageBuild {
    readonly image: string;
    /** The folder here with its Dockerfile and scripts. */
    readonly recipe: string;
    readonly buildArguments: Readonly<Record<string, string>>;
    readonly fill: (root: string, work: string) => Promise<void>;
}

/** Builds an image with Docker's own builder, from a recipe's folder and files put together here. */
export async function buildImage(build: ImageBuild, client: DockerClient): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "slipway-image-"));
    const context = join(folder, "context");
    try {
        cpSync(join(__dirname, build.recipe), context, { recursive: true });
        await build.fill(join(context, "root"), folder);
        const args = Object.entries(build.buildArguments).flatMap(([name, value]) => [
            "--build-arg",
            `${name}=${value}`,
        ]);
        // The host's network: it works without a bridge of Docker's, too.
        const flags = ["--builder", "default", "--load", "--network", "host", "--label", `${STAND_IN_LABEL}=true`];
        await client.run(
            ["buildx", "build", ...flags, ...args, "--tag", build.image, context],
            `building ${build.image}`,
        );
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** Downloads a jar with the ordinary Maven client and returns its path in the cache. */
export async function mavenJar(group: string, artifact: string, version: string, classifier?: string): Promise<string> {
    const suffix = classifier ? `-${classifier}` : "";
    const folder = await cached({ name: artifact, version }, async (target) => {
        await ensureInstalled({ mvn: "maven" });
        const coordinates = [group, artifact, version, "jar", ...(classifier ? [classifier] : [])].join(":");
        const goal = ["dependency:copy", `-Dartifact=${coordinates}`, `-DoutputDirectory=${target}`];
        await run("mvn", ["--quiet", "--batch-mode", ...goal], { title: `downloading ${artifact} ${version}` });
    });
    return join(folder, `${artifact}-${version}${suffix}.jar`);
}

/** The part of a tag that a recipe's version table is keyed by, or an error that names what is known. */
export function pinnedFor(image: string, key: string | undefined, pins: Readonly<Record<string, string>>): string {
    const pin = key === undefined ? undefined : pins[key];
    if (pin) return pin;
    const known = Object.keys(pins).join(", ");
    throw new Error(`no stand-in for ${image}: tools/versions.ts knows the versions ${known}; add this one there`);
}
