import { formatIssues, type Issue } from "../../compose/issue";
import { planApps } from "../../compose/plan";
import { missingVariable } from "../../compose/variables";
import { readApps } from "../../config/apps";
import type { Problem } from "../../config/problems";
import { Refusal } from "../refusal";

/** An app's settings as they are written. */
export interface Written {
    readonly target: string;
    readonly compose: string;
    readonly secrets?: readonly string[];
    readonly variables?: Readonly<Record<string, string>>;
    readonly domain?: string;
    readonly allow?: readonly string[];
}

export interface Question {
    readonly directory: string;
    readonly stack: string;
    readonly app: string;
    /** Asks for a value that only people know; `undefined` where nobody can be asked. */
    readonly ask: (name: string) => Promise<string | undefined>;
}

const SOUNDS_SECRET = /SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|API_?KEY|PRIVATE|_KEY$|_PASS$/i;

/** The settings with all that the Compose file leaves open, checked against the target. @throws Refusal with every reason why it cannot work */
export async function settled(
    first: Written,
    question: Question,
): Promise<{ settings: Written; warnings: readonly Issue[] }> {
    let settings = first;
    // Each round gives what the one before found missing; Compose may then come to more.
    for (;;) {
        const issues = await check(settings, question);
        const errors = issues.filter(({ severity }) => severity === "error");
        if (errors.length === 0) return { settings, warnings: issues };
        const missing = [...new Set(errors.flatMap((issue) => missingVariable(issue) ?? []))];
        const next = await given(settings, missing, question);
        if (next === settings) throw cannot(errors, settings, question);
        settings = next;
    }
}

async function check(settings: Written, { directory, stack, app }: Question): Promise<readonly Issue[]> {
    const problems: Problem[] = [];
    const apps = readApps(JSON.stringify({ [app]: settings }), stack, problems);
    if (problems.length > 0) return problems;
    return (await planApps(apps, directory, { stack })).issues;
}

async function given(settings: Written, missing: readonly string[], { ask }: Question): Promise<Written> {
    const secrets = missing.filter((name) => SOUNDS_SECRET.test(name) && !settings.secrets?.includes(name));
    const variables: Record<string, string> = {};
    for (const name of missing.filter((other) => !SOUNDS_SECRET.test(other))) {
        const value = await ask(name);
        if (value !== undefined) variables[name] = value;
    }
    if (secrets.length === 0 && Object.keys(variables).length === 0) return settings;
    return {
        ...settings,
        ...(secrets.length > 0 && { secrets: [...(settings.secrets ?? []), ...secrets] }),
        ...(Object.keys(variables).length > 0 && { variables: { ...settings.variables, ...variables } }),
    };
}

function cannot(errors: readonly Issue[], { compose, target }: Written, { app }: Question): Refusal {
    return new Refusal({
        where: `${compose} on ${target}`,
        what: `${app} cannot run so, and nothing was written:\n  ${formatIssues(errors).replaceAll("\n", "\n  ")}`,
        todo: "mend the file, choose another --target, or give what is missing (--variable NAME=value, --secret NAME, --domain, --allow)",
    });
}
