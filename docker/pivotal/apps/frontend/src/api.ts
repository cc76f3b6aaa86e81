import type { Move, NewStory, Problem, Story, Velocity } from "@pivotal/shared";

/** Why a request did not do what was asked, in words for people. */
export class Failure extends Error {
    constructor(
        readonly code: string,
        cause: string,
        readonly action: string,
    ) {
        super(cause);
    }

    /** Whether the same request may do later. */
    get passes(): boolean {
        return ["unreachable", "database_unavailable"].includes(this.code);
    }
}

export class Api {
    constructor(private readonly base: string) {}

    async stories(): Promise<Story[]> {
        return ((await this.ask("GET", "/stories")) as { stories: Story[] }).stories;
    }

    async velocity(): Promise<Velocity> {
        return (await this.ask("GET", "/velocity")) as Velocity;
    }

    async add(story: NewStory): Promise<Story> {
        return (await this.ask("POST", "/stories", story)) as Story;
    }

    async move(id: string, move: Move): Promise<Story> {
        return (await this.ask("PATCH", `/stories/${id}`, move)) as Story;
    }

    private async ask(method: string, path: string, body?: object): Promise<unknown> {
        let answer: Response;
        try {
            answer = await fetch(`${this.base}${path}`, {
                method,
                signal: AbortSignal.timeout(10_000),
                ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
            });
        } catch {
            throw unreachable();
        }
        const json: unknown = await answer.json().catch(() => undefined);
        if (answer.ok && json !== undefined) return json;
        const { error } = (json ?? {}) as Partial<Problem>;
        // A gateway's own error page: the server behind it is away.
        throw error ? new Failure(error.code, error.cause, error.action) : unreachable();
    }
}

const unreachable = () => new Failure("unreachable", "The server does not answer.", "Try again in a few seconds.");
