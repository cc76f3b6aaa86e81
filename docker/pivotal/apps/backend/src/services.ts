import type { Cache } from "./cache.js";
import type { Config } from "./config.js";
import type { Metrics } from "./metrics.js";
import type { Stories } from "./stories.js";

/** What the routes work with. */
export interface Services {
    readonly config: Config;
    readonly stories: Stories;
    readonly cache: Cache;
    readonly metrics: Metrics;
}
