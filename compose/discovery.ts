import type { AppSettings } from "../components/app-settings";
import { error, type Issue } from "./issue";
import { isJob } from "./order";
import type { ComposeProject } from "./types";

/** Whether each service that another one `discovers` is a container of this app that lasts, and another one. `project`: with all services of the file. */
export function discoveryIssues(project: ComposeProject, settings: AppSettings): Issue[] {
    const { name: app } = project;
    return Object.entries(settings.services).flatMap(([caller, { discovers = [] }]) =>
        discovers.flatMap((service, index) => {
            const why = refusal(project, settings, { caller, service, first: discovers.indexOf(service) === index });
            if (why === undefined) return [];
            return [error(`slipway:apps.${app}.services.${caller}.discovers[${index}]`, `is ${service}, ${why}`)];
        }),
    );
}

function refusal(
    project: ComposeProject,
    { managed = {}, without }: AppSettings,
    { caller, service, first }: { readonly caller: string; readonly service: string; readonly first: boolean },
): string | undefined {
    const { file, services } = project;
    if (!first) return "which stands there twice: take one out.";
    if (service === caller) return "the service itself: name others, or leave it out.";
    if (!(service in services)) {
        const known = Object.keys(services).filter(
            (name) => ![caller, ...without].includes(name) && !(name in managed) && !isJob(project, name),
        );
        return `but ${file} deploys no such service: those that it could find are ${known.sort().join(", ") || "none"}.`;
    }
    if (without.includes(service)) return "which is not deployed here (`without`): take it out.";
    if (service in managed) return "which AWS runs: it has one address, not one for each copy. Take it out.";
    if (isJob(project, service)) return "a job, which nobody calls: take it out.";
    return undefined;
}
