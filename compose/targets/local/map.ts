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
import { checkSupport } from "../check";
import { definition, sizeOf, sizeText, type ServiceSize } from "../definition";
import { checkLocal, copiesOf } from "./check";
import { LOCAL_SUPPORT } from "./support";

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
    const sizes: Record<string, ServiceSize> = {};
    for (const [name, service] of Object.entries(project.services)) {
        const own = settings.services[name];
        const built = containerImageBuild(project, name);
        issues.push(...built.issues);
        sizes[name] = {
            copies: copiesOf(service, own),
            ...sizeOf(own),
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
        definition: definition(project, { sizes, support: LOCAL_SUPPORT }),
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
