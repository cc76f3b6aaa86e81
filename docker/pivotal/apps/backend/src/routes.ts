import { LONGEST_TITLE, POINTS, STATES, type Move, type NewStory, type Velocity } from "@pivotal/shared";
import type { FastifyInstance } from "fastify";
import type { Services } from "./services.js";
import { problem } from "./problem.js";

const id = { type: "string", format: "uuid" } as const;
const newStory = {
    type: "object",
    additionalProperties: false,
    required: ["id", "title", "points"],
    properties: {
        id,
        title: { type: "string", minLength: 1, maxLength: LONGEST_TITLE, pattern: "\\S" },
        points: { type: "integer", enum: POINTS },
    },
} as const;
const move = {
    type: "object",
    additionalProperties: false,
    required: ["state", "version"],
    properties: { state: { type: "string", enum: STATES }, version: { type: "integer", minimum: 1 } },
} as const;
const params = { type: "object", properties: { id } } as const;

/** The API, under `/api/v1`. */
export function apiRoutes(app: FastifyInstance, { stories, cache, metrics }: Services): void {
    app.get("/stories", async () => ({ stories: await stories.list() }));

    app.post<{ Body: NewStory }>("/stories", { schema: { body: newStory } }, async ({ body }, reply) => {
        const { story, created } = await stories.add({ ...body, title: body.title.trim() });
        if (created) metrics.created.inc();
        return reply.code(created ? 201 : 200).send(story);
    });

    app.patch<{ Params: { id: string }; Body: Move }>(
        "/stories/:id",
        { schema: { params, body: move } },
        async (request, reply) => {
            const outcome = await stories.move(request.params.id, request.body);
            switch (outcome.kind) {
                case "moved":
                    metrics.moved.inc({ state: outcome.story.state });
                    // Whoever accepts a story wants to see the points at once. Without Redis there is nothing to forget.
                    if (outcome.story.state === "accepted") await cache.forget().catch(() => undefined);
                    return outcome.story;
                case "missing":
                    return reply
                        .code(404)
                        .send(problem("story_missing", "There is no such story.", "Load the board again."));
                case "changed":
                    return reply.code(409).send({
                        ...problem(
                            "changed_meanwhile",
                            `Somebody else has changed the story: it is ${outcome.story.state} now.`,
                            "Look at it again before you change it.",
                        ),
                        story: outcome.story,
                    });
                case "refused":
                    return reply
                        .code(422)
                        .send(
                            problem(
                                "not_a_next_state",
                                `A story that is ${outcome.story.state} cannot become ${request.body.state}.`,
                                "Load the board again.",
                            ),
                        );
            }
        },
    );

    app.get("/velocity", async (_, reply): Promise<Velocity> => {
        const cached = await cache.get().then(
            (value) => ({ value, result: value === undefined ? "miss" : "hit" }) as const,
            () => ({ value: undefined, result: "off" }) as const,
        );
        metrics.cache.inc({ result: cached.result });
        reply.header("x-cache", cached.result);
        if (cached.value !== undefined) return cached.value;
        const counted = await stories.velocity();
        if (cached.result === "miss") await cache.set(counted).catch(() => undefined);
        return counted;
    });
}
