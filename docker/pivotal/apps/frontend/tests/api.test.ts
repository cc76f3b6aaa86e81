import { nextStates, STATES } from "@pivotal/shared";
import { afterEach, expect, test, vi } from "vitest";
import { Api, Failure } from "../src/api";
import { newId } from "../src/NewStoryForm";
import { verb } from "../src/words";

afterEach(() => vi.unstubAllGlobals());

const answering = (status: number, body: string) =>
    vi.stubGlobal("fetch", async () => new Response(body, { status, headers: { "content-type": "text/plain" } }));

test("an error is told in the server's own words", async () => {
    answering(409, JSON.stringify({ error: { code: "changed_meanwhile", cause: "Somebody was faster.", action: "Look." } }));
    await expect(new Api("/api/v1").stories()).rejects.toMatchObject({ message: "Somebody was faster.", action: "Look." });
});

test.each([
    ["a gateway's error page", () => answering(502, "<html>Bad Gateway</html>")],
    ["something that is no JSON", () => answering(200, "<html>")],
    ["no answer", () => vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed to fetch")))],
])("%s means that the server does not answer, and that trying again helps", async (_, prepare) => {
    prepare();
    const failure: unknown = await new Api("/api/v1").stories().catch((problem: unknown) => problem);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code: "unreachable", passes: true });
});

test("ids are UUIDs of version 4, each another", () => {
    const ids = Array.from({ length: 50 }, newId);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(50);
});

test("the buttons of one story have different names", () => {
    for (const state of STATES) {
        const names = nextStates(state).map((to) => verb(state, to));
        expect(new Set(names).size).toBe(names.length);
    }
});
