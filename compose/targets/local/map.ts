import type { AppSettings, ServiceSettings } from "../../../components/app-settings";
import type { EnvValue } from "../../../components/env-value";
import type { LocalAppPlan, LocalHealth, LocalServicePlan } from "../../../components/local-docker-args";
import { containerImageBuild } from "../../build";
import { httpHealth } from "../../health";
import { error, type Issue } from "../../issue";
import { isJob, startLayers } from "../../order";
import { publicServices } from "../../public";
import { isStateful } from "../../state";
import type { ComposeProject, ServiceConfig } from "../../types";
import { formatBytes } from "../../units";
import { checkSupport } from "../check";
import { checkLocal, copiesOf } from "./check";
import { definition, type LocalSize } from "./definition";
import { LOCAL_SUPPORT } from "./support";

const MIB = 1024 ** 2;

/** An app's Compose model and settings → what `LocalDocker` is given. With an error among `issues` it must not be used. */
export function mapLocal(project: ComposeProject, settings: AppSettings): { plan: LocalAppPlan; issues: Issue[] } {
    const { layers, cycle } = startLayers(project);
    const issues = [...checkSupport(project, LOCAL_SUPPORT), ...checkLocal(project, settings)];
    if (cycle)
        issues.push(
            error(
                `${project.file}: services`,
                `wait for each other in a circle: ${cycle.join(", ")}; take one \`depends_on\` out.`,
            ),
        );

    const open = new Set(publicServices(project, settings.services).map(({ service }) => service));
    const services: Record<string, LocalServicePlan> = {};
    const sizes: Record<string, LocalSize> = {};
    for (const [name, service] of Object.entries(project.services)) {
        const own = settings.services[name];
        const built = containerImageBuild(project, name);
        issues.push(...built.issues);
        sizes[name] = {
            copies: copiesOf(service, own),
            ...(own?.cpu === undefined ? {} : { cpus: own.cpu / 1024 }),
            ...(own?.memoryMiB === undefined ? {} : { memoryBytes: own.memoryMiB * MIB }),
        };
        const job = isJob(project, name);
        const health = job ? undefined : healthOf(service, own);
        const size = sizeText(service, sizes[name]);
        services[name] = {
            ...(built.build ? { build: built.build } : { image: service.image }),
            environment: service.environment,
            job,
            copies: sizes[name].copies,
            ...(health ? { health } : {}),
            ...(size ? { size } : {}),
            public: open.has(name),
            stateful: isStateful(service),
        };
    }
    const plan: LocalAppPlan = {
        app: project.name,
        directory: project.directory,
        services,
        layers,
        definition: definition(project, sizes),
        variables: variablesOf(project),
    };
    return { plan, issues };
}

/** Only what is published can be asked from outside; on this machine the loopback address is outside enough. */
function healthOf(service: ServiceConfig, settings: ServiceSettings | undefined): LocalHealth | undefined {
    const http = httpHealth(service, settings);
    if (http?.port === undefined) return undefined;
    const { published, hostIp } = http.port;
    return {
        gatePath: http.gatePath,
        containerPort: http.containerPort,
        ...(published === undefined ? {} : { publishedPort: published }),
        ...(hostIp === undefined ? {} : { hostIp }),
    };
}

function sizeText(service: ServiceConfig, size: LocalSize): string | undefined {
    const cpus = size.cpus ?? service.deploy?.limits?.cpus ?? service.cpus;
    const bytes = size.memoryBytes ?? service.deploy?.limits?.memoryBytes ?? service.memLimitBytes;
    const parts = [...(cpus ? [`${cpus} CPU`] : []), ...(bytes ? [formatBytes(bytes)] : [])];
    return parts.length > 0 ? parts.join(", ") : undefined;
}

/** What Compose reads from its own environment: the sources of the secrets and configs that containers read as files. */
function variablesOf(project: ComposeProject): Record<string, EnvValue> {
    const variables: Record<string, EnvValue> = {};
    for (const service of Object.values(project.services)) {
        const sources = [
            ...(service.secrets ?? []).map(({ source }) => project.secrets[source]),
            ...(service.configs ?? []).map(({ source }) => project.configs[source]),
        ];
        for (const source of sources) {
            if (source?.environment) variables[source.environment.variable] = source.environment.value;
        }
    }
    return variables;
}
