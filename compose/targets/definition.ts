import type { ServiceSettings } from "../../components/app-settings";
import type { Json } from "../../components/json";
import { SERVICE_CONFIG_KEYS, SERVICE_KEYS } from "../service-keys";
import { formatBytes } from "../units";
import type { ComposeProject, DeployConfig, ServiceConfig } from "../types";
import type { Support, TargetSupport } from "./support";

type JsonObject = { readonly [key: string]: Json };

/** What the stack changes in a service's part of the definition. */
export interface ServiceSize {
    readonly copies: number;
    /** From the stack; none: what the file says. */
    readonly cpus?: number;
    readonly memoryBytes?: number;
}

const MIB = 1024 ** 2;

/** The size that the stack gives a service, in Compose's units. */
export function sizeOf(settings: ServiceSettings | undefined): Omit<ServiceSize, "copies"> {
    const { cpu, memoryMiB } = settings ?? {};
    return {
        ...(cpu === undefined ? {} : { cpus: cpu / 1024 }),
        ...(memoryMiB === undefined ? {} : { memoryBytes: memoryMiB * MIB }),
    };
}

/** Such as `0.5 CPU, 256 MiB`; `undefined`: no limits. */
export function sizeText(service: ServiceConfig, size: ServiceSize): string | undefined {
    const cpus = size.cpus ?? service.deploy?.limits?.cpus ?? service.cpus;
    const bytes = size.memoryBytes ?? service.deploy?.limits?.memoryBytes ?? service.memLimitBytes;
    const parts = [...(cpus ? [`${cpus} CPU`] : []), ...(bytes ? [formatBytes(bytes)] : [])];
    return parts.length > 0 ? parts.join(", ") : undefined;
}

export interface DefinitionArgs {
    /** By service. */
    readonly sizes: Readonly<Record<string, ServiceSize>>;
    /** What it ignores or refuses is left out. */
    readonly support: TargetSupport;
    /** What the target writes itself. @default nothing */
    readonly without?: readonly (keyof ServiceConfig)[];
}

/** The model for `docker compose --file`: the file's own, without what the target's component adds or what has no effect there. */
export function definition(project: ComposeProject, { sizes, support, without = [] }: DefinitionArgs): JsonObject {
    const left = new Set<keyof ServiceConfig>([...LEFT_TO_OTHERS, ...without]);
    const services = Object.entries(project.document.services).map(([name, document]): [string, Json] => {
        const service = project.services[name] as ServiceConfig;
        const keep = { support, left, size: sizes[name] ?? { copies: 1 } };
        return [name, serviceDefinition(service, document, keep)];
    });
    const { services: _services, models: _models, ...sections } = project.document;
    return {
        ...sections,
        ...usedOnly(project, "secrets"),
        ...usedOnly(project, "configs"),
        services: Object.fromEntries(services),
    };
}

/** Keys that Compose has acted on already, or that every target writes itself. */
const LEFT_TO_OTHERS = new Set<keyof ServiceConfig>([
    "build",
    "environment",
    "envFiles",
    "extends",
    "labelFiles",
    "profiles",
    "scale",
    "deploy",
]);

interface Keep {
    readonly support: TargetSupport;
    readonly left: ReadonlySet<keyof ServiceConfig>;
    readonly size: ServiceSize;
}

function serviceDefinition(service: ServiceConfig, document: JsonObject, { support, left, size }: Keep): JsonObject {
    const kept: Record<string, Json> = {};
    for (const key of SERVICE_CONFIG_KEYS) {
        const value = document[SERVICE_KEYS[key]];
        if (value === undefined || left.has(key) || !isHonoured(support.service[key])) continue;
        kept[SERVICE_KEYS[key]] = value;
    }
    if (service.build !== undefined) {
        // The image is built and named by the target; Compose must neither look for another nor build it again.
        delete kept["image"];
        delete kept["pull_policy"];
    }
    if (service.containerName !== undefined && isObject(document["networks"])) {
        kept["networks"] = withAlias(document["networks"], service.containerName);
    }
    const limits = isObject(document["deploy"]) ? supportedDeploy(document["deploy"], support) : {};
    const deploy = sized(limits, size);
    if (size.cpus !== undefined) delete kept["cpus"];
    if (size.memoryBytes !== undefined) delete kept["mem_limit"];
    return {
        ...kept,
        ...(Object.keys(deploy).length > 0 ? { deploy } : {}),
        ...(size.copies !== 1 ? { scale: size.copies } : {}),
    };
}

const DEPLOY_KEYS: Readonly<Partial<Record<string, keyof DeployConfig>>> = {
    mode: "mode",
    endpoint_mode: "endpointMode",
    labels: "labels",
    restart_policy: "restartPolicy",
    update_config: "updateConfig",
    rollback_config: "rollbackConfig",
    placement: "placement",
    // Both halves of it are supported.
    resources: "limits",
};

/** `replicas` is left out: `scale` says it, and Compose refuses two that differ. */
function supportedDeploy(deploy: JsonObject, support: TargetSupport): JsonObject {
    const entries = Object.entries(deploy).filter(([key]) => {
        const known = DEPLOY_KEYS[key];
        return known !== undefined && isHonoured(support.deploy[known]);
    });
    return Object.fromEntries(entries);
}

/** By Docker Compose, as it stands in the file or nearly so. */
function isHonoured(support: Support): boolean {
    return support === "supported" || "differs" in support;
}

function sized(deploy: JsonObject, { cpus, memoryBytes }: ServiceSize): JsonObject {
    if (cpus === undefined && memoryBytes === undefined) return deploy;
    const resources = isObject(deploy["resources"]) ? deploy["resources"] : {};
    const limits = isObject(resources["limits"]) ? resources["limits"] : {};
    const changed = {
        ...limits,
        ...(cpus === undefined ? {} : { cpus }),
        ...(memoryBytes === undefined ? {} : { memory: String(memoryBytes) }),
    };
    return { ...deploy, resources: { ...resources, limits: changed } };
}

function withAlias(networks: JsonObject, alias: string): JsonObject {
    const entries = Object.entries(networks).map(([name, options]): [string, Json] => {
        const known = isObject(options) ? options : {};
        const aliases = Array.isArray(known["aliases"]) ? (known["aliases"] as readonly Json[]) : [];
        return [name, { ...known, aliases: [...new Set([...aliases, alias])] }];
    });
    return Object.fromEntries(entries);
}

/** Secrets and configs that a container reads; those of builds only are none of Compose's business here. */
function usedOnly(project: ComposeProject, kind: "secrets" | "configs"): JsonObject {
    const section = project.document[kind];
    if (!isObject(section)) return {};
    const used = new Set(
        Object.values(project.services).flatMap((service) => (service[kind] ?? []).map(({ source }) => source)),
    );
    const entries = Object.entries(section).filter(([name]) => used.has(name));
    return { [kind]: Object.fromEntries(entries) };
}

function isObject(value: Json | undefined): value is JsonObject {
    return value !== null && typeof value === "object" && !Array.isArray(value);
}
