import type { AppSettings } from "../components/app-settings";
import { checkAppName } from "./names";
import { problem, problemsOf, show, type Problem } from "./problems";
import * as schema from "./schema";

/** The value of `slipway:apps`, as JSON. What is wrong with it is added to `problems`; only apps that are right are in the answer. */
export function readApps(text: string | undefined, stack: string, problems: Problem[]): Record<string, AppSettings> {
    const how =
        "`pulumi config set --path 'slipway:apps.<app>.target' local` adds one, described by docker/<app>/compose.yaml.";
    if (text === undefined) {
        problems.push(problem("slipway:apps", `is missing, so the stack has no app: ${how}`));
        return {};
    }
    const value = readMapping({ path: "slipway:apps", text, stack }, problems);
    if (value === undefined) return {};
    if (Object.keys(value).length === 0)
        problems.push(problem("slipway:apps", `is empty, so the stack has no app: ${how}`));
    const apps: Record<string, AppSettings> = {};
    for (const [name, raw] of Object.entries(value)) {
        problems.push(...checkAppName(name));
        const parsed = schema.app.safeParse(raw);
        if (parsed.success) {
            apps[name] = schema.appSettings(name, parsed.data);
            problems.push(...twice(name, apps[name]));
        } else {
            problems.push(...problemsOf(parsed.error, `slipway:apps.${name}`, raw));
        }
    }
    return apps;
}

/** The mapping that a structured setting holds. */
export function readMapping(
    { path, text, stack }: { readonly path: string; readonly text: string; readonly stack: string },
    problems: Problem[],
): Record<string, unknown> | undefined {
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        value = text;
    }
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    problems.push(
        problem(
            path,
            `must be a mapping, not ${show(value)}: write it in Pulumi.${stack}.yaml, or use \`pulumi config set --path\`.`,
        ),
    );
    return undefined;
}

function twice(app: string, settings: AppSettings): Problem[] {
    return Object.keys(settings.variables)
        .filter((name) => name in settings.secrets)
        .map((name) =>
            problem(
                `slipway:apps.${app}.variables.${name}`,
                `is among the app's secrets too: take it out of one of them.`,
            ),
        );
}
