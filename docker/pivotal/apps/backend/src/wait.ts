import { createConnection } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface Place {
    readonly name: string;
    readonly host: string;
    readonly port: number;
}

/** Host and port of an address, without its password. */
export function placeOf(name: string, url: string, standardPort: number): Place {
    const { hostname, port } = new URL(url);
    return { name, host: hostname.replace(/^\[(.*)\]$/, "$1"), port: port === "" ? standardPort : Number(port) };
}

/** Until all of them take connections; an error that names who did not, when the time is over. */
export async function waitFor(places: readonly Place[], seconds: number, say: (text: string) => void): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    await Promise.all(
        places.map(async ({ name, host, port }) => {
            for (let tries = 1; ; tries += 1) {
                const problem = await tryConnect(host, port);
                if (problem === undefined) {
                    say(`${name} at ${host}:${port} takes connections`);
                    return;
                }
                if (Date.now() > deadline) {
                    throw new Error(`${name} at ${host}:${port} took no connection within ${seconds} s: ${problem}`);
                }
                if (tries === 1) say(`waiting for ${name} at ${host}:${port}: ${problem}`);
                await sleep(500);
            }
        }),
    );
}

function tryConnect(host: string, port: number): Promise<string | undefined> {
    return new Promise((done) => {
        const socket = createConnection({ host, port, timeout: 2000 });
        const end = (problem?: string): void => {
            socket.destroy();
            done(problem);
        };
        socket.once("connect", () => end());
        socket.once("timeout", () => end("no answer"));
        socket.once("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    });
}
