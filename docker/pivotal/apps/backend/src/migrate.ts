import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { connectionString } from "./database.js";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "..", "drizzle");
/** Any number, the same for all who migrate this database. */
const LOCK = 7_219_500;

/**
 * Brings the database to this version. All new migrations are one transaction: one that is killed has done nothing.
 * Two at once: the second waits, and finds nothing to do.
 */
export async function migrateDatabase(url: string): Promise<number> {
    const client = new pg.Client({ connectionString: connectionString(url), application_name: "pivotal-migrate" });
    // A connection that is lost while nothing is asked would end the process without a word.
    client.on("error", () => undefined);
    await client.connect();
    try {
        // Killed, this process leaves its statement behind; PostgreSQL then ends it, and frees the lock, within 2 s.
        await client.query("SET client_connection_check_interval = 2000");
        await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
        const before = await applied(client);
        await migrate(drizzle(client), { migrationsFolder: FOLDER });
        return (await applied(client)) - before;
    } finally {
        await client.end();
    }
}

async function applied(client: pg.Client): Promise<number> {
    const there = await client.query("SELECT to_regclass('drizzle.__drizzle_migrations') AS found");
    if ((there.rows[0] as { found: string | null }).found === null) return 0;
    const count = await client.query("SELECT count(*)::int AS count FROM drizzle.__drizzle_migrations");
    return (count.rows[0] as { count: number }).count;
}
