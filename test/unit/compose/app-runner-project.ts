import type { AppRunnerPlan } from "../../../components/app-runner/plan";
import { checkSettings } from "../../../compose/settings-checks";
import { appRunnerPlan } from "../../../compose/targets/app-runner/map";
import type { ComposeProject } from "../../../compose/types";
import { projectOf, type Given } from "./fargate-project";
import { issueLines, settingsOf, type SettingsOf } from "./load-case";

/** A service with one HTTP port, of which nothing is to be said on app-runner: tests add what they are about. */
export const WEB: Given = {
    user: undefined,
    readOnly: undefined,
    ports: [{ target: 8080, published: 8080, protocol: "tcp" }],
};

/** Plan and issues of services on app-runner, with every check that looks at the model. */
export function plannedOnAppRunner(
    project: ComposeProject,
    given: SettingsOf = {},
): { plan: AppRunnerPlan | undefined; told: string[] } {
    const settings = settingsOf({ services: { web: { health: "/health" } }, ...given, target: "app-runner" });
    const { plan, issues } = appRunnerPlan(project, settings, { projectDirectory: "/nowhere" });
    return { plan, told: issueLines({ issues: [...checkSettings(project, settings), ...issues] }) };
}

/** The same for an app with the one service `web`. */
export function plannedWeb(service: Given = {}, given: SettingsOf = {}) {
    return plannedOnAppRunner(projectOf({ web: { ...WEB, ...service } }), given);
}
