import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import {
    ComposeUnavailable,
    dockerCompose,
    type ComposeInvocation,
    type ComposeResult,
    type ComposeRunner,
} from "./docker-compose-cli";

/** Answers of Docker Compose, by what was asked and of which files. Secrets are in none: Compose is told marks in their places. */
type Answers = Readonly<Record<string, ComposeResult>>;

/** Stands for the project's folder, which is another one on each machine. */
const HERE = "⟦project⟧";
const ELSEWHERE = /^(node_modules|\.git|\.slipway)$/;
const READ_BY_COMPOSE = /\.(ya?ml|env)$|^\.env/;
/** Pulumi's settings: Compose reads none of them. */
const PULUMI = /^Pulumi(\.[\w.-]+)?\.yaml$/;

/** Docker Compose; or its answers from a file, where the environment names one: for a machine that has none. */
export function chosenCompose(): ComposeRunner {
    const { SLIPWAY_COMPOSE_ANSWERS: answers, SLIPWAY_COMPOSE_RECORD: record } = process.env;
    if (answers) return recorded(path.resolve(answers));
    return record ? recording(dockerCompose, path.resolve(record)) : dockerCompose;
}

/** Runs Docker Compose, and writes what it answers to a file, for a machine that has none. */
export function recording(runner: ComposeRunner, file: string, project = process.cwd()): ComposeRunner {
    return async (invocation) => {
        const answer = await runner(invocation);
        const text = JSON.stringify(answer).replaceAll(project, HERE);
        const answers = { ...readAnswers(file), [keyOf(invocation, project)]: JSON.parse(text) as ComposeResult };
        const sorted = Object.fromEntries(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)));
        writeFileSync(file, `${JSON.stringify(sorted, undefined, 2)}\n`);
        return answer;
    };
}

/**
 * Answers from such a file in the place of Docker Compose.
 *
 * @throws {@link ComposeUnavailable} where the answer is not there: the question or the files have changed since.
 */
export function recorded(file: string, project = process.cwd()): ComposeRunner {
    return (invocation) => {
        const answer = readAnswers(file)[keyOf(invocation, project)];
        if (answer !== undefined)
            return Promise.resolve(JSON.parse(JSON.stringify(answer).replaceAll(HERE, project)) as ComposeResult);
        const what = existsSync(file)
            ? `${path.basename(file)} holds no answer of Docker Compose for these files and settings`
            : `there is no file ${path.basename(file)} with answers of Docker Compose`;
        throw new ComposeUnavailable(
            what,
            "record them anew where Docker Compose is: `SLIPWAY_COMPOSE_RECORD=<file> pulumi preview` with this commit and stack",
        );
    };
}

function readAnswers(file: string): Answers {
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Answers) : {};
}

/** What is asked, and the content of every file that Compose could read for it: included ones lie in the project too. */
function keyOf({ args, env, cwd }: ComposeInvocation, project: string): string {
    const { DOCKER_CONFIG: _, ...variables } = env;
    const asked = JSON.stringify([args, Object.entries(variables).sort(), cwd]).replaceAll(project, HERE);
    const hash = createHash("sha256").update(asked);
    // The version is asked of no file.
    if (args[0] !== "version") for (const folder of new Set([project, cwd])) addFiles(hash, folder, folder);
    return hash.digest("hex");
}

function addFiles(hash: ReturnType<typeof createHash>, root: string, folder: string): void {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const file = path.join(folder, entry.name);
        if (entry.isDirectory() && !ELSEWHERE.test(entry.name)) addFiles(hash, root, file);
        else if (entry.isFile() && READ_BY_COMPOSE.test(entry.name) && !PULUMI.test(entry.name))
            hash.update(`\n${path.relative(root, file)}\n`).update(readFileSync(file));
    }
}
