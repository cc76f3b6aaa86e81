import type { ComposeProject, ServiceConfig, ServiceVolumeConfig } from "./types";

/** Volumes whose content must outlive the container: writable, and named or a folder of the host. */
export function writableVolumes(service: ServiceConfig): ServiceVolumeConfig[] {
    return service.volumes.filter(
        ({ type, source, readOnly }) =>
            !readOnly &&
            source !== undefined &&
            (type === "volume" || type === "bind" || type === "cluster") &&
            !isSocket(source),
    );
}

/** A service with data: one copy, stopped before the next one starts. */
export function isStateful(service: ServiceConfig): boolean {
    return writableVolumes(service).length > 0;
}

/** A socket holds no data, such as Docker's own. */
function isSocket(source: string): boolean {
    return source.endsWith(".sock");
}

/** Names of the volumes to which a project's services write, in order. */
export function volumesWithData(project: ComposeProject): string[] {
    return volumesOf(Object.values(project.services));
}

/** The same of some services. */
export function volumesOf(services: readonly ServiceConfig[]): string[] {
    const written = services.flatMap(writableVolumes);
    const named = written.flatMap(({ type, source }) => (type === "volume" && source !== undefined ? [source] : []));
    return [...new Set(named)].sort();
}
