import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listen, wait } from "../src/live";

class FakeSocket {
    static made: FakeSocket[] = [];
    sent: string[] = [];
    closed = false;
    onopen?: () => void;
    onmessage?: (event: { data: string }) => void;
    onclose?: (event: { code: number }) => void;
    constructor(readonly address: URL) {
        FakeSocket.made.push(this);
    }
    send(text: string): void {
        this.sent.push(text);
    }
    close(): void {
        this.closed = true;
    }
}

beforeEach(() => {
    FakeSocket.made = [];
    vi.useFakeTimers();
    vi.stubGlobal("WebSocket", FakeSocket);
});
afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

const listener = () => ({ commands: vi.fn(), live: vi.fn(), over: vi.fn() });

test("the token is the first message and not in the address", () => {
    listen("secret-token", listener());
    const [socket] = FakeSocket.made;
    socket?.onopen?.();
    expect(socket?.sent).toEqual(['{"token":"secret-token"}']);
    expect(String(socket?.address)).not.toContain("secret-token");
});

test("a connection that breaks is made again and says so; one that was stopped is not", () => {
    const told = listener();
    const stop = listen("t", told);
    FakeSocket.made[0]?.onmessage?.({ data: '{"type":"snapshot","commands":[]}' });
    expect(told.live).toHaveBeenLastCalledWith(true);
    FakeSocket.made[0]?.onclose?.({ code: 1006 });
    expect(told.live).toHaveBeenLastCalledWith(false);
    vi.advanceTimersByTime(6000);
    expect(FakeSocket.made).toHaveLength(2);
    stop();
    FakeSocket.made[1]?.onclose?.({ code: 1000 });
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.made).toHaveLength(2);
});

test("a login that has run out ends it", () => {
    const told = listener();
    listen("t", told);
    FakeSocket.made[0]?.onclose?.({ code: 4401 });
    vi.advanceTimersByTime(60_000);
    expect(told.over).toHaveBeenCalledTimes(1);
    expect(FakeSocket.made).toHaveLength(1);
});

test.each([
    [0, 0, 125],
    [0, 1, 250],
    [20, 1, 5000],
])("attempt %i waits between half and all of its time", (attempt, random, expected) => {
    expect(wait(attempt, random)).toBe(expected);
});
