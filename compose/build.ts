import * as path from "node:path";
import type { BuildSecret, ContainerImageBuild } from "../components/container-image-args";
import { error, warning, type Issue } from "./issue";
import type { Support } from "./targets/support";
import type { BuildConfig, ComposeProject, ServiceConfig } from "./types";

/** What becomes of each key of `build`, on every target: images are built by BuildKit where `pulumi up` runs. */
export const BUILD_SUPPORT = {
    context: "supported",
    dockerfile: "supported",
    dockerfileInline: "supported",
    target: "supported",
    args: "supported",
    additionalContexts: "supported",
    secrets: "supported",
    platforms: "supported",
    cacheFrom: "supported",
    cacheTo: "supported",
    noCache: "supported",
    noCacheFilter: { unsupported: "the whole build uses the cache; `no_cache: true` turns it off for all stages" },
    pull: "supported",
    labels: "supported",
    tags: { unsupported: "images are named after their content; publish other tags from CI" },
    ssh: "supported",
    network: "supported",
    extraHosts: "supported",
    entitlements: { incompatible: "builds run without extra rights: take it out" },
    privileged: { incompatible: "builds run without extra rights: take it out" },
    isolation: { unsupported: "it is for Windows containers only" },
    shmSizeBytes: { unsupported: "BuildKit's own size of /dev/shm is used" },
    ulimits: { unsupported: "BuildKit's own limits are used" },
    provenance: { unsupported: "builds are asked for no attestations: have CI publish the image where one is wanted" },
    sbom: { unsupported: "builds are asked for no attestations: have CI publish the image where one is wanted" },
} as const satisfies Record<keyof BuildConfig, Support>;

const BUILD_KEYS: Readonly<Record<keyof BuildConfig, string>> = {
    context: "context",
    dockerfile: "dockerfile",
    dockerfileInline: "dockerfile_inline",
    target: "target",
    args: "args",
    additionalContexts: "additional_contexts",
    secrets: "secrets",
    platforms: "platforms",
    cacheFrom: "cache_from",
    cacheTo: "cache_to",
    noCache: "no_cache",
    noCacheFilter: "no_cache_filter",
    pull: "pull",
    labels: "labels",
    tags: "tags",
    ssh: "ssh",
    network: "network",
    extraHosts: "extra_hosts",
    entitlements: "entitlements",
    privileged: "privileged",
    isolation: "isolation",
    shmSizeBytes: "shm_size",
    ulimits: "ulimits",
    provenance: "provenance",
    sbom: "sbom",
};

/** A service's `build` as `ContainerImage` takes it; paths become relative to the Pulumi project's folder. */
export function containerImageBuild(
    project: ComposeProject,
    name: string,
): { build?: ContainerImageBuild; issues: Issue[] } {
    const service = project.services[name];
    const config = service?.build;
    if (service === undefined || config === undefined) return { issues: [] };
    const at = `${project.file}: services.${name}.build`;
    const issues = [...unsupportedKeys(config, at), ...check(config, service, at)];
    const secrets = Object.fromEntries(
        config.secrets.flatMap(({ source, id }): [string, BuildSecret][] => {
            const secret = project.secrets[source];
            if (secret?.environment) return [[id, secret.environment.value]];
            if (secret?.file !== undefined) return [[id, { kind: "file", path: fromProject(project, secret.file) }]];
            issues.push(
                error(
                    `${at}.secrets`,
                    `the secret ${source} is kept outside (\`external\`), where a build cannot reach it: give it \`environment\` or \`file\`.`,
                ),
            );
            return [];
        }),
    );
    const build: ContainerImageBuild = {
        context: fromProject(project, config.context),
        ...given({
            dockerfile: config.dockerfile === "Dockerfile" ? undefined : config.dockerfile,
            dockerfileInline: config.dockerfileInline,
            target: config.target,
            args: filled(config.args),
            additionalContexts: filled(
                mapValues(config.additionalContexts, (context) => fromProject(project, context)),
            ),
            secrets: filled(secrets),
            platform: config.platforms[0] ?? service.platform,
            cacheFrom: filled(config.cacheFrom),
            cacheTo: filled(config.cacheTo),
            noCache: config.noCache || undefined,
            labels: filled(config.labels),
            pull: config.pull || undefined,
            network: config.network as ContainerImageBuild["network"],
            extraHosts: filled(config.extraHosts),
            ssh: filled(config.ssh),
        }),
    };
    return { build, issues };
}

function unsupportedKeys(config: BuildConfig, at: string): Issue[] {
    return (Object.keys(BUILD_SUPPORT) as (keyof BuildConfig)[]).flatMap((key): Issue[] => {
        const support: Support = BUILD_SUPPORT[key];
        const value = config[key];
        if (support === "supported" || value === undefined || value === false || filled(value) === undefined) return [];
        if ("incompatible" in support)
            return [error(`${at}.${BUILD_KEYS[key]}`, `cannot be done: ${support.incompatible}.`)];
        return [warning(`${at}.${BUILD_KEYS[key]}`, `has no effect: ${support.unsupported}.`)];
    });
}

function check(config: BuildConfig, service: ServiceConfig, at: string): Issue[] {
    const issues: Issue[] = [];
    if (config.platforms.length > 1) {
        const what = `names ${config.platforms.length} platforms (${config.platforms.join(", ")}), but a service runs on one: name that one.`;
        issues.push(error(`${at}.platforms`, what));
    }
    if (
        service.platform !== undefined &&
        config.platforms[0] !== undefined &&
        config.platforms[0] !== service.platform
    ) {
        const what = `builds for ${config.platforms[0]}, but the service's \`platform\` is ${service.platform}: name the same one.`;
        issues.push(error(`${at}.platforms`, what));
    }
    if (config.network !== undefined && !["default", "host", "none"].includes(config.network)) {
        issues.push(
            error(
                `${at}.network`,
                `is ${JSON.stringify(config.network)}, but a build can use \`default\`, \`host\` or \`none\` only.`,
            ),
        );
    }
    return issues;
}

/** A path relative to the Compose file's folder → relative to the Pulumi project's. Addresses stay as they are. */
function fromProject(project: ComposeProject, value: string): string {
    const isPath = value === "." || value === ".." || value.startsWith("./") || value.startsWith("../");
    return isPath ? path.posix.normalize(`${project.directory}/${value}`) : value;
}

/** `undefined` for an empty list or mapping: a key without content is not given. */
function filled<Value>(value: Value): Value | undefined {
    const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
    return isEmpty ? undefined : value;
}

function given<Values extends object>(values: Values): Values {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values;
}

function mapValues<Value, Result>(
    record: Readonly<Record<string, Value>>,
    by: (value: Value) => Result,
): Record<string, Result> {
    return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, by(value)]));
}
