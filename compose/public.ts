import type { ServiceSettings } from "../components/app-settings";
import { httpHealth, type HttpHealth } from "./health";
import { isJob } from "./order";
import type { ComposeProject, ServicePortConfig } from "./types";

/** A service that other machines may reach. */
export interface PublicService {
    readonly service: string;
    readonly http: HttpHealth;
    /** Its published ports that are not bound to this machine alone, the one that answers HTTP first. */
    readonly ports: readonly ServicePortConfig[];
}

/**
 * Services with published ports, not bound to the loopback address, that speak HTTP. A published database is not
 * public: nobody who writes `ports: ["5432:5432"]` for a laptop means the whole world.
 */
export function publicServices(
    project: ComposeProject,
    settings: Readonly<Record<string, ServiceSettings>>,
): PublicService[] {
    return Object.entries(project.services).flatMap(([service, config]): PublicService[] => {
        const http = isJob(project, service) ? undefined : httpHealth(config, settings[service]);
        const ports = config.ports.filter((port) => !isLoopback(port));
        if (http === undefined || ports.length === 0) return [];
        const main = http.port !== undefined && ports.includes(http.port) ? http.port : undefined;
        return [{ service, http, ports: main ? [main, ...ports.filter((port) => port !== main)] : ports }];
    });
}

export function isLoopback({ hostIp }: ServicePortConfig): boolean {
    return (
        hostIp !== undefined &&
        (hostIp.startsWith("127.") || hostIp === "::1" || hostIp === "[::1]" || hostIp === "localhost")
    );
}

/** Services whose ports are published and that stay private all the same: the report names them. */
export function publishedButPrivate(
    project: ComposeProject,
    settings: Readonly<Record<string, ServiceSettings>>,
): string[] {
    const open = new Set(publicServices(project, settings).map(({ service }) => service));
    return Object.entries(project.services)
        .filter(
            ([name, { ports }]) => !open.has(name) && !isJob(project, name) && ports.some((port) => !isLoopback(port)),
        )
        .map(([name]) => name);
}
