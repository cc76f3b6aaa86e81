import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { newId } from "../src/components/CommandForm";
import { CommandList } from "../src/components/CommandList";
import { LoginForm } from "../src/components/LoginForm";

afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
});

test("a command shows its status and each response", () => {
    const responses = [{ sequence: 1, payload: { code: "P0301", text: "misfire" }, created_at: "" }];
    const command = {
        id: "1",
        vehicle_id: 1,
        name: "read_faults",
        parameters: { unit: "engine" },
        status: "running" as const,
        requested_by: "operator",
        created_at: "2026-01-01T00:00:00Z",
        version: 2,
        responses,
    };
    render(<CommandList commands={[command]} />);
    expect(screen.getByText("Answering")).toBeTruthy();
    expect(screen.getByText("code: P0301 · text: misfire")).toBeTruthy();
});

test("a refused login says why", async () => {
    const refused = { ok: false, status: 401, json: async () => ({ detail: "The name or the password is wrong." }) };
    vi.stubGlobal(
        "fetch",
        vi.fn(async () => refused),
    );
    render(<LoginForm notice="" onLogin={vi.fn()} />);
    for (const label of ["User name", "Password"]) fireEvent.change(screen.getByLabelText(label), { target: { value: "x" } });
    screen.getByText("Log in").closest("form")?.requestSubmit();
    expect((await screen.findByRole("alert")).textContent).toBe("The name or the password is wrong.");
});

test("ids are version 4 and differ", () => {
    expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(newId()).not.toBe(newId());
});
