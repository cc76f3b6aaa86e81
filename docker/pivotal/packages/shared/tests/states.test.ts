import { expect, test } from "vitest";
import { nextStates, STATES } from "../src/index.js";

test("every state can be reached from planned, and only accepted is an end", () => {
    const reached = new Set<string>(["planned"]);
    for (const state of reached) for (const next of nextStates(state as (typeof STATES)[number])) reached.add(next);
    expect([...reached].sort()).toEqual([...STATES].sort());
    expect(STATES.filter((state) => nextStates(state).length === 0)).toEqual(["accepted"]);
});

test("a story is accepted only after it was delivered", () => {
    expect(STATES.filter((state) => nextStates(state).includes("accepted"))).toEqual(["delivered"]);
});
