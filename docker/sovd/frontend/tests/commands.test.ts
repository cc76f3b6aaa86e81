import { expect, test } from "vitest";
import type { Command } from "../src/api";
import { commandsOf, merged } from "../src/commands";

const command = (id: string, version: number, more: Partial<Command> = {}): Command => ({
    id,
    vehicle_id: 1,
    name: "read_faults",
    parameters: {},
    status: "pending",
    requested_by: "operator",
    created_at: `2026-01-01T00:00:0${id}Z`,
    version,
    responses: [],
    ...more,
});

test("a later version takes the place of an earlier one, never the other way round", () => {
    const first = merged(new Map(), [command("1", 1), command("2", 3)]);
    const next = merged(first, [command("1", 2, { status: "running" }), command("2", 2)]);
    expect(next.get("1")?.status).toBe("running");
    expect(next.get("2")?.version).toBe(3);
    expect(first.get("1")?.version).toBe(1); // what React compares with stays as it was
});

test("a vehicle's commands only, the newest first", () => {
    const known = merged(new Map(), [command("1", 1), command("2", 1), command("3", 1, { vehicle_id: 2 })]);
    expect(commandsOf(known, 1).map(({ id }) => id)).toEqual(["2", "1"]);
});
