import type { AppSettings, Target } from "../components/app-settings";
import type { EnvValue } from "../components/env-value";
import { discoveryIssues } from "./discovery";
import { httpHealth, isReadinessPath } from "./health";
import { error, warning, type Issue } from "./issue";
import { publicServices, publishedButPrivate } from "./public";
import type { ComposeProject } from "./types";

/** Targets that refuse `discovers` as a whole. */
const RUNS_ONE: readonly Target[] = ["app-runner", "ecs-express"];

/** Whether the stack's settings fit the file: services that exist, ports that can move, secrets that can be joined. */
export function checkSettings(project: ComposeProject, settings: AppSettings): Issue[] {
    return [
        ...unknownServices(project, settings),
        ...unpublishable(project, settings),
        ...joinedReferences(project, settings),
        ...(RUNS_ONE.includes(settings.target) ? [] : discoveryIssues(project, settings)),
        ...(settings.target === "local" ? [] : reachability(project, settings)),
        ...(settings.target === "app-runner" ? [] : misplacedVpc(project, settings)),
    ];
}

function unknownServices({ name, file, services }: ComposeProject, settings: AppSettings): Issue[] {
    const known = Object.keys(services).sort().join(", ");
    const unknown = (path: string, service: string) =>
        error(
            `slipway:apps.${name}.${path}`,
            `${file} deploys no service ${JSON.stringify(service)}: its services are ${known || "none"}.`,
        );
    const isUnknown = (service: string) => !(service in services);
    const issues = [
        ...Object.keys(settings.services)
            .filter(isUnknown)
            .map((service) => unknown(`services.${service}`, service)),
        ...Object.keys(settings.publish)
            .filter(isUnknown)
            .map((service) => unknown(`publish.${service}`, service)),
        ...settings.without
            .filter(isUnknown)
            .map((service) => unknown(`without[${settings.without.indexOf(service)}]`, service)),
    ];
    if (Object.keys(services).length === 0) {
        issues.push(
            error(
                file,
                `has no service to deploy: write one, or name the profiles of its services in slipway:apps.${name}.profiles.`,
            ),
        );
    } else if (Object.keys(services).every((service) => settings.without.includes(service))) {
        issues.push(error(`slipway:apps.${name}.without`, `leaves out every service of ${file}: leave at least one.`));
    }
    return issues;
}

function unpublishable({ name, file, services }: ComposeProject, settings: AppSettings): Issue[] {
    return Object.entries(settings.publish).flatMap(([service, port]) => {
        const config = services[service];
        if (config === undefined || config.ports.length > 0) return [];
        const what = `${port} cannot be published: ${file} gives services.${service} no \`ports\`; add \`ports: ["${port}:<container port>"]\` there.`;
        return [error(`slipway:apps.${name}.publish.${service}`, what)];
    });
}

/** An existing Secrets Manager entry is only ever referenced, never read, so its value cannot become part of another. */
function joinedReferences({ file, services }: ComposeProject, settings: AppSettings): Issue[] {
    const references = (value: EnvValue) =>
        value.kind === "composite"
            ? value.parts.flatMap((part) =>
                  part.kind === "secret" && settings.secrets[part.name]?.from === "arn" ? [part.name] : [],
              )
            : [];
    return Object.entries(services).flatMap(([service, config]) =>
        Object.entries(config.environment).flatMap(([variable, value]) =>
            references(value).map((secret) =>
                error(
                    `${file}: services.${service}.environment.${variable}`,
                    `joins the secret ${secret} with other text, but ${secret} is an existing entry of Secrets Manager (an ARN), ` +
                        `which is referenced and never read: store the whole value of ${variable} as one secret and name that ` +
                        `in \`secrets\`, or pass ${secret} as a variable of its own and let the program join them.`,
                ),
            ),
        ),
    );
}

/** Where else than on App Runner a service runs is no question of its own. */
function misplacedVpc({ name }: ComposeProject, { target, services }: AppSettings): Issue[] {
    return Object.keys(services)
        .filter((service) => services[service]?.vpc !== undefined)
        .map((service) =>
            error(
                `slipway:apps.${name}.services.${service}.vpc`,
                `is given, but only app-runner has a choice of networks, not ${target}: leave it out.`,
            ),
        );
}

/** On AWS: ports that stay private although the file publishes them, and load balancers that would ask too much. */
function reachability(project: ComposeProject, { target, services }: AppSettings): Issue[] {
    const setHealth = (service: string, path: string) =>
        `\`pulumi config set --path 'slipway:apps.${project.name}.services.${service}.health' ${path}\``;
    const hidden = publishedButPrivate(project, services).map((service) =>
        warning(
            `${project.file}: services.${service}.ports`,
            `stay private on ${target}, as nothing says that ${service} speaks HTTP: if it does, ${setHealth(service, "/health")}.`,
        ),
    );
    // The proxy of a host asks nothing by itself; only the release does, once.
    const balanced = target === "ec2-compose" ? [] : publicServices(project, services);
    const eager = balanced.flatMap(({ service }) => {
        const config = project.services[service];
        const path = config && httpHealth(config, services[service])?.healthPath;
        if (path === undefined || !isReadinessPath(path) || services[service]?.health !== undefined) return [];
        const what =
            `asks ${path}, and so does the load balancer, which replaces every copy when a database that this path looks at is ` +
            `away for a moment: give it a path that looks at nothing else, ${setHealth(service, "/health")}.`;
        return [warning(`${project.file}: services.${service}.healthcheck`, what)];
    });
    return [...hidden, ...eager];
}
