import { execFileSync } from "node:child_process";
import {
    cpSync,
    existsSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { IMAGE_LOCK } from "../../compose/image-lock";
import { mirrored } from "../../tools/toolchain/registry";

const repository = resolve(__dirname, "..", "..");

const APPS = "docker";

/**
 * This repository's program in a folder of its own, with a copy of the apps that a test may edit, where other people's images are pinned as `npx slipway pin` would: to what builders here
 * get by their names, a STAND-IN where no registry answers.
 */
export class PinnedProject {
    readonly folder = mkdtempSync(join(tmpdir(), "slipway-project-"));

    constructor(images: readonly string[]) {
        for (const name of readdirSync(repository)) {
            if (![IMAGE_LOCK, APPS, ".slipway"].includes(name) && !name.startsWith(".git")) {
                symlinkSync(join(repository, name), join(this.folder, name));
            }
        }
        cpSync(join(repository, APPS), join(this.folder, APPS), { recursive: true });
        const lock = Object.fromEntries(images.map((image) => [image, digestOf(image)]));
        writeFileSync(join(this.folder, IMAGE_LOCK), JSON.stringify(lock));
    }

    /** Changes a file of an app. */
    edit(file: string, change: (text: string) => string): void {
        const path = join(this.folder, APPS, file);
        writeFileSync(path, change(readFileSync(path, "utf8")));
    }

    /** Commits the apps and the lock; what else lies there is the repository's. @returns the commit's hash */
    commit(message: string): string {
        const git = (...args: string[]): string =>
            execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.org", ...args], {
                cwd: this.folder,
                encoding: "utf8",
            }).trim();
        if (!existsSync(join(this.folder, ".git"))) {
            git("init", "--quiet", "--initial-branch=main");
            writeFileSync(join(this.folder, ".git", "info", "exclude"), `/*\n!/${APPS}\n!/${IMAGE_LOCK}\n`);
        }
        git("add", "--all");
        git("commit", "--quiet", "--message", message);
        return git("rev-parse", "HEAD");
    }

    dispose(): void {
        rmSync(this.folder, { recursive: true, force: true });
    }
}

function digestOf(image: string): string {
    const mirror = process.env.SLIPWAY_REGISTRY;
    const reference = mirror === undefined ? image : mirrored(image, mirror);
    const inspect = ["buildx", "imagetools", "inspect", reference, "--format", "{{json .Manifest}}"];
    return String((JSON.parse(execFileSync("docker", inspect, { encoding: "utf8" })) as { digest?: unknown }).digest);
}
