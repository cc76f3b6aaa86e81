import type { DockerClient } from "../docker";
import type { Family } from "./family";
import { buildImage } from "./workshop";

const BASE = "node:22-slim";

/** `mendhak/http-https-echo:<version>`: answers each request with what was asked, over HTTP only, on Debian's Node. */
export const echo: Family = {
    images: /^mendhak\/http-https-echo(:[\w.-]+)?$/,
    needs: [BASE],
    async make(image: string, client: DockerClient): Promise<void> {
        const fill = (): Promise<void> => Promise.resolve();
        await buildImage({ image, recipe: "echo", buildArguments: { BASE }, fill }, client);
    },
};
