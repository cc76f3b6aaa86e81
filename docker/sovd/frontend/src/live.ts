import type { Command } from "./api";

export type Message =
    | { readonly type: "snapshot"; readonly commands: readonly Command[] }
    | { readonly type: "command"; readonly command: Command }
    | { readonly type: "live"; readonly live: boolean };

export interface Listener {
    readonly commands: (told: readonly Command[]) => void;
    /** Whether changes arrive as they happen. */
    readonly live: (live: boolean) => void;
    /** The login holds no longer. */
    readonly over: () => void;
}

const LOGIN_OVER = 4401;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

/** Milliseconds before the next attempt: longer each time, and not the same in every browser. */
export function wait(attempt: number, random = Math.random()): number {
    return Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS) * (0.5 + random / 2);
}

/** Listens until told to stop. A connection that breaks is made again; each begins with a snapshot, so nothing is missed. */
export function listen(token: string, listener: Listener): () => void {
    let socket: WebSocket | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let attempt = 0;
    let stopped = false;

    const connect = (): void => {
        const address = new URL("/ws/events", location.href);
        address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
        socket = new WebSocket(address);
        socket.onopen = () => socket?.send(JSON.stringify({ token }));
        socket.onmessage = ({ data }) => {
            attempt = 0;
            receive(JSON.parse(String(data)) as Message, listener);
        };
        socket.onclose = ({ code }) => {
            if (stopped) return;
            listener.live(false);
            if (code === LOGIN_OVER) return listener.over();
            timer = setTimeout(connect, wait(attempt));
            attempt += 1;
        };
    };
    connect();
    return () => {
        stopped = true;
        clearTimeout(timer);
        socket?.close();
    };
}

/** Hands one message on. */
export function receive(message: Message, listener: Listener): void {
    switch (message.type) {
        case "snapshot":
            listener.commands(message.commands);
            return listener.live(true);
        case "command":
            return listener.commands([message.command]);
        case "live":
            return listener.live(message.live);
    }
}
