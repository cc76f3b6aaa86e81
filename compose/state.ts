import type { ServiceConfig, ServiceVolumeConfig } from "./types";

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
