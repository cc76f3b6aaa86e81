import { caddy } from "./caddy";
import { debian } from "./debian";
import { distroless } from "./distroless";
import { echo } from "./echo";
import type { Family } from "./family";
import { grafana } from "./grafana";
import { nginx } from "./nginx";
import { node } from "./node";
import { postgres } from "./postgres";
import { prometheus } from "./prometheus";
import { python } from "./python";
import { redis } from "./redis";

/** Every kind of base image that there is a stand-in for. */
export const FAMILIES: readonly Family[] = [
    debian,
    python,
    node,
    nginx,
    postgres,
    redis,
    echo,
    caddy,
    distroless,
    grafana,
    ...prometheus,
];
