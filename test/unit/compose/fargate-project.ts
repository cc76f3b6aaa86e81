import type { FargateAppPlan } from "../../../components/fargate/plan";
import { checkFargateSupport } from "../../../compose/targets/ecs-fargate/jobs";
import { fargatePlan } from "../../../compose/targets/ecs-fargate/map";
import type { ImageLock } from "../../../compose/image-lock";
import { checkSettings } from "../../../compose/settings-checks";
import type { ComposeProject, ServiceConfig } from "../../../compose/types";
import { issueLines, settingsOf, type SettingsOf } from "./load-case";

export type Given = Partial<ServiceConfig>;

/** A service that nothing is to be said of: tests add what they are about. */
const QUIET: Given = { image: `app@sha256:${"0".repeat(64)}`, user: "1000:1000", readOnly: true };

/** The model of a Compose file, without a Compose file. */
export function projectOf(
    services: Readonly<Record<string, Given>>,
    more: Partial<ComposeProject> = {},
): ComposeProject {
    return {
        name: "shop",
        file: "compose.yaml",
        directory: ".",
        services: Object.fromEntries(
            Object.entries(services).map(([name, service]): [string, ServiceConfig] => [
                name,
                { dependsOn: {}, environment: {}, networks: {}, ports: [], volumes: [], ...QUIET, ...service },
            ]),
        ),
        networks: {},
        volumes: {},
        secrets: {},
        configs: {},
        models: {},
        document: { services: {} },
        ...more,
    };
}

/** Plan and issues of services on ecs-fargate, with every check that looks at the model. */
export function planned(
    project: ComposeProject,
    given: SettingsOf = {},
    lock: ImageLock = {},
): { plan: FargateAppPlan; told: string[] } {
    const settings = settingsOf({ allow: ["203.0.113.0/24"], ...given, target: "ecs-fargate" });
    const { plan, issues } = fargatePlan(project, settings, { projectDirectory: "/nowhere", lock, stack: "dev" });
    const all = [...checkSettings(project, settings), ...checkFargateSupport(project), ...issues];
    return { plan, told: issueLines({ issues: all }) };
}

/** The same for an app with the one service `api`. */
export function plannedApi(service: Given, given: SettingsOf = {}) {
    const { plan, told } = planned(projectOf({ api: service }), given);
    return { api: plan.services["api"], told };
}
