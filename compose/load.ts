import { promises as fs } from "node:fs";
import * as path from "node:path";
import type { AppSettings } from "../components/app-settings";
import type { Json } from "../components/json";
import { canonicalDocument, unescapeDollars, withoutGenerated } from "./document";
import { absentEnvFiles } from "./absent-env-files";
import { ComposeUnavailable, requireSupportedCompose, type ComposeRunner } from "./docker-compose-cli";
import { strayIncludedEnv } from "./included-env";
import { error, hasErrors, notGiven, warning, type Issue } from "./issue";
import { useGivenImages } from "./given-images";
import { manage } from "./managed/manage";
import { allOutputNames } from "./managed/names";
import { findMark, hasMarkCharacters, HOME_MARK, visitStrings } from "./marks";
import { applyPublish } from "./publish";
import { chosenCompose } from "./recorded";
import { readRendered } from "./rendered";
import { render, type JsonObject, type Rendered } from "./render";
import { checkSettings } from "./settings-checks";
import { lookUpFileObjects, settleEnvironments, spelledOut, strayMarks, withoutVariables } from "./settle";
import type { ComposeProject } from "./types";
import { validate } from "./validate";
import * as variables from "./variables";
import { leaveOut } from "./without";

export interface LoadRequest {
    readonly app: string;
    readonly settings: AppSettings;
    /** The Pulumi project's folder; `settings.compose` is relative to it. */
    readonly projectDirectory: string;
    /** Names that will have values after deployment, such as `DB_HOST` of a managed database. */
    readonly outputs?: readonly string[];
}

/** `project` is there unless Docker Compose cannot read the file; with an error among `issues` it must not be deployed. */
export interface Loaded {
    readonly project?: ComposeProject;
    readonly issues: readonly Issue[];
}

/** Reads an app's Compose file with Docker Compose. The result depends on the arguments and on committed files only. */
export async function loadProject(request: LoadRequest, runner: ComposeRunner = chosenCompose()): Promise<Loaded> {
    const absoluteFile = path.resolve(request.projectDirectory, request.settings.compose);
    const file = path.relative(request.projectDirectory, absoluteFile).split(path.sep).join("/");
    const outputs = [...(request.outputs ?? []), ...allOutputNames(request.settings.managed)];
    const context: Context = { ...request, outputs, file, absoluteFile };
    const isThere = await fs.stat(absoluteFile).then(
        (stats) => stats.isFile(),
        () => false,
    );
    if (!isThere) {
        const what = `names ${JSON.stringify(request.settings.compose)}, which is no file in the project's folder`;
        return {
            issues: [
                error(
                    `slipway:apps.${request.app}.compose`,
                    `${what}: write the Compose file there, or name another one.`,
                ),
            ],
        };
    }
    try {
        return await load(context, runner);
    } catch (problem) {
        if (problem instanceof ComposeUnavailable) return { issues: [error(file, problem.message)] };
        throw problem;
    }
}

interface Context extends LoadRequest {
    readonly outputs: readonly string[];
    /** Relative to the project's folder. */
    readonly file: string;
    readonly absoluteFile: string;
}

async function load(context: Context, runner: ComposeRunner): Promise<Loaded> {
    const { app, file, settings } = context;
    const given = variables.givenVariables(app, settings, context.outputs);
    const read: Read = file.endsWith(".json")
        ? await readRendered(context)
        : await readWithCompose(context, given, runner);
    if (read.resolved === undefined) return { issues: read.issues };

    const source = { app, file, settings, given };
    const resolved = spelledOut(withoutGenerated(read.resolved), read.written);
    const settled = settleEnvironments(source, unescapeDollars(resolved) as JsonObject, read.written);
    const objects = lookUpFileObjects(source, settled.document);
    const issues = [...read.issues, ...settled.issues, ...objects.issues];
    if (!hasErrors(read.issues)) issues.push(...strayMarks(file, objects.document, given));
    issues.push(...variables.unusedSettings(app, file, settings, usedNames(read, settled.document)));

    const checked = validate(file, objects.document);
    issues.push(...checked.issues);
    if (checked.data === undefined) return { issues };
    const whole: ComposeProject = {
        ...checked.data,
        name: app,
        file,
        directory: path.posix.dirname(file),
        document: canonicalDocument(withoutVariables(resolved, checked.document as JsonObject)),
    };
    issues.push(...checkSettings(whole, settings));
    const left = leaveOut(whole, settings.without);
    const rest = manage(left.project, settings);
    const asGiven = useGivenImages(rest.project, settings.services);
    return {
        project: applyPublish(asGiven.project, settings.publish),
        issues: dedupe([...issues, ...left.issues, ...rest.issues, ...asGiven.issues]),
    };
}

/** Every variable that the file mentions or sets in a container: a setting for another one has no effect. */
function usedNames(read: Read, settled: JsonObject): Set<string> {
    const used = read.written ? variables.usedNames(read.written) : new Set<string>();
    read.inFiles?.forEach((name) => used.add(name));
    visitStrings(settled, [], (text, at) => {
        const mark = findMark(text);
        if (mark) used.add(mark.name);
        if (at[0] === "services" && at[2] === "environment") used.add(String(at[3]));
    });
    return used;
}

interface Read {
    /** Docker Compose's JSON, `$` doubled; none: it cannot read the file. */
    readonly resolved?: JsonObject;
    /** The same as the file has it, no variable put in; none: the file is a rendered one. */
    readonly written?: JsonObject;
    /** Variables that `env_file`s mention. */
    readonly inFiles?: readonly string[];
    readonly issues: readonly Issue[];
}

async function readWithCompose(
    context: Context,
    given: ReadonlyMap<string, string>,
    runner: ComposeRunner,
): Promise<Read> {
    const { app, file, settings, absoluteFile } = context;
    const [, { written, resolved }] = await Promise.all([
        requireSupportedCompose(runner), // asked meanwhile: what a version that is too old answers is not looked at
        render({ app, absoluteFile, profiles: settings.profiles, given }, runner),
    ]);
    if (written.json === undefined) return { issues: [error(file, unreadable(written, resolved))] };

    const active = variables.activeServices(written.json, settings.profiles);
    const whole = { app, file, written: written.json, active };
    const missing = variables.missingVariables(whole, given);
    const used = variables.usedNames(written.json);
    const inFiles = await variables.namesInEnvFiles(written.json, path.dirname(absoluteFile));
    const issues = [
        ...forgedMarks(file, written.json),
        ...variables.misplacedMarks(whole, given),
        ...variables.passedThrough(whole, given),
        ...(await strayIncludedEnv({ app, file, absoluteFile }, used, given)),
    ];
    if (resolved.json === undefined) {
        issues.push(...(await absentEnvFiles({ file, written: written.json, active }, path.dirname(absoluteFile))));
        const consequences = missing.size > 0 || hasErrors(issues);
        const own = consequences ? [] : [error(file, `Docker Compose refuses it: ${resolved.messages.join("; ")}`)];
        return { issues: [...issues, ...missing.values(), ...own] };
    }
    const ambient = [
        ...(missing.has("DOCKER_CONFIG") ? ["DOCKER_CONFIG"] : []),
        ...(mentionsHome(resolved.json) ? ["HOME"] : []),
    ];
    for (const name of [...variables.blankVariables(resolved.stderr), ...ambient]) {
        // A variable that only services of other profiles mention is not missed.
        if (missing.has(name)) issues.push(missing.get(name) as Issue);
        else if (!used.has(name)) issues.push(notGiven(file, name, elsewhere(app, name)));
    }
    const said = resolved.messages.filter((line) => !/variable is not set|`version` is obsolete/.test(line));
    return {
        resolved: resolved.json,
        written: written.json,
        inFiles,
        issues: [...issues, ...said.map((line) => warning(file, line))],
    };
}

function elsewhere(app: string, name: string): string {
    return `\${${name}} in an env_file, or in a file that this one extends or includes, has neither a value nor a default: ${variables.howToGive(app, name)}.`;
}

/** Why the file cannot be read as written. Where only that fails, variables stand where Compose reads none ahead. */
function unreadable(written: Rendered, resolved: Rendered): string {
    const words = written.messages.join("; ");
    if (resolved.json === undefined) return `Docker Compose refuses it: ${resolved.messages.join("; ")}`;
    return (
        `Docker Compose cannot read it before variables are put in (${words}), and only so can it be told which variables ` +
        "come from an env_file: write that value out instead of a variable."
    );
}

/** `~` and `${HOME}` at the start of a mount's source are paths of whoever runs it; elsewhere HOME is a value of the shell. */
function mentionsHome(resolved: Json): boolean {
    let found = false;
    visitStrings(resolved, [], (text) => (found ||= text.includes(HOME_MARK)));
    return found;
}

function forgedMarks(file: string, written: Json): Issue[] {
    let found = false;
    visitStrings(written, [], (text) => (found ||= hasMarkCharacters(text)));
    return found ? [error(file, "the characters ⟦ and ⟧ stand for Slipway's own marks: take them out.")] : [];
}

function dedupe(issues: readonly Issue[]): Issue[] {
    const seen = new Set<string>();
    return issues.filter(({ path: at, message }) => {
        const key = `${at}\n${message}`;
        return !seen.has(key) && seen.add(key);
    });
}
