import type { DockerClient } from "../docker";

/** A kind of base image that can be put together from packages. To add one: a file here, and a line in `families.ts`. */
export interface Family {
    /** The references it can make a stand-in for. */
    readonly images: RegExp;
    /** Stand-ins that it is built from. */
    readonly needs: readonly string[];
    make(image: string, client: DockerClient): Promise<void>;
}
