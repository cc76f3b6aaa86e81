import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseDocument, stringify } from "yaml";
import { Refusal } from "../refusal";
import { settingsNode } from "../settings-yaml";

/** A file to be written. */
export interface Draft {
    readonly file: string;
    readonly text: string;
}

/** The names that Docker Compose looks for, in its order. */
const COMPOSE_FILES = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/** The Compose file that Docker Compose would find in a folder. */
export const composeFileIn = (directory: string): string | undefined =>
    COMPOSE_FILES.find((name) => existsSync(join(directory, name)));

/** The Compose file, relative to the folder. @throws Refusal where there is none */
export function composeFile(directory: string, given: string | undefined): string {
    const found = given ?? composeFileIn(directory);
    if (found !== undefined && existsSync(join(directory, found))) return found;
    throw new Refusal({
        where: directory,
        what: given === undefined ? "there is no Compose file here" : `there is no file ${given}`,
        todo: "go to the folder with your compose.yaml, or name the file with --compose",
    });
}

/** What makes a folder a project that runs Slipway's program. */
export function projectDrafts(directory: string, name: string): Draft[] {
    const main = programFile(directory);
    const project = {
        name,
        description: `${name}, by Slipway`,
        runtime: { name: "nodejs", options: { typescript: false } },
        main,
        plugins: { providers: [{ name: "slipway", path: "./node_modules/slipway/provider" }] },
    };
    const text =
        "// Everything that there is to say stands in Pulumi.<stack>.yaml and in the Compose file.\n" +
        'module.exports = require("./node_modules/slipway/bin/program.cjs");\n';
    return [
        { file: join(directory, "Pulumi.yaml"), text: stringify(project) },
        { file: join(directory, main), text },
    ];
}

/** The program's file: `index.js`, unless the folder's own code has it, or has files of that name be modules. @throws Refusal */
function programFile(directory: string): string {
    const names = isOfModules(directory) ? ["slipway.cjs"] : ["index.js", "slipway.cjs"];
    const free = names.find((name) => !existsSync(join(directory, name)));
    if (free !== undefined) return free;
    const todo = "move it away: `slipway init` writes its own";
    throw new Refusal({ where: join(directory, "slipway.cjs"), what: "is there already", todo });
}

/** Whether Node takes the folder's `.js` files for modules, in which there is no `require`. */
function isOfModules(directory: string): boolean {
    const file = join(directory, "package.json");
    return existsSync(file) && /"type"\s*:\s*"module"/.test(readFileSync(file, "utf8"));
}

/** The stack's file with one more app, and with the region where it has none; comments stay. @throws Refusal */
export function stackDraft(file: string, app: string, settings: object, region: string | undefined): Draft {
    const document = parseDocument(existsSync(file) ? readFileSync(file, "utf8") : "");
    const [broken] = document.errors;
    if (broken !== undefined) throw new Refusal({ where: file, what: `is no YAML: ${broken.message}` });
    const at = ["config", "slipway:apps", app];
    if (document.hasIn(at)) {
        const todo = `edit it in ${basename(file)}, or choose another name with --app`;
        throw new Refusal({ where: `slipway:apps.${app}`, what: "is there already", todo });
    }
    document.setIn(at, settingsNode(document, settings));
    if (region !== undefined && !document.hasIn(["config", "aws:region"]))
        document.setIn(["config", "aws:region"], region);
    return { file, text: document.toString({ lineWidth: 0 }) };
}

/** Whether a stack's settings name the domain in whose zone its apps have theirs. */
export function hasZone(file: string): boolean {
    return parseDocument(readFileSync(file, "utf8")).hasIn(["config", "slipway:environment", "domain"]);
}

/** All of them or none: each is written whole under another name first. */
export function writeAll(drafts: readonly Draft[]): void {
    const draftOf = (file: string): string => `${file}.draft-${process.pid}`;
    try {
        for (const { file, text } of drafts) writeFileSync(draftOf(file), text);
        for (const { file } of drafts) renameSync(draftOf(file), file);
    } finally {
        for (const { file } of drafts) rmSync(draftOf(file), { force: true });
    }
}
