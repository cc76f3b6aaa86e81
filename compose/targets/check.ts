import { error, warning, type Issue } from "../issue";
import { isGiven, SERVICE_CONFIG_KEYS, SERVICE_KEYS } from "../service-keys";
import type { ComposeProject, DeployConfig, ServiceConfig } from "../types";
import type { Support, TargetSupport } from "./support";

/** The Compose specification's name of each key of `deploy`. */
export const DEPLOY_KEYS: Readonly<Record<keyof DeployConfig, string>> = {
    mode: "mode",
    replicas: "replicas",
    endpointMode: "endpoint_mode",
    labels: "labels",
    limits: "resources.limits",
    reservations: "resources.reservations",
    restartPolicy: "restart_policy",
    updateConfig: "update_config",
    rollbackConfig: "rollback_config",
    placement: "placement",
};

/** What a target answers to one key that a service gives. */
export interface SupportedKey {
    /** Where it stands: `compose.yaml: services.api.deploy.placement`. */
    readonly path: string;
    /** The same, short: `api.deploy.placement`. */
    readonly key: string;
    readonly support: Support;
}

/** `image` beside `build` is a name for what is built, and on no target its name. */
const NAME_OF_BUILT: Support = { differs: "what is built is named after its content, so this name is not used" };

/** A target's answers to every key that a project's services give. */
export function supportedKeys(project: ComposeProject, support: TargetSupport): SupportedKey[] {
    return Object.entries(project.services).flatMap(([name, service]) => {
        const at = (key: string, of: Support): SupportedKey => ({
            path: `${project.file}: services.${name}.${key}`,
            key: `${name}.${key}`,
            support: of,
        });
        const given = SERVICE_CONFIG_KEYS.filter((key) => isGiven(service, key));
        const answer = (key: keyof ServiceConfig): Support =>
            key === "image" && service.build !== undefined ? NAME_OF_BUILT : support.service[key];
        const ofService = given.map((key) => at(SERVICE_KEYS[key], answer(key)));
        const { deploy } = service;
        const ofDeploy = deploy === undefined || support.service.deploy !== "supported" ? [] : deployKeys(deploy);
        return [...ofService, ...ofDeploy.map((key) => at(`deploy.${DEPLOY_KEYS[key]}`, support.deploy[key]))];
    });
}

/** What a target ignores (warnings) or cannot do (errors) of a project, by its support table. */
export function checkSupport(project: ComposeProject, support: TargetSupport): Issue[] {
    return supportedKeys(project, support).flatMap((key) => issueOf(key.path, support, key.support));
}

function deployKeys(deploy: DeployConfig): (keyof DeployConfig)[] {
    return (Object.keys(DEPLOY_KEYS) as (keyof DeployConfig)[]).filter((key) => {
        const value = deploy[key];
        return value !== undefined && (typeof value !== "object" || Object.keys(value).length > 0);
    });
}

function issueOf(path: string, { target }: TargetSupport, support: Support): Issue[] {
    if (support === "supported" || "differs" in support) return [];
    if ("unsupported" in support) return [warning(path, `has no effect on ${target}: ${support.unsupported}.`)];
    return [error(path, `cannot run on ${target}: ${support.incompatible}.`)];
}
