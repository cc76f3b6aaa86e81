import { expect, test } from "vitest";
import { fakeApp } from "./fakes.js";

const ID = "0b0f7c5e-4a43-4f3c-9f0e-0d8f6d0d7a11";
const STORY = { id: ID, title: "Log in", points: 3 };

test("a story goes from planned to accepted, each step with its version", async () => {
    const { app } = await fakeApp();
    const made = await app.inject({ method: "POST", url: "/api/v1/stories", payload: STORY });
    expect([made.statusCode, made.json()]).toEqual([201, expect.objectContaining({ state: "planned", version: 1 })]);
    let version = 1;
    for (const state of ["started", "delivered", "accepted"]) {
        const moved = await app.inject({ method: "PATCH", url: `/api/v1/stories/${ID}`, payload: { state, version } });
        version += 1;
        expect([moved.statusCode, moved.json()]).toEqual([200, expect.objectContaining({ state, version })]);
    }
});

test("a request that is sent twice makes one story", async () => {
    const { app, stories } = await fakeApp();
    const codes = [];
    for (let i = 0; i < 2; i += 1) {
        codes.push((await app.inject({ method: "POST", url: "/api/v1/stories", payload: STORY })).statusCode);
    }
    expect([codes, stories.kept.size]).toEqual([[201, 200], 1]);
});

test("who looked at an older version is told, and who leaves out a step is refused", async () => {
    const { app } = await fakeApp();
    await app.inject({ method: "POST", url: "/api/v1/stories", payload: STORY });
    const patch = (payload: object) => app.inject({ method: "PATCH", url: `/api/v1/stories/${ID}`, payload });
    const skipped = await patch({ state: "accepted", version: 1 });
    expect([skipped.statusCode, skipped.json().error.cause]).toEqual([
        422,
        "A story that is planned cannot become accepted.",
    ]);
    await patch({ state: "started", version: 1 });
    const late = await patch({ state: "delivered", version: 1 });
    expect([late.statusCode, late.json().error.code, late.json().story.state]).toEqual([
        409,
        "changed_meanwhile",
        "started",
    ]);
});

test.each([
    [{ ...STORY, points: 4 }, /points/],
    [{ ...STORY, title: "   " }, /title/],
    [{ ...STORY, id: "1" }, /id/],
    [{ ...STORY, colour: "red" }, /additional/],
    [{ ...STORY, points: "3" }, /points/],
])("%j is refused, with what is wrong", async (payload, said) => {
    const { app, stories } = await fakeApp();
    const answer = await app.inject({ method: "POST", url: "/api/v1/stories", payload });
    expect([answer.statusCode, stories.kept.size]).toEqual([400, 0]);
    expect(answer.json().error.cause).toMatch(said);
});

test("the velocity comes from the cache, and is counted anew after a story is accepted", async () => {
    const { app, stories, cache } = await fakeApp();
    const ask = async () => (await app.inject("/api/v1/velocity")).headers["x-cache"];
    expect([await ask(), await ask(), stories.counted]).toEqual(["miss", "hit", 1]);
    await app.inject({ method: "POST", url: "/api/v1/stories", payload: STORY });
    for (const [version, state] of [
        [1, "started"],
        [2, "delivered"],
        [3, "accepted"],
    ] as const) {
        await app.inject({ method: "PATCH", url: `/api/v1/stories/${ID}`, payload: { state, version } });
    }
    expect(await ask()).toBe("miss");
    cache.away = true;
    expect([await ask(), (await app.inject("/api/v1/velocity")).statusCode]).toEqual(["off", 200]);
});

test("without the database: 503 and a word on it, /health 200 and degraded, /health/ready 503", async () => {
    const { app, stories } = await fakeApp({ SLIPWAY_RELEASE: "r1" });
    expect((await app.inject("/health")).json()).toEqual({ status: "ok", database: "up", cache: "up", release: "r1" });
    stories.away = true;
    const list = await app.inject("/api/v1/stories");
    expect([list.statusCode, list.headers["retry-after"], list.json().error.code]).toEqual([
        503,
        "2",
        "database_unavailable",
    ]);
    const health = await app.inject("/health");
    expect([health.statusCode, health.json().status]).toEqual([200, "degraded"]);
    expect((await app.inject("/health/ready")).statusCode).toBe(503);
});

test("/metrics has each route with its status, and not the ids that people ask for", async () => {
    const { app } = await fakeApp();
    await app.inject({ method: "PATCH", url: `/api/v1/stories/${ID}`, payload: { state: "started", version: 1 } });
    await app.inject("/nowhere/at/all");
    const metrics = await app.inject("/metrics");
    expect(metrics.headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(metrics.body).toContain(
        'http_request_duration_seconds_count{method="PATCH",route="/api/v1/stories/:id",status="404"} 1',
    );
    expect(metrics.body).not.toMatch(/nowhere|0b0f7c5e/);
});

test("pages of other origins are let in only when they are named", async () => {
    const origin = "https://board.example.com";
    const ask = async (env: Record<string, string>) =>
        (await (await fakeApp(env)).app.inject({ url: "/health", headers: { origin } })).headers[
            "access-control-allow-origin"
        ];
    expect([await ask({}), await ask({ CORS_ORIGINS: origin })]).toEqual([undefined, origin]);
});

test("idle connections are kept longer than a load balancer's 60 s", async () => {
    const { app } = await fakeApp();
    expect(app.server.keepAliveTimeout).toBeGreaterThan(60_000);
    expect(app.server.headersTimeout).toBeGreaterThan(app.server.keepAliveTimeout);
});
