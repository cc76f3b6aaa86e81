import type { DockerClient } from "../docker";
import { debian } from "./debian";
import { node } from "./node";
import { postgres } from "./postgres";
import { python } from "./python";

export { STAND_IN_LABEL } from "./workshop";

/** A kind of base image that can be put together from packages. To add one: a file here, and a line in FAMILIES. */
export interface Family {
    /** The references it can make a stand-in for. */
    readonly images: RegExp;
    /** Stand-ins that it is built from. */
    readonly needs: readonly string[];
    make(image: string, client: DockerClient): Promise<void>;
}

export const FAMILIES: readonly Family[] = [debian, python, node, postgres];
