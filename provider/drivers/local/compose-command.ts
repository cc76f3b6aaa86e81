import { resolve } from "node:path";
import type { ReleaseContext } from "../../contract";
import { run, type RunResult } from "../../core/run";
import type { LocalInputs } from "./deployment";
import { serviceReleaseId } from "./release-id";

/**
 * Runs `docker compose` on a release. The model goes in by standard input and secret values by the command's own
 * environment: neither is ever a file or an argument.
 */
export async function compose(
    inputs: LocalInputs,
    args: readonly string[],
    context: ReleaseContext,
    signal: AbortSignal = context.signal,
): Promise<RunResult> {
    const { project, directory } = inputs.deployment;
    const { model, secrets } = renderModel(inputs);
    const fixed = ["--ansi", "never", "--progress", "plain", "--env-file", "/dev/null", "--profile", "*"];
    const where = ["--project-name", project, "--project-directory", resolve(directory), "--file", "-"];
    return run("docker", ["compose", ...fixed, ...where, ...args], {
        input: JSON.stringify(model),
        env: { ...withoutComposeVariables(process.env), ...inputs.deployment.composeVariables, ...secrets },
        signal,
        onStart: context.started,
        onErrorLine: (line) => context.say(line.trim(), "ephemeral"),
    });
}

/** The model with images and variables in place. Secret variables become references to the command's environment. */
export function renderModel(inputs: LocalInputs): { model: unknown; secrets: Record<string, string> } {
    const { model, secretVariables, built } = inputs.deployment;
    const secrets: Record<string, string> = {};
    const services = Object.entries(model.services).map(([name, definition]) => {
        const release = inputs.services[name];
        if (release === undefined) throw new Error(`the model has a service "${name}" that the release lacks`);
        const environment: Record<string, string> = { SLIPWAY_RELEASE: serviceReleaseId(inputs, name) };
        for (const [variable, value] of Object.entries(release.variables)) {
            environment[variable] = value.replaceAll("$", "$$$$");
        }
        for (const [variable, value] of Object.entries(secretVariables[name] ?? {})) {
            const reference = `SLIPWAY_SECRET_${Object.keys(secrets).length}`;
            secrets[reference] = value;
            environment[variable] = `\${${reference}}`;
        }
        const pull = built.includes(name) ? { pull_policy: "never" } : {};
        return [name, { ...definition, ...pull, image: release.image, environment }];
    });
    return { model: { ...model, services: Object.fromEntries(services) }, secrets };
}

/** `COMPOSE_FILE`, `COMPOSE_PROFILES` and the like of the caller's shell must not change a release. */
function withoutComposeVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("COMPOSE_")));
}
