import type { AppSettings } from "../../components/app-settings";
import { hasCheck, httpHealth } from "../../compose/health";
import { isJob } from "../../compose/order";
import { isLoopback } from "../../compose/public";
import type { ComposeProject } from "../../compose/types";

/** How a deployment finds out whether a service with a published port is well. */
export interface Asked {
    readonly service: string;
    /** In the container. */
    readonly port: number;
    /** Must answer 2xx; none: it is not asked by HTTP. */
    readonly path?: string;
    /** Where that comes from: the stack's setting, the file's check, or, with neither, custom for what is built here. */
    readonly by: "setting" | "healthcheck" | "custom" | "nothing";
}

/** The services that others reach, in the order of the file. */
export function asked(project: ComposeProject, settings: AppSettings): readonly Asked[] {
    return Object.entries(project.services).flatMap(([service, config]): Asked[] => {
        const published = config.ports.find((port) => !isLoopback(port));
        if (published === undefined || isJob(project, service)) return [];
        const own = settings.services[service];
        const http = httpHealth(config, own);
        const port = http?.containerPort ?? published.target;
        const unset = hasCheck(config) ? "healthcheck" : http === undefined ? "nothing" : "custom";
        const by = own?.health === undefined ? unset : "setting";
        return [{ service, port, by, ...(http && { path: http.healthPath }) }];
    });
}

/** One of them in a sentence. `setting` is where its path can be given. */
export function inWords({ service, port, path, by }: Asked, compose: string, setting: string): string {
    const is = `${service}: port ${port}`;
    const without = `${compose} has no healthcheck for it`;
    if (path !== undefined) {
        const asks = `${is}, asked for ${path}, which must answer 2xx`;
        return by === "custom"
            ? `${asks}: ${without}. Another path, or false for none: ${setting}`
            : `${asks} (its ${by})`;
    }
    return by === "nothing"
        ? `${is}: ${without}, so it counts as well as soon as its container runs. If it speaks HTTP, give a path: ${setting}`
        : `${is}, not asked by HTTP (its ${by})`;
}
