import type { DockerClient } from "../docker";
import { DEBIAN_SLIM } from "./debian";
import type { Family } from "./family";
import { buildImage } from "./workshop";

/**
 * `grafana/grafana:<version>`: NOT Grafana, which is in no package registry. A small server that reads the same provisioning
 * files, answers the few paths of the API that checks and tests need, and shows each panel's query with Prometheus's answer.
 */
export const grafana: Family = {
    images: /^grafana\/grafana:\d+\.\d+\.\d+$/,
    needs: [DEBIAN_SLIM],
    async make(image: string, client: DockerClient): Promise<void> {
        const fill = (): Promise<void> => Promise.resolve();
        await buildImage({ image, recipe: "grafana", buildArguments: { BASE: DEBIAN_SLIM }, fill }, client);
    },
};
