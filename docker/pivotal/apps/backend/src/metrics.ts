import { STATES } from "@pivotal/shared";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What Prometheus is told. One registry an app, so that tests do not share it. */
export class Metrics {
    readonly registry = new Registry();
    readonly requests = new Histogram({
        name: "http_request_duration_seconds",
        help: "Time that requests took, by route",
        labelNames: ["method", "route", "status"] as const,
        buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
        registers: [this.registry],
    });
    readonly created = new Counter({
        name: "pivotal_stories_created_total",
        help: "Stories added",
        registers: [this.registry],
    });
    readonly moved = new Counter({
        name: "pivotal_stories_moved_total",
        help: "Changes of a story's state, by the new one",
        labelNames: ["state"] as const,
        registers: [this.registry],
    });
    readonly cache = new Counter({
        name: "pivotal_cache_requests_total",
        help: "Questions to the cache: hit, miss, or off where Redis did not answer",
        labelNames: ["result"] as const,
        registers: [this.registry],
    });
    readonly dependencies = new Gauge({
        name: "pivotal_dependency_up",
        help: "Whether PostgreSQL and Redis answered when /health was last asked",
        labelNames: ["dependency"] as const,
        registers: [this.registry],
    });

    constructor() {
        collectDefaultMetrics({ register: this.registry });
        for (const result of ["hit", "miss", "off"]) this.cache.inc({ result }, 0);
        // A series that is only there after the first change would leave its panel empty after each restart.
        for (const state of STATES) this.moved.inc({ state }, 0);
    }

    /** Connections to PostgreSQL, looked at whenever Prometheus asks. */
    watchPool(pool: { readonly totalCount: number; readonly idleCount: number; readonly waitingCount: number }): void {
        new Gauge({
            name: "pivotal_database_connections",
            help: "Connections to PostgreSQL, and requests that wait for one",
            labelNames: ["state"] as const,
            registers: [this.registry],
            collect() {
                this.set({ state: "busy" }, pool.totalCount - pool.idleCount);
                this.set({ state: "idle" }, pool.idleCount);
                this.set({ state: "waiting" }, pool.waitingCount);
            },
        });
    }
}
