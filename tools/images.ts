import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";
import { parseArgs } from "node:util";
import { readWritten } from "../compose/written";
import { runInForeground } from "./command";
import { IMAGES_ONLY } from "./images/message";
import { imagePlan } from "./images/plan";
import { publishedImages, type PublishedImage } from "./images/published";
import { main } from "./main";
import { repositoryRoot } from "./paths";
import { parsePreview } from "./summary/preview";

/**
 * `npm run images -- --stack dev`: builds and pushes the images that the stack's next deployment needs, under the tags that its preview
 * names, and deploys nothing. An image that is in the repository already is taken as it is. Afterwards `pulumi up` needs no Docker.
 *
 * `npm run --silent images -- --list [--app <app>]`: the images that the Compose files under `docker/` build, for the matrix of
 * `.github/workflows/images.yml`. Without `--app` those of apps that have a workflow of their own (`<app>-image.yml`) are left out.
 */
main(async () => {
    const { values } = parseArgs({
        options: { stack: { type: "string" }, list: { type: "boolean" }, app: { type: "string" } },
    });
    if (values.list) return list(values.app || undefined);
    if (values.stack === undefined) throw new Error("which stack? npm run images -- --stack dev");
    return push(values.stack);
});

async function list(only: string | undefined): Promise<number> {
    const apps = appsWithFile();
    if (only !== undefined && !apps.includes(only)) {
        throw new Error(`there is no app ${only}: there are ${apps.join(", ")}`);
    }
    const hasOwn = (app: string) => existsSync(join(repositoryRoot, ".github", "workflows", `${app}-image.yml`));
    const wanted = only === undefined ? apps.filter((app) => !hasOwn(app)) : [only];
    const images = await Promise.all(wanted.map(imagesOf));
    console.log(JSON.stringify(images.flat()));
    return 0;
}

const folderOf = (app: string): string => posix.join("docker", app);
const fileOf = (app: string): string => join(repositoryRoot, folderOf(app), "compose.yaml");

function appsWithFile(): string[] {
    return readdirSync(join(repositoryRoot, "docker"))
        .filter((app) => existsSync(fileOf(app)))
        .sort();
}

async function imagesOf(app: string): Promise<PublishedImage[]> {
    const written = await readWritten(fileOf(app));
    if ("problem" in written) throw new Error(`${folderOf(app)}/compose.yaml: ${written.problem}`);
    return publishedImages(app, written.model, folderOf(app));
}

async function push(name: string): Promise<number> {
    const stack = ["--stack", name];
    const preview = spawnSync("pulumi", ["preview", "--non-interactive", "--json", "--show-sames", ...stack], {
        encoding: "utf8",
        maxBuffer: 2 ** 28,
    });
    if (preview.error) throw preview.error;
    const read = parsePreview(preview.stdout);
    if (preview.status !== 0 || read.errors.length > 0)
        throw new Error(`the preview failed:\n${read.errors.join("\n") || preview.stderr}`);
    const { images, targets } = imagePlan(read);
    if (images.length === 0) {
        console.log(`${name}: no image is new`);
        return 0;
    }
    for (const image of images) console.log(`${name}: ${image}`);
    const only = targets.flatMap((urn) => ["--target", urn]);
    const quietly = ["--yes", "--skip-preview", "--non-interactive"];
    const command = ["up", ...quietly, "--message", IMAGES_ONLY, ...stack, ...only];
    return runInForeground("pulumi", command, {});
}
