import cors from "@fastify/cors";
import Fastify, { LogController, type FastifyError, type FastifyInstance } from "fastify";
import { isAway } from "./database.js";
import { healthRoutes } from "./health.js";
import { DATABASE_AWAY, problem } from "./problem.js";
import { apiRoutes } from "./routes.js";
import type { Services } from "./services.js";

/** Longer than the 60 s after which a load balancer lets go of an idle connection: it must be the one that closes it. */
export const KEEP_ALIVE_MS = 75_000;

export async function buildApp(services: Services): Promise<FastifyInstance> {
    const { config, metrics } = services;
    const app = Fastify({
        logger: { level: config.logLevel, base: null },
        // A line of our own for each answer, below.
        logController: new LogController({ disableRequestLogging: true }),
        keepAliveTimeout: KEEP_ALIVE_MS,
        requestTimeout: 30_000,
        bodyLimit: 64 * 1024,
        trustProxy: true,
        // While it shuts down, requests on open connections are still answered, with `Connection: close`.
        return503OnClosing: false,
        forceCloseConnections: "idle",
        ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
    });
    // Node wants it longer than keepAliveTimeout.
    app.server.headersTimeout = KEEP_ALIVE_MS + 5000;

    app.addHook("onResponse", async (request, reply) => {
        const route = request.routeOptions.url ?? "unknown";
        const labels = { method: request.method, route, status: String(reply.statusCode) };
        metrics.requests.observe(labels, reply.elapsedTime / 1000);
        if (route === "/health" || route === "/metrics") return;
        request.log.info({ method: request.method, url: request.url, status: reply.statusCode, ms: reply.elapsedTime });
    });
    // A connection that becomes idle while it shuts down would keep it from ending.
    let closing = false;
    app.addHook("preClose", async () => {
        closing = true;
        const timer = setInterval(() => app.server.closeIdleConnections(), 100);
        app.server.once("close", () => clearInterval(timer));
    });
    app.addHook("onSend", async (_, reply) => {
        if (closing) reply.header("connection", "close");
        reply.header("x-content-type-options", "nosniff");
        if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
    });
    app.setErrorHandler((error: FastifyError, request, reply) => {
        if (isAway(error)) {
            request.log.warn({ problem: error.message }, "the database is away");
            return reply.code(503).header("retry-after", "2").send(DATABASE_AWAY);
        }
        const status = error.statusCode ?? 500;
        if (status < 500) {
            return reply.code(status).send(problem("bad_request", error.message, "Correct the request."));
        }
        request.log.error(error);
        return reply.code(500).send(problem("failed", "The request failed.", "Try again; the log has the cause."));
    });
    app.setNotFoundHandler((request, reply) =>
        reply.code(404).send(problem("not_found", `There is no ${request.method} ${request.url}.`, "See README.md.")),
    );

    if (config.corsOrigins.length > 0) {
        await app.register(cors, { origin: [...config.corsOrigins], methods: ["GET", "POST", "PATCH"] });
    }
    healthRoutes(app, services);
    app.get("/metrics", async (_, reply) => {
        reply.type(metrics.registry.contentType);
        return metrics.registry.metrics();
    });
    await app.register(async (api) => apiRoutes(api, services), { prefix: "/api/v1" });
    return app;
}
