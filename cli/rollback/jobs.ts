import { join } from "node:path";
import { filesOfCommit } from "../../compose/commit";
import { loadProject } from "../../compose/load";
import { isJob } from "../../compose/order";
import { app as appSchema, appSettings } from "../../config/schema";
import type { AppRelease, Way } from "./history";

/** Names of the jobs (migrations) in an app's files and settings of then. What cannot be read is left to `pulumi up` to tell. */
export async function jobsOf(projectDirectory: string, app: string, release: AppRelease): Promise<string[]> {
    const parsed = appSchema.safeParse(release.settings);
    if (!parsed.success || release.commit === undefined) return [];
    const files = await filesOfCommit(release.commit, projectDirectory);
    if ("problem" in files) return [];
    const settings = appSettings(app, parsed.data);
    const compose = join(files.folder, settings.compose);
    const { project } = await loadProject({ app, settings: { ...settings, compose }, projectDirectory });
    if (project === undefined) return [];
    return Object.keys(project.services)
        .filter((name) => isJob(project, name))
        .sort();
}

/** What to know before an app with jobs goes back to files of another commit; nothing where none runs other files than now. */
export function jobWarnings(app: string, { last, release }: Way, jobs: readonly string[]): string[] {
    if (jobs.length === 0 || (last.commit === release.commit && !last.dirty)) return [];
    const [what, they] = jobs.length === 1 ? ["job", "it runs"] : ["jobs", "they run"];
    return [
        `warning: ${app} has the ${what} ${jobs.join(" and ")}: ${they} again, by the image of then, on the database of now. A migration of then ` +
            `that does not know what the database has by now fails, and so does the rollback, before what waits for it is changed. ` +
            `The way round: docs/jobs.md, "Going back".`,
    ];
}
