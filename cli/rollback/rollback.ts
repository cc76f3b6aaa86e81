import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { isLocalStack } from "../../tools/apps";
import { runInForeground } from "../../tools/command";
import { repositoryRoot } from "../../tools/paths";
import { prepare } from "../../tools/prepare";
import { setConfigValue } from "../config-value";
import { confirmed } from "../confirmed";
import type { Context } from "../context";
import { findProject, type Project, pulumi, pulumiVariables, succeeded } from "../project";
import { readStack } from "../stack";
import { type AppRelease, pick, ROLLBACK } from "./history";
import { jobsOf, jobWarnings } from "./jobs";
import { readReleases, requireReadable } from "./read";
import { settingsFile, withApp } from "./settings-file";
import { differences, named } from "./words";

export interface RollbackOptions {
    readonly stack?: string;
    /** An update's number. */
    readonly to?: number;
    readonly preview?: boolean;
    readonly yes?: boolean;
    readonly json?: boolean;
    /** @default Pulumi.<stack>.yaml in the project */
    readonly configFile?: string;
}

/**
 * `slipway rollback <app>`: the app's files, settings and values as an earlier update had them, by an ordinary `pulumi up`. Until that has
 * succeeded the stack's settings lie in a draft, so that what fails leaves the project as it was.
 *
 * @throws Refusal where there is nothing to go back to
 */
export async function rollBack(context: Context, app: string, options: RollbackOptions): Promise<void> {
    const project = findProject(context.terminal.directory);
    const { name: stack } = await readStack(project, options.stack);
    const file = settingsFile(project, stack, options.configFile);
    const way = pick(app, stack, await readReleases(project, stack, app, file), options.to);
    const { last, release } = way;
    requireReadable(release, file);
    const text = withApp(file, readFileSync(file, "utf8"), app, release);

    const changes = differences(last, release);
    const warnings = jobWarnings(app, way, await jobsOf(project.directory, app, release));
    context.say(`${app} on stack ${stack}: back to ${named(release)}`);
    for (const difference of changes) context.say(`  ${difference}`);
    for (const line of warnings) context.say(line);
    if (!options.preview && !(await confirmed(context, `Deploy ${app} so`, options.yes))) {
        context.endsAs("failed");
        return;
    }

    const folder = mkdtempSync(join(tmpdir(), "slipway-rollback-"));
    try {
        const draft = join(folder, basename(file));
        writeFileSync(draft, text, { mode: 0o600 });
        await putValues({ project, stack, draft, app, release });
        const command = options.preview
            ? ["preview"]
            : ["up", "--yes", "--skip-preview", "--message", saying(app, release)];
        const given = [...command, "--stack", stack, "--config-file", draft, "--cwd", project.directory];
        const variables = await variablesFor(project, stack);
        const code = await runInForeground("pulumi", given, variables, options.json);
        if (code !== 0) {
            context.endsAs("failed");
            context.say(`${app}: pulumi ${command[0]} failed with exit code ${code}; ${basename(file)} is as it was`);
        } else if (!options.preview) {
            replaceFile(file, readFileSync(draft, "utf8"));
            context.say(
                `${app} is back at commit ${release.commit!.slice(0, 12)}, and ${basename(file)} says so: commit that file. Once the files ` +
                    `here are good again, take \`commit\` out of it and run \`pulumi up\`.`,
            );
        }
        if (options.json) {
            const { number, at, commit, message } = release;
            const deployed = code === 0 && !options.preview;
            const to = { update: number, at, commit, message };
            context.printJson({ app, stack, to, changes, warnings, deployed, exitCode: context.exitCode });
        }
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

const saying = (app: string, { number, commit }: AppRelease): string =>
    `${ROLLBACK} ${app}: as update ${number}, commit ${commit!.slice(0, 12)}`;

interface Values {
    readonly project: Project;
    readonly stack: string;
    readonly draft: string;
    readonly app: string;
    readonly release: AppRelease;
}

/** The values of `<app>:<NAME>` as they were, through Pulumi and its standard input: encrypted before they reach the disk. */
async function putValues({ project, stack, draft, app, release }: Values): Promise<void> {
    const inDraft = ["--config-file", draft];
    const config = (...args: string[]) => pulumi(project, stack, ["config", ...args, ...inDraft]);
    const shown = succeeded(await config("--json", "--show-secrets"), "--show-secrets");
    const all = JSON.parse(shown) as AppRelease["values"];
    const now = Object.fromEntries(Object.entries(all).filter(([key]) => key.startsWith(`${app}:`)));
    for (const [key, { value, secret }] of Object.entries(release.values)) {
        if (now[key]?.value === value && now[key].secret === secret) continue;
        succeeded(await setConfigValue(project, stack, [key, { value, secret }], inDraft), key);
    }
    for (const key of Object.keys(now)) if (!(key in release.values)) succeeded(await config("rm", key), key);
}

/** In Slipway's own checkout a local stack needs what `npm start` sets up. */
async function variablesFor(project: Project, stack: string): Promise<Readonly<Record<string, string>>> {
    if (project.directory !== repositoryRoot || !isLocalStack(stack)) return pulumiVariables(project, stack);
    return (await prepare(stack)).variables;
}

/** In one step: a reader sees the old file or the new one. */
function replaceFile(file: string, text: string): void {
    const draft = `${file}.draft-${process.pid}`;
    writeFileSync(draft, text);
    renameSync(draft, file);
}
