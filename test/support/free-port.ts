import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below those that the kernel gives to connections (32768 and up): one of those may be a connection's a moment later, for a minute. */
const [FIRST, LAST] = [30_000, 32_767];

/** A port of this machine on which something may listen later. */
export async function freePort(): Promise<number> {
    for (;;) {
        const port = randomInt(FIRST, LAST + 1);
        if (await isFree(port)) return port;
    }
}

function isFree(port: number): Promise<boolean> {
    return new Promise((done) => {
        const server = createServer();
        server.once("error", () => done(false));
        server.listen({ port, host: "0.0.0.0", exclusive: true }, () => server.close(() => done(true)));
    });
}
