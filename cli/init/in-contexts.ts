import dockerignore from "@balena/dockerignore";
import { existsSync } from "node:fs";
import { join, posix, relative, resolve, sep } from "node:path";
import { ignoreText } from "../../components/image/context-files";
import { containerImageBuild } from "../../compose/build";
import type { ComposeProject } from "../../compose/types";

/** An ignore file, and the project's own files that it should name: else they are in images, and a changed setting makes new ones. */
export interface TakenIn {
    readonly services: readonly string[];
    /** Relative to the project's folder. */
    readonly ignoreFile: string;
    /** As lines of that file. */
    readonly lines: readonly string[];
}

/** Builds whose context holds the project's folder, and with it what a deployment writes and npm installs. `files` are the project's. */
export function inContexts(project: ComposeProject, directory: string, files: readonly string[]): readonly TakenIn[] {
    const found = new Map<string, TakenIn>();
    for (const service of Object.keys(project.services)) {
        const { build } = containerImageBuild(project, service);
        const context = resolve(directory, build?.context ?? "");
        if (build === undefined || build.context === "-" || !existsSync(context)) continue;
        const inside = relative(context, directory).split(sep).join("/");
        if (inside.startsWith("..")) continue;
        const dockerfile = join(context, build.dockerfile ?? "Dockerfile");
        const rules = dockerignore({ ignorecase: false }).add(ignoreText(context, dockerfile));
        const lines = files.map((file) => posix.join(inside, file)).filter((path) => !rules.ignores(path));
        const own = `${dockerfile}.dockerignore`;
        const ignoreFile = relative(directory, existsSync(own) ? own : join(context, ".dockerignore"));
        if (lines.length === 0) continue;
        found.set(ignoreFile, {
            services: [...(found.get(ignoreFile)?.services ?? []), service],
            ignoreFile,
            lines: lines.map((line) => line.replace(/Pulumi\.[^/]*\.yaml$/, "Pulumi.*.yaml")),
        });
    }
    return [...found.values()];
}
