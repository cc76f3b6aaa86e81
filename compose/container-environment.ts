import type { AppSettings } from "../components/app-settings";
import type { Json } from "../components/json";
import { envFilePaths } from "./env-files";
import { notGiven, warning, type Issue } from "./issue";
import { findMark, secretMark } from "./marks";
import { notPassed } from "./variables";
import { looksSecret } from "./secret-names";

type Variables = Readonly<Record<string, Json>>;
type RawService = Readonly<Record<string, Json>>;

/** One service before and after Docker Compose put values in and read `env_file`. */
export interface ServiceTexts {
    readonly app: string;
    /** `docker/api/compose.yaml: services.api` */
    readonly path: string;
    /** None: a rendered file, which does not tell where a value comes from. */
    readonly written?: RawService;
    readonly resolved: RawService;
}

/**
 * The variables of one container, with the stack's word on each:
 *
 * - A variable that has the name of one of the app's secrets is that secret, whatever an `env_file` or the file itself
 *   holds: those values are for plain `docker compose up` on a developer's machine and are neither used nor shown.
 * - One from an `env_file` takes the value of the stack's variable of that name, if there is one.
 * - One from an `env_file` that looks like a secret, and is neither, is refused: `env_file`s are mostly not committed,
 *   and its value would be readable in task definitions.
 * - One that is passed through from the shell (`- NAME`) needs a value in the stack, as no shell is asked.
 */
export function containerEnvironment(
    texts: ServiceTexts,
    settings: AppSettings,
): { environment: Variables; issues: Issue[] } {
    const issues: Issue[] = [];
    const environment: Record<string, Json> = {};
    const files = envFilePaths(texts.written);
    const ownNames = writtenNames(texts.written);
    for (const [name, value] of Object.entries((texts.resolved["environment"] ?? {}) as Variables)) {
        const path = `${texts.path}.environment.${name}`;
        const fromFile = texts.written === undefined || (files.length > 0 && !ownNames.has(name));
        const content = value === null ? undefined : String(value);
        environment[name] = value;
        if (content !== undefined && findMark(content)) continue;
        if (name in settings.secrets) {
            environment[name] = secretMark(name);
            if (!fromFile)
                issues.push(
                    warning(path, `the file's value is not used: ${name} is one of the app's secrets in this stack.`),
                );
        } else if (content === undefined) {
            issues.push(notPassed(path, texts.app, name));
        } else if (fromFile && name in settings.variables) {
            environment[name] = settings.variables[name] ?? "";
        } else if (fromFile && looksSecret(name, content)) {
            issues.push(notGiven(path, name, secretInFile(texts.app, name, files)));
        }
    }
    return { environment, issues };
}

function secretInFile(app: string, name: string, files: readonly string[]): string {
    return (
        `${files.length > 0 ? `comes from the env_file ${files.join(" or ")} and ` : ""}looks like a secret, but is none of the app's in this stack: ` +
        `name it in slipway:apps.${app}.secrets and run \`pulumi config set --secret ${app}:${name}\`, or, if anybody may ` +
        `read it, \`pulumi config set --path 'slipway:apps.${app}.variables.${name}' <value>\`.`
    );
}

/** The names that `environment` itself gives, in either of its forms. */
function writtenNames(written: RawService | undefined): Set<string> {
    const environment = written?.["environment"];
    if (Array.isArray(environment)) return new Set(environment.map((line: Json) => String(line).split("=")[0] ?? ""));
    return new Set(environment && typeof environment === "object" ? Object.keys(environment) : []);
}
