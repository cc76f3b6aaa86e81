import type { FastifyInstance } from "fastify";
import type { Services } from "./services.js";

export interface Health {
    readonly status: "ok" | "degraded";
    readonly database: "up" | "down";
    readonly cache: "up" | "down";
    readonly release?: string;
}

/** Longest that a check waits, in milliseconds: less than any health check's own time limit. */
const PATIENCE_MS = 1500;

/**
 * `/health`: this process serves; it is 200 while the database is away, as another process would not serve either.
 * `/health/ready`: it can do its work; 503 without the database. Redis is a cache: without it the work goes on.
 */
export function healthRoutes(app: FastifyInstance, services: Services): void {
    app.get("/health", async () => judge(services));
    app.get("/health/ready", async (_, reply) => {
        const health = await judge(services);
        return reply.code(health.database === "up" ? 200 : 503).send(health);
    });
}

async function judge({ stories, cache, metrics, config }: Services): Promise<Health> {
    const [database, redis] = await Promise.all([answers(stories.ping()), answers(cache.ping())]);
    metrics.dependencies.set({ dependency: "database" }, database ? 1 : 0);
    metrics.dependencies.set({ dependency: "cache" }, redis ? 1 : 0);
    return {
        status: database && redis ? "ok" : "degraded",
        database: database ? "up" : "down",
        cache: redis ? "up" : "down",
        ...(config.release !== undefined && { release: config.release }),
    };
}

async function answers(question: Promise<void>): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((done) => (timer = setTimeout(() => done(false), PATIENCE_MS)));
    const asked = question.then(
        () => true,
        () => false,
    );
    return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
