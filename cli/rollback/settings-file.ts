import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parseDocument } from "yaml";
import { settingsPath, type Project } from "../project";
import { Refusal } from "../refusal";
import { settingsNode } from "../settings-yaml";
import type { AppRelease } from "./history";

/**
 * A stack's settings (`Pulumi.<stack>.yaml`) with an app's entry as it was, held at that release's commit. What is as it was keeps its
 * place and its comments.
 *
 * @throws Refusal where the file is no YAML or has no `slipway:apps`
 */
export function withApp(file: string, text: string, app: string, { settings = {}, commit }: AppRelease): string {
    const document = parseDocument(text);
    const [broken] = document.errors;
    if (broken !== undefined) throw new Refusal({ where: file, what: `is no YAML: ${broken.message}` });
    const at = ["config", "slipway:apps"];
    const apps = (document.toJS() as { config?: Record<string, unknown> } | null)?.config?.["slipway:apps"];
    if (typeof apps !== "object" || apps === null) {
        const what = "has no mapping `slipway:apps` under `config`";
        throw new Refusal({ where: file, what, todo: "write the apps there as YAML, as docs/configuration.md shows" });
    }
    const { commit: _, ...now } = (apps as Record<string, Record<string, unknown>>)[app] ?? {};
    if (!isDeepStrictEqual(now, settings)) document.setIn([...at, app], settingsNode(document, settings));
    document.setIn([...at, app, "commit"], settingsNode(document, commit));
    return document.toString({ lineWidth: 0 });
}

/** Where the stack's settings lie. @throws Refusal where they are not */
export function settingsFile(project: Project, stack: string, given: string | undefined): string {
    const file = resolve(given ?? settingsPath(project, stack));
    if (existsSync(file)) return file;
    throw new Refusal({
        where: file,
        what: "is not there, so nothing holds the stack's settings",
        todo: "name the file with --config-file",
    });
}
