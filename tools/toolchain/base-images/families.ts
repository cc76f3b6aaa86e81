import { debian } from "./debian";
import type { Family } from "./family";
import { node } from "./node";
import { postgres } from "./postgres";
import { python } from "./python";

/** Every kind of base image that there is a stand-in for. */
export const FAMILIES: readonly Family[] = [debian, python, node, postgres];
