import { promises as fs } from "node:fs";
import * as path from "node:path";
import type { AppSettings } from "../components/app-settings";
import type { Json } from "../components/json";
import { envFilePaths } from "./env-files";
import { error, notGiven, warning, type Issue } from "./issue";
import { formatPath, outputMark, secretMark, visitStrings } from "./marks";
import { findMentions, mentionedNames, missingIn } from "./mentions";

/**
 * What Docker Compose is told for each variable, in the order of lookup: the app's secrets, its variables, outputs.
 * Secrets and outputs are marks. The file's own defaults come after these, by Compose itself.
 */
export function givenVariables(app: string, settings: AppSettings, outputs: readonly string[]): Map<string, string> {
    const given = new Map<string, string>();
    // Compose knows these two by what it is told on its command line.
    given.set("COMPOSE_PROJECT_NAME", app);
    if (settings.profiles.length > 0) given.set("COMPOSE_PROFILES", settings.profiles.join(","));
    for (const name of outputs) given.set(name, outputMark(name));
    for (const [name, value] of Object.entries(settings.variables)) given.set(name, value);
    for (const name of Object.keys(settings.secrets)) given.set(name, secretMark(name));
    return given;
}

/** How to give an app's variable a value; both ways, as only people know whether it is a secret. */
export function howToGive(app: string, name: string): string {
    return (
        `give it one with \`pulumi config set --path 'slipway:apps.${app}.variables.${name}' <value>\`, or, if it is a ` +
        `secret, name it in slipway:apps.${app}.secrets and run \`pulumi config set --secret ${app}:${name}\``
    );
}

/** The file as written, and who reads it. */
export interface WrittenFile {
    readonly app: string;
    /** For messages. */
    readonly file: string;
    /** Docker Compose's JSON before interpolation, services of every profile. */
    readonly written: Json;
    /** Names of the services that are deployed; see {@link activeServices}. */
    readonly active: ReadonlySet<string>;
}

/** Variables that the file needs and nobody gives, where they are needed, an error each. */
export function missingVariables(
    { app, file, written, active }: WrittenFile,
    given: ReadonlyMap<string, string>,
): Map<string, Issue> {
    const issues = new Map<string, Issue>();
    visitStrings(written, [], (text, path) => {
        if (isInactive(path, active)) return;
        for (const { name, reason } of missingIn(text, given)) {
            if (issues.has(name)) continue;
            const why = reason === undefined ? "has neither a value nor a default" : `has no value (${reason})`;
            const where = `${file}: ${formatPath(nameOfPath(path, text))}`;
            issues.set(name, notGiven(where, name, `\${${name}} ${why}: ${howToGive(app, name)}.`));
        }
    });
    return issues;
}

/** Variables that are passed through from the shell (`- NAME`, `NAME:`) and that the stack does not give. */
export function passedThrough(
    { app, file, written, active }: WrittenFile,
    given: ReadonlyMap<string, string>,
): Issue[] {
    const services = (written as { services?: Record<string, { environment?: Json } | null> }).services ?? {};
    return Object.entries(services).flatMap(([service, config]) => {
        if (!active.has(service)) return [];
        const environment = config?.environment ?? {};
        const names = Array.isArray(environment)
            ? environment.map(String).filter((line) => NAME_ALONE.test(line))
            : Object.entries(environment).flatMap(([name, value]) =>
                  value === null && NAME_ALONE.test(name) ? [name] : [],
              );
        return names
            .filter((name) => !given.has(name))
            .map((name) => notPassed(`${file}: services.${service}.environment.${name}`, app, name));
    });
}

const NAME_ALONE = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function notPassed(path: string, app: string, name: string): Issue {
    return notGiven(path, name, `is passed through from the shell, which is not asked: ${howToGive(app, name)}.`);
}

/** Services that are deployed: those without a profile and those of the given profiles. */
export function activeServices(written: Json, profiles: readonly string[]): Set<string> {
    const services = (written as { services?: Record<string, { profiles?: string[] } | null> }).services ?? {};
    const chosen = ([, service]: [string, { profiles?: string[] } | null]) => {
        const own = service?.profiles ?? [];
        return own.length === 0 || own.some((profile) => profiles.includes(profile));
    };
    return new Set(
        Object.entries(services)
            .filter(chosen)
            .map(([name]) => name),
    );
}

/** Variables that Docker Compose found no value for, by its warnings. */
export function blankVariables(stderr: string): string[] {
    return [...stderr.matchAll(/The \\?"([A-Za-z_][A-Za-z0-9_]*)\\?" variable is not set/g)].map(
        ([, name]) => name ?? "",
    );
}

/**
 * Secrets and outputs may stand in a container's `environment` only, and, by name, in top-level `secrets` and
 * `configs`. Elsewhere they would be readable in task definitions, image history and process lists.
 */
export function misplacedMarks({ file, written, active }: WrittenFile, given: ReadonlyMap<string, string>): Issue[] {
    const issues: Issue[] = [];
    visitStrings(written, [], (text, path, as) => {
        if (isInactive(path, active) || String(path[0]).startsWith("x-")) return;
        if (isEnvironment(path) && as === "value") return;
        for (const { name } of findMentions(text)) {
            const kind = /^⟦(secret|output):/.exec(given.get(name) ?? "")?.[1];
            if (kind !== undefined) issues.push(error(`${file}: ${formatPath(path)}`, misplaced(kind, name, path)));
        }
    });
    return issues;
}

/** Why a secret or an output cannot stand somewhere, and where it can. */
export function misplaced(kind: string, name: string, path: readonly (string | number)[]): string {
    const what = kind === "secret" ? `the secret ${name}` : `${name}, which is known only after deployment,`;
    if (path[2] === "build" && kind === "secret") {
        return (
            `${what} would stay readable in the image: give it to the build as a secret ` +
            `(\`build.secrets: [${name}]\`, \`secrets: { ${name}: { environment: ${name} } }\`, and in the Dockerfile ` +
            `\`RUN --mount=type=secret,id=${name}\`).`
        );
    }
    if (path[0] === "configs" && kind === "secret") {
        return `${what} would be readable in a config: make it a secret (\`secrets: { ${name}: { environment: ${name} } }\`).`;
    }
    return (
        `${what} can stand in \`environment\` only: pass it to the container as a variable there and read that, or give ` +
        `${name} in \`variables\` if it may be read by anybody.`
    );
}

/** Settings that the file uses nowhere: mostly typing errors. `names` are all that it mentions or sets. */
export function unusedSettings(app: string, file: string, settings: AppSettings, used: ReadonlySet<string>): Issue[] {
    const unused = (kind: "secrets" | "variables") =>
        Object.keys(settings[kind])
            .filter((name) => !used.has(name))
            .map((name) =>
                warning(
                    `slipway:apps.${app}.${kind}.${name}`,
                    `${file} mentions no variable ${name}, so this has no effect: correct the name or remove it.`,
                ),
            );
    return [...unused("secrets"), ...unused("variables")];
}

/** Every variable that the written file mentions, or that it sets in a container by that name. */
export function usedNames(written: Json): Set<string> {
    const names = new Set<string>();
    visitStrings(written, [], (text, path, as) => {
        mentionedNames(text).forEach((name) => names.add(name));
        if (isEnvironment(path) || path.includes("args")) names.add(as === "key" ? text : (text.split("=")[0] ?? text));
        if (path.at(-1) === "environment" && (path[0] === "secrets" || path[0] === "configs")) names.add(text);
    });
    return names;
}

/** Variables that the services' `env_file`s mention, which only Docker Compose puts in. */
export async function namesInEnvFiles(written: Json, folder: string): Promise<string[]> {
    const services = (written as { services?: Record<string, { [key: string]: Json } | null> }).services ?? {};
    const files = Object.values(services).flatMap((service) => envFilePaths(service ?? undefined));
    const texts = files.map((file) => fs.readFile(path.resolve(folder, file), "utf8").catch(() => ""));
    return (await Promise.all(texts)).flatMap(mentionedNames);
}

function isInactive(path: readonly (string | number)[], active: ReadonlySet<string>): boolean {
    return path[0] === "services" && path.length > 1 && !active.has(String(path[1]));
}

function isEnvironment(path: readonly (string | number)[]): boolean {
    return path[0] === "services" && path[2] === "environment" && path.length >= 4;
}

/** `services.web.environment[3]` holding `NAME=value` → `services.web.environment.NAME`. */
function nameOfPath(path: readonly (string | number)[], text: string): readonly (string | number)[] {
    const name = /^([A-Za-z_][A-Za-z0-9_.-]*)=/.exec(text)?.[1];
    return isEnvironment(path) && typeof path.at(-1) === "number" && name ? [...path.slice(0, -1), name] : path;
}
