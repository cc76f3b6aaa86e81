import type { Problem } from "@pivotal/shared";

/** An answer that is an error: what happened, and what to do. */
export function problem(code: string, cause: string, action: string): Problem {
    return { error: { code, cause, action } };
}

export const DATABASE_AWAY = problem(
    "database_unavailable",
    "The database does not answer.",
    "Nothing was changed unless a story shows it. Try again in a few seconds.",
);
