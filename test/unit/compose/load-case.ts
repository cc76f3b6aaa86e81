import * as path from "node:path";
import type { AppSettings, SecretSource } from "../../../components/app-settings";
import { formatIssues } from "../../../compose/issue";
import { loadProject, type Loaded } from "../../../compose/load";

/** The folder of the Compose files that the tests use, all of our own making. */
export const TESTDATA = path.resolve(__dirname, "../testdata");

export type SettingsOf = Partial<Omit<AppSettings, "secrets">> & {
    readonly secrets?: readonly string[] | Record<string, SecretSource>;
};

export function settingsOf({ secrets = [], ...given }: SettingsOf = {}): AppSettings {
    const sources = Array.isArray(secrets)
        ? Object.fromEntries(secrets.map((name: string): [string, SecretSource] => [name, { from: "config" }]))
        : (secrets as Record<string, SecretSource>);
    return {
        target: "local",
        compose: "compose.yaml",
        variables: {},
        profiles: [],
        without: [],
        services: {},
        publish: {},
        allow: [],
        ...given,
        secrets: sources,
    };
}

const loaded = new Map<string, Promise<Loaded>>();

/** One of the Compose files as the app `shop`; equal requests are loaded once. */
export function loadCase(name: string, settings: SettingsOf = {}, outputs: readonly string[] = []): Promise<Loaded> {
    const key = JSON.stringify([name, settings, outputs]);
    const known = loaded.get(key);
    if (known !== undefined) return known;
    const project = loadProject({
        app: "shop",
        settings: settingsOf(settings),
        projectDirectory: path.join(TESTDATA, name),
        outputs,
    });
    loaded.set(key, project);
    return project;
}

/** Every issue as `severity path: message`. */
export function issueLines({ issues }: Pick<Loaded, "issues">): string[] {
    return issues.map((issue) => `${issue.severity} ${formatIssues([issue])}`);
}
