import { buildApp } from "./app.js";
import { openRedis, RedisCache } from "./cache.js";
import type { Config } from "./config.js";
import { openDatabase } from "./database.js";
import { Metrics } from "./metrics.js";
import { PostgresStories } from "./stories.js";

/** Serves until SIGTERM; then finishes what it was asked before and ends with code 0. */
export async function serve(config: Config): Promise<void> {
    const metrics = new Metrics();
    const problems = { last: "" };
    const database = openDatabase(config.databaseUrl, (problem) => app.log.warn({ problem: problem.message }, "database"));
    const redis = openRedis(config.redisUrl, ({ message }) => {
        // It tries again and again: said once, and again when the cause is another one.
        if (message === problems.last) return;
        problems.last = message;
        app.log.warn({ problem: message }, "redis");
    });
    redis.on("ready", () => (problems.last = ""));
    metrics.watchPool(database.pool);
    const stories = new PostgresStories(database.db);
    const app = await buildApp({ config, metrics, stories, cache: new RedisCache(redis) });

    const end = async (signal: string): Promise<void> => {
        app.log.info(`${signal}: finishing requests`);
        await app.close();
        await database.pool.end();
        redis.disconnect();
        app.log.info("ended");
    };
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
        process.once(signal, () => void end(signal).then(() => process.exit(0)));
    }
    await app.listen({ host: config.host, port: config.port });
}
