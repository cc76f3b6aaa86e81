import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IMAGE_LOCK, parseImageLock, type ImageLock } from "../compose/image-lock";
import { run } from "./command";
import { appsIn, composeModel } from "./images/models";
import { say } from "./log";
import { main } from "./main";
import { repositoryRoot } from "./paths";
import { imagesIn, lockText, pin } from "./pin/lock";

/**
 * `npm run pin [-- image …]`: asks the registries which digests the names of other people's images stand for now and writes
 * them to `images.lock.json`. Without a name: those in the lock and those in the Compose files under `docker/`.
 */
main(async () => {
    const file = join(repositoryRoot, IMAGE_LOCK);
    const lock = readLock(file);
    const named = process.argv.slice(2);
    const images = named.length > 0 ? named : [...Object.keys(lock), ...(await inComposeFiles())];
    const { lock: pinned, told } = await pin(images, lock, digestOf);
    told.forEach(say);
    if (lockText(pinned) !== lockText(lock)) writeFileSync(file, lockText(pinned));
    return 0;
});

function readLock(file: string): ImageLock {
    if (!existsSync(file)) return {};
    const { lock, issues } = parseImageLock(readFileSync(file, "utf8"));
    // What cannot be read must not be overwritten: somebody may have merged it wrongly.
    if (issues.length > 0) {
        throw new Error(`${IMAGE_LOCK} cannot be read; restore it (git checkout ${IMAGE_LOCK}) or delete it first`);
    }
    return lock;
}

async function inComposeFiles(): Promise<string[]> {
    const models = appsIn(repositoryRoot).map(async (app) => {
        const model = await composeModel(repositoryRoot, app);
        return imagesIn(model as Parameters<typeof imagesIn>[0]);
    });
    return (await Promise.all(models)).flat();
}

/** Of the list of all platforms, where there is one: the builder takes its own. */
async function digestOf(image: string): Promise<string> {
    const found = await run("docker", ["buildx", "imagetools", "inspect", image, "--format", "{{json .Manifest}}"], {
        title: `asking for ${image}`,
        timeoutMs: 120_000,
    });
    return String((JSON.parse(found) as { digest?: unknown }).digest);
}
