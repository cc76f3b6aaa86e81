/** What the backend answers, in types, and one way to ask for it. */

export interface Issue {
    path: string;
    message: string;
}

export interface FieldRule {
    path: string;
    label: string;
    type: "string" | "boolean";
    required?: boolean;
    /** The only value allowed: its place in the repository decides it. */
    fixed?: string;
    /** Shown, not edited. */
    locked?: boolean;
    pattern?: string;
    hint?: string;
    suggestions?: string[];
}

export interface SpecPlace {
    customer: string;
    environment: string;
    path: string;
}

export interface Spec extends SpecPlace {
    sha: string;
    text: string;
    url: string;
    fields: FieldRule[];
    issues: Issue[];
}

export interface Commit {
    sha: string;
    message: string;
    author: string;
    date: string;
    url: string;
}

export interface Health {
    status: string;
    release?: string;
    github: {
        token: "set" | "missing" | "invalid";
        last_answer: string;
        problem?: string;
        rate_limit?: { limit: number; remaining: number; reset: number; exhausted: boolean };
    };
}

export interface Config {
    repo: string;
    specs_path: string;
    branch: string;
    workflow: string;
    repo_url: string;
    health: Health;
}

export type SaveMode = "pull_request" | "commit";

export interface SaveRequest {
    text: string;
    sha: string;
    message: string;
    mode: SaveMode;
}

export interface Saved {
    mode: SaveMode;
    branch: string;
    url: string;
    sha?: string;
    number?: number;
}

export interface Deployed {
    workflow: string;
    branch: string;
    inputs: Record<string, string>;
    url: string;
}

/** An error of the API: what happened, and what to do. */
export class Problem extends Error {
    constructor(
        readonly code: string,
        override readonly cause: string,
        readonly action: string,
        readonly details: { retry_after?: number; issues?: Issue[]; current?: { text: string; sha: string } } = {},
    ) {
        super(cause);
    }
}

/** Turns anything thrown into a Problem, so that every view shows errors in one way. */
export function asProblem(error: unknown): Problem {
    if (error instanceof Problem) return error;
    return new Problem("unexpected", "Something went wrong in this page.", "Reload the page and try again.");
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    let answer: Response;
    try {
        answer = await fetch(`/api${path}`, {
            method,
            headers: body === undefined ? {} : { "Content-Type": "application/json" },
            body: body === undefined ? undefined : JSON.stringify(body),
        });
    } catch {
        throw new Problem("offline", "The server cannot be reached.", "Check your connection, then try again.");
    }
    const data: unknown = await answer.json().catch(() => undefined);
    if (answer.ok && data !== undefined) return data as T;
    const error = (data as { error?: Problem } | undefined)?.error;
    if (!error) throw new Problem("bad_answer", `The server answered ${answer.status}.`, "Try again in a moment.");
    const { code, cause, action, ...details } = error;
    throw new Problem(code, cause, action, details as Problem["details"]);
}

const at = (customer: string, environment: string): string =>
    `/specs/${encodeURIComponent(customer)}/${encodeURIComponent(environment)}`;

export const api = {
    config: () => ask<Config>("GET", "/config"),
    list: () => ask<{ specs: SpecPlace[]; truncated: boolean }>("GET", "/specs"),
    read: (customer: string, environment: string) => ask<Spec>("GET", at(customer, environment)),
    history: (customer: string, environment: string) =>
        ask<{ commits: Commit[] }>("GET", `${at(customer, environment)}/history`),
    save: (customer: string, environment: string, request: SaveRequest) =>
        ask<Saved>("PUT", at(customer, environment), request),
    deploy: (customer: string, environment: string) =>
        ask<Deployed>("POST", `${at(customer, environment)}/deploy`, {}),
};
