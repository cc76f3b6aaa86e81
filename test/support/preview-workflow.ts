/** The workflows, as far as they can be run here: their own steps, GitHub's machine is this one. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { load } from "js-yaml";
import type { TestStack } from "./stack";

const workflow = (name: string): string => resolve(__dirname, "../../.github/workflows", name);
const PREVIEW_WORKFLOW = workflow("preview.yml");
export const DEPLOY_WORKFLOW = workflow("deploy-stack.yml");
export const DRIFT_WORKFLOW = workflow("drift.yml");

interface Workflow {
    /** One that calls another workflow has no steps. */
    readonly jobs: Record<string, { readonly steps?: readonly { readonly name?: string; readonly run?: string }[] }>;
}

export function stepsOf(file: string): { readonly name?: string; readonly uses?: string; readonly run?: string }[] {
    const { jobs } = load(readFileSync(file, "utf8")) as Workflow;
    return Object.values(jobs).flatMap(({ steps = [] }) => steps);
}

/** What a step of a workflow leaves behind. */
export interface StepResult {
    readonly code: number;
    /** What it wrote to its log. */
    readonly log: string;
    /** What it passes on to later steps. */
    readonly outputs: string;
    /** The text of a file that it wrote. */
    file(name: string): string;
}

/** Runs a step of a workflow that needs no stack, in the repository as GitHub would. */
export function stepAlone(
    [file, title]: readonly [file: string, title: string],
    env: NodeJS.ProcessEnv,
): Pick<StepResult, "code" | "log" | "outputs"> {
    const script = stepsOf(file).find(({ name }) => name === title)?.run;
    if (script === undefined) throw new Error(`${file} has no step "${title}" that runs something`);
    const folder = mkdtempSync(join(tmpdir(), "slipway-step-"));
    const output = join(folder, "output");
    writeFileSync(output, "");
    try {
        const { status, stdout, stderr } = spawnSync("bash", ["-eo", "pipefail", "-c", script], {
            cwd: resolve(__dirname, "../.."),
            env: { ...process.env, ...env, GITHUB_OUTPUT: output },
            encoding: "utf8",
        });
        return { code: status ?? 1, log: `${stdout}${stderr}`, outputs: readFileSync(output, "utf8") };
    } finally {
        rmSync(folder, { recursive: true });
    }
}

/** Runs a step of a workflow for a stack as GitHub would, but for the files that it writes: they lie beside the test's. */
export function runStep(
    [file, title]: readonly [file: string, title: string],
    stack: TestStack,
    env: NodeJS.ProcessEnv,
): StepResult {
    const script = stepsOf(file).find(({ name }) => name === title)?.run ?? "";
    const folder = join(stack.directory, "workflow");
    mkdirSync(join(folder, "bin"), { recursive: true });
    // The tests' settings lie outside the repository, of which the workflow knows nothing.
    const pulumi = execFileSync("which", ["pulumi"], { encoding: "utf8" }).trim();
    const wrapper = join(folder, "bin", "pulumi");
    const given = `case "$1" in stack) ;; *) set -- "$@" --config-file ${stack.configFile} ;; esac`;
    writeFileSync(wrapper, `#!/bin/sh\n${given}\nexec ${pulumi} "$@"\n`);
    chmodSync(wrapper, 0o755);
    const [output, page] = [join(folder, "output"), join(folder, "summary")];
    for (const path of [output, page]) writeFileSync(path, "");
    // The step writes into the folder it runs in; here these files go elsewhere.
    const here = script.replaceAll(/\b(preview|drift|comment)\.(json|md)\b/g, (name) => join(folder, name));
    const { status, stdout, stderr } = spawnSync("bash", ["-eo", "pipefail", "-c", here], {
        cwd: stack.project,
        env: {
            ...stack.env,
            ...env,
            STACK: stack.name,
            GITHUB_OUTPUT: output,
            GITHUB_STEP_SUMMARY: page,
            PATH: `${join(folder, "bin")}${delimiter}${process.env.PATH}`,
        },
        encoding: "utf8",
        maxBuffer: 2 ** 28,
    });
    return {
        code: status ?? 1,
        log: `${stdout}${stderr}`,
        outputs: readFileSync(output, "utf8"),
        file: (name) => readFileSync(join(folder, name), "utf8"),
    };
}

/** Runs the step "Preview" for a stack: Pulumi's exit code as the step passes it on, and the comment. */
export function commentOf(stack: TestStack, env: NodeJS.ProcessEnv): { status: string; text: string } {
    const { code, log, outputs, file } = runStep([PREVIEW_WORKFLOW, "Preview"], stack, env);
    if (code !== 0) throw new Error(`the step failed:\n${log}`);
    return { status: /^status=(\d+)$/m.exec(outputs)?.[1] ?? "", text: file("comment.md") };
}
