import type { DockerClient } from "../docker";
import { DEBIAN_SLIM } from "./debian";
import type { Family } from "./family";
import { buildImage } from "./workshop";

/** A program of Prometheus's own or of its neighbours, as Debian packages it: another version than the tag says. */
function packaged(images: RegExp, recipe: string): Family {
    return {
        images,
        needs: [DEBIAN_SLIM],
        async make(image: string, client: DockerClient): Promise<void> {
            const fill = (): Promise<void> => Promise.resolve();
            await buildImage({ image, recipe, buildArguments: { BASE: DEBIAN_SLIM }, fill }, client);
        },
    };
}

/** Prometheus (Debian's 2.53, with promtool), and the exporters of PostgreSQL and Redis, each with BusyBox's `wget`, as upstream. */
export const prometheus: readonly Family[] = [
    packaged(/^prom\/prometheus:v\d+\.\d+\.\d+$/, "prometheus"),
    packaged(/^prometheuscommunity\/postgres-exporter:v\d+\.\d+\.\d+$/, "postgres-exporter"),
    packaged(/^oliver006\/redis_exporter:v\d+\.\d+\.\d+-alpine$/, "redis-exporter"),
];
