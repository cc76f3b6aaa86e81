import type { Context } from "../context";
import { findProject } from "../project";
import { readStack } from "../stack";
import { type AppRelease, same } from "./history";
import { readReleases } from "./read";
import { settingsFile } from "./settings-file";
import { differences } from "./words";

/** `slipway releases <app>`: a line for each update, with what it changed. */
export async function listReleases(
    context: Context,
    app: string,
    options: { readonly stack?: string; readonly json?: boolean; readonly configFile?: string },
): Promise<void> {
    const project = findProject(context.terminal.directory);
    const { name: stack } = await readStack(project, options.stack);
    const file = settingsFile(project, stack, options.configFile);
    const releases = await readReleases(project, stack, app, file);
    const lines = releases.map((release, index) => ({ release, changed: changedBy(release, releases[index + 1]) }));
    if (options.json) {
        context.printJson(
            lines.map(({ release: { number, at, succeeded, commit, dirty, message }, changed }) => {
                return { number, at, succeeded, commit, dirty, message, changed };
            }),
        );
        return;
    }
    for (const { release, changed } of lines) {
        const { number, at, succeeded, commit = "no commit", dirty } = release;
        const files = `${commit.slice(0, 12)}${dirty ? " and changes" : ""}`;
        const result = succeeded ? "" : context.paint("red", "failed  ");
        context.print(`${String(number).padStart(4)}  ${at}  ${files.padEnd(24)}  ${result}${changed.join(", ")}`);
    }
}

function changedBy(release: AppRelease, before: AppRelease | undefined): string[] {
    if (release.settings === undefined) return ["no such app"];
    if (before?.settings === undefined) return ["new"];
    return same(release, before) ? ["as before"] : differences(before, release);
}
