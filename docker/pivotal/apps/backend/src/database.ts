import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";

/** Longest that a request waits for a connection, and for a statement, in milliseconds: a board that hangs is worse than one that says why. */
const CONNECT_MS = 2000;
const STATEMENT_MS = 5000;

/** `sslmode` as PostgreSQL's own programs read it: `require` encrypts, `verify-full` also asks for a known certificate. */
export function connectionString(url: string): string {
    const parsed = new URL(url);
    if (parsed.searchParams.has("sslmode")) parsed.searchParams.set("uselibpqcompat", "true");
    return parsed.toString();
}

export interface Database {
    readonly db: NodePgDatabase;
    readonly pool: pg.Pool;
}

export function openDatabase(url: string, onLost: (problem: Error) => void): Database {
    const pool = new pg.Pool({
        connectionString: connectionString(url),
        max: 10,
        connectionTimeoutMillis: CONNECT_MS,
        statement_timeout: STATEMENT_MS,
        query_timeout: STATEMENT_MS + 1000,
        keepAlive: true,
        application_name: "pivotal",
    });
    // An idle connection that PostgreSQL closes would end the process otherwise; the next request opens another.
    pool.on("error", onLost);
    return { db: drizzle(pool), pool };
}

/** Errors that say "the database is away", not "the statement is wrong". */
export function isAway(problem: unknown): boolean {
    for (let error = problem; error instanceof Error; error = error.cause) {
        const code = (error as { code?: unknown }).code;
        if (typeof code === "string" && /^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOST|ENETUNREACH|57P0|08|53)/.test(code)) {
            return true;
        }
        if (/connection terminated|connection timeout|timeout exceeded|Query read timeout/i.test(error.message)) return true;
    }
    return false;
}
