import type { ComposeProject } from "./types";

/** Services that run to their end: another one waits for `service_completed_successfully`. */
export function isJob(project: ComposeProject, name: string): boolean {
    return Object.values(project.services).some(
        (service) => service.dependsOn[name]?.condition === "service_completed_successfully",
    );
}

/** Start order: each layer needs only services of the layers before it. `cycle` names those that wait for one another. */
export function startLayers(project: ComposeProject): { layers: string[][]; cycle?: string[] } {
    const layers: string[][] = [];
    let waiting = Object.keys(project.services).sort();
    const started = new Set<string>();
    while (waiting.length > 0) {
        const ready = waiting.filter((name) => needs(project, name).every((other) => started.has(other)));
        if (ready.length === 0) return { layers, cycle: waiting };
        ready.forEach((name) => started.add(name));
        layers.push(ready);
        waiting = waiting.filter((name) => !started.has(name));
    }
    return { layers };
}

/** What a service waits for, as far as it is deployed: `required: false` may name a service that is not. */
function needs(project: ComposeProject, name: string): string[] {
    return Object.keys(project.services[name]?.dependsOn ?? {}).filter((other) => other in project.services);
}
