import type { Json } from "../components/json";
import type { ComposeProject, ServicePortConfig } from "./types";

/** The project with another first published port for some services, in the model and in Compose's own JSON. */
export function applyPublish(project: ComposeProject, publish: Readonly<Record<string, number>>): ComposeProject {
    let changed = project;
    for (const [name, published] of Object.entries(publish)) {
        const service = changed.services[name];
        const document = changed.document.services[name];
        if (service === undefined || document === undefined) continue;
        const index = firstPublished(service.ports);
        const ports = service.ports.map((port, at) =>
            at === index ? { ...port, published, publishedEnd: undefined } : port,
        );
        const documentPorts = (document["ports"] as readonly Json[] | undefined) ?? [];
        const newDocumentPorts = documentPorts.map((port, at) =>
            at === index ? { ...(port as { [key: string]: Json }), published: String(published) } : port,
        );
        changed = {
            ...changed,
            services: { ...changed.services, [name]: { ...service, ports } },
            document: {
                ...changed.document,
                services: { ...changed.document.services, [name]: { ...document, ports: newDocumentPorts } },
            },
        };
    }
    return changed;
}

/** The port that `publish` sets: the first that the file publishes at a fixed number, else its first one. */
function firstPublished(ports: readonly ServicePortConfig[]): number {
    return Math.max(
        ports.findIndex((port) => port.published !== undefined),
        0,
    );
}
