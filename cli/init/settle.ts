import type { AppSettings } from "../../components/app-settings";
import type { Issue } from "../../compose/issue";
import { planApps } from "../../compose/plan";
import { shouldBeSecret } from "../../compose/secret-names";
import { readApps } from "../../config/apps";
import type { Problem } from "../../config/problems";
import { cannot } from "./cannot";

/** An app's settings as they are written. */
export interface Written {
    readonly target: string;
    readonly compose: string;
    readonly profiles?: readonly string[];
    readonly secrets?: readonly string[];
    readonly variables?: Readonly<Record<string, string>>;
    readonly services?: Readonly<Record<string, { readonly health: string | false }>>;
    readonly domain?: string;
    readonly allow?: readonly string[];
}

export interface Question {
    readonly directory: string;
    readonly stack: string;
    readonly app: string;
    /** Variables of the `.env` beside the Compose file. */
    readonly env: ReadonlyMap<string, string>;
    /** Asks for a value that only people know; `undefined` where nobody can be asked. */
    readonly ask: (name: string) => Promise<string | undefined>;
}

/** What the Compose file comes to with its settings. */
export interface Settled {
    readonly settings: Written;
    /** The same as Slipway's program will read it. */
    readonly read: AppSettings;
    readonly warnings: readonly Issue[];
    /** Variables whose values were taken from `.env`. */
    readonly fromEnv: readonly string[];
}

/** The settings with all that the Compose file leaves open, checked against the target. @throws Refusal with every reason why it cannot work */
export async function settled(first: Written, question: Question): Promise<Settled> {
    let settings = first;
    const fromEnv: string[] = [];
    // Each round gives what the one before found missing; Compose may then come to more.
    for (;;) {
        const { issues, read } = await check(settings, question);
        const errors = issues.filter(({ severity }) => severity === "error");
        if (errors.length === 0 && read) return { settings, read, warnings: issues, fromEnv };
        // By name, as Compose tells them in another order each time.
        const missing = [...new Set(errors.flatMap(({ variable }) => variable ?? []))].sort();
        const next = await given(settings, missing, question);
        if (next === settings) throw cannot(errors, settings, question.app);
        const taken = Object.keys(next.variables ?? {}).filter((name) => !(name in (settings.variables ?? {})));
        fromEnv.push(...taken.filter((name) => question.env.has(name)));
        settings = next;
    }
}

async function check(
    settings: Written,
    { directory, stack, app }: Question,
): Promise<{ issues: readonly Issue[]; read?: AppSettings }> {
    const problems: Problem[] = [];
    const apps = readApps(JSON.stringify({ [app]: settings }), stack, problems);
    const read = apps[app];
    if (problems.length > 0 || read === undefined) return { issues: problems };
    return { issues: (await planApps(apps, directory, { stack })).issues, read };
}

async function given(settings: Written, missing: readonly string[], { ask, env }: Question): Promise<Written> {
    const secrets = missing.filter((name) => shouldBeSecret(name, env.get(name)) && !settings.secrets?.includes(name));
    const variables: Record<string, string> = {};
    for (const name of missing.filter((other) => !shouldBeSecret(other, env.get(other)))) {
        const value = env.get(name) ?? (await ask(name));
        if (value !== undefined) variables[name] = value;
    }
    if (secrets.length === 0 && Object.keys(variables).length === 0) return settings;
    return {
        ...settings,
        ...(secrets.length > 0 && { secrets: [...(settings.secrets ?? []), ...secrets] }),
        ...(Object.keys(variables).length > 0 && { variables: { ...settings.variables, ...variables } }),
    };
}
