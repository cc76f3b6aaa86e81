/** What the image runs: `serve` (by default) or `migrate`. There is no shell in it, so that this is JavaScript. */
import { ConfigurationError, readConfig, type Config } from "./config.js";
import { migrateDatabase } from "./migrate.js";
import { serve } from "./serve.js";
import { placeOf, waitFor } from "./wait.js";

/** sysexits.h: EX_CONFIG */
const BAD_CONFIGURATION = 78;

const say = (message: string): void => {
    process.stdout.write(`${JSON.stringify({ level: 30, time: Date.now(), msg: message })}\n`);
};

async function main(task: string): Promise<void> {
    if (task !== "serve" && task !== "migrate") {
        throw new ConfigurationError(`the command is "${task}"; give serve or migrate`);
    }
    const env = task === "migrate" ? { ...process.env, REDIS_URL: process.env["REDIS_URL"] ?? "redis://unused" } : process.env;
    const config = readConfig(env);
    const postgres = placeOf("PostgreSQL", config.databaseUrl, 5432);
    const places = task === "migrate" ? [postgres] : [postgres, placeOf("Redis", config.redisUrl, 6379)];
    await waitFor(places, config.waitSeconds, say);
    if (task === "migrate" || config.migrateOnStart) await applyMigrations(config);
    if (task === "serve") await serve(config);
}

async function applyMigrations(config: Config): Promise<void> {
    const count = await migrateDatabase(config.databaseUrl);
    say(count === 0 ? "the database is up to date" : `migrations applied: ${count}`);
}

main(process.argv[2] ?? "serve").catch((problem: unknown) => {
    const { message, cause } = problem instanceof Error ? problem : new Error(String(problem));
    const why = cause instanceof Error ? `: ${cause.message}` : "";
    process.stdout.write(`${JSON.stringify({ level: 60, time: Date.now(), msg: `${message}${why}` })}\n`);
    process.exit(problem instanceof ConfigurationError ? BAD_CONFIGURATION : 1);
});
