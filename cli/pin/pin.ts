import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IMAGE_LOCK, parseImageLock, type ImageLock } from "../../compose/image-lock";
import { run } from "../../provider/core/run";
import type { Context } from "../context";
import { projectAbove } from "../project";
import { Refusal } from "../refusal";
import { imagesIn } from "./images";
import { lockText, pinned } from "./lock";

export interface PinOptions {
    readonly json?: boolean;
}

const ANSWER_MS = 120_000;

/**
 * `slipway pin`: writes to `images.lock.json` which images the names of other people's stand for now. Without a name: those of the
 * file, and those that the project's Compose files name.
 *
 * @throws Refusal with every image that its registry did not tell of; then nothing is written
 */
export async function pin(context: Context, named: readonly string[], { json }: PinOptions): Promise<void> {
    // `init` asks for it before there is a project.
    const { directory: here } = context.terminal;
    const directory = projectAbove(here)?.directory ?? here;
    const file = join(directory, IMAGE_LOCK);
    const lock = readLock(file);
    const images = named.length > 0 ? named : [...Object.keys(lock), ...(await imagesIn(directory))];
    const digestOf = (image: string): Promise<string> => {
        context.say(`asking for ${image}`);
        return askRegistry(image);
    };
    const result = await pinned(images, lock, digestOf);
    const changed = lockText(result.lock) !== lockText(lock);
    if (changed) writeFileSync(file, lockText(result.lock));
    if (json) return context.printJson({ file, changed, images: result.lock });
    for (const line of result.told) context.print(line);
    if (changed) context.say(`wrote ${file}: commit it`);
}

/** @throws Refusal: what cannot be read must not be overwritten, somebody may have merged it wrongly */
function readLock(file: string): ImageLock {
    if (!existsSync(file)) return {};
    const { lock, problem } = parseImageLock(readFileSync(file, "utf8"));
    if (problem === undefined) return lock;
    const todo = `bring it back (\`git checkout ${IMAGE_LOCK}\`) or delete it`;
    throw new Refusal({ where: file, what: problem, todo });
}

/** Of the list of all platforms, where there is one: the builder takes its own. */
async function askRegistry(image: string): Promise<string> {
    const command = ["buildx", "imagetools", "inspect", image, "--format", "{{json .Manifest}}"];
    const { code, stdout, stderr } = await run("docker", command, { signal: AbortSignal.timeout(ANSWER_MS) });
    if (code !== 0) throw new Error(stderr.trim().split("\n").at(-1) || `docker buildx failed with exit code ${code}`);
    return String((JSON.parse(stdout) as { digest?: unknown }).digest);
}
