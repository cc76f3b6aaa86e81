import type { Json } from "../components/json";
import { error, warning, type Issue } from "./issue";
import type { ComposeProject, ServiceConfig } from "./types";

/** The project without services that the stack leaves out; what still needs one of them is told. */
export function leaveOut(
    project: ComposeProject,
    without: readonly string[],
): { project: ComposeProject; issues: Issue[] } {
    const left = takeAway(project, without);
    const by = `which slipway:apps.${project.name}.without leaves out: deploy both or neither.`;
    const issues = [...sharedWith(left, without, by), ...addressesOf(left, without)];
    return { project: left, issues };
}

/** The project without some services, for which nobody waits any more. */
export function takeAway(project: ComposeProject, names: readonly string[]): ComposeProject {
    const gone = new Set(names);
    const keep = <Value>(record: Readonly<Record<string, Value>>): [string, Value][] =>
        Object.entries(record).filter(([name]) => !gone.has(name));
    const services = keep(project.services).map(([name, service]): [string, ServiceConfig] => [
        name,
        { ...service, dependsOn: Object.fromEntries(keep(service.dependsOn)) },
    ]);
    const documents = keep(project.document.services).map(
        ([name, service]): [string, Readonly<Record<string, Json>>] => {
            const { depends_on: dependencies, ...rest } = service;
            const left = keep((dependencies ?? {}) as Record<string, Json>);
            return [name, left.length > 0 ? { ...rest, depends_on: Object.fromEntries(left) } : rest];
        },
    );
    return {
        ...project,
        services: Object.fromEntries(services),
        document: { ...project.document, services: Object.fromEntries(documents) },
    };
}

/** Services that share a network, processes or volumes with one that is gone. `why` ends the message. */
export function sharedWith({ file, services }: ComposeProject, gone: readonly string[], why: string): Issue[] {
    return Object.entries(services).flatMap(([name, service]) => {
        const shares: [string, readonly string[]][] = [
            ["network_mode", [service.networkMode ?? ""]],
            ["ipc", [service.ipc ?? ""]],
            ["pid", [service.pid ?? ""]],
            ["volumes_from", service.volumesFrom ?? []],
        ];
        return shares.flatMap(([key, references]) =>
            references.flatMap((reference) => {
                const other = reference.replace(/^service:/, "").split(":")[0] ?? "";
                return gone.includes(other)
                    ? [error(`${file}: services.${name}.${key}`, `needs ${other}, ${why}`)]
                    : [];
            }),
        );
    });
}

/** Variables that still name a service that is left out. */
function addressesOf({ name: app, file, services }: ComposeProject, gone: readonly string[]): Issue[] {
    return Object.entries(services).flatMap(([name, service]) =>
        Object.entries(service.environment).flatMap(([variable, value]) => {
            const texts = (value.kind === "composite" ? value.parts : [value]).map((part) =>
                part.kind === "plain" ? part.value : "\0",
            );
            const other = gone.find((candidate) => namesHost(texts.join(""), candidate));
            if (other === undefined) return [];
            const what = `has the address of ${other}, which slipway:apps.${app}.without leaves out: give the external address, for example by a variable in the file and in slipway:apps.${app}.variables.`;
            return [warning(`${file}: services.${name}.environment.${variable}`, what)];
        }),
    );
}

/** Whether a text is a host's name, or an URL with that host. */
function namesHost(text: string, host: string): boolean {
    const name = host.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`^${name}(:\\d+)?$|(//|@)${name}(?=[:/?]|$)`).test(text);
}
